"""The sandbox's waste calendar: on which days what is collected in a street.

Days are computed from the names of commune and street, so that every street has some and none has to be stored.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, get_args
from urllib.parse import quote

from services.sandbox.register import street_name

Waste = Literal["residual", "paper", "organic", "glass"]
WASTES: tuple[Waste, ...] = get_args(Waste)

WEEKS_BETWEEN: dict[Waste, int] = {"residual": 1, "paper": 2, "organic": 1, "glass": 4}
WORKING_DAYS = 5


@dataclass(frozen=True)
class WasteRound:
    """The collections of one street; ``street`` is a name as `street_name` gives it."""

    commune: str
    street: str

    @classmethod
    def of(cls, commune: str, street: str) -> WasteRound:
        """Find the round of a street, however it is written."""
        return cls(commune, street_name(street))

    def collections(self, waste: Waste, first: date) -> Iterator[date]:
        """Yield the days of collection from ``first`` on, without end."""
        weeks = WEEKS_BETWEEN[waste]
        digest = hashlib.sha256(f"{self.commune}/{self.street}/{waste}".encode()).digest()
        weekday, week = digest[0] % WORKING_DAYS, digest[1] % weeks
        day = first
        # Day 1 of the calendar was a Monday.
        while day.weekday() != weekday or (day.toordinal() - 1) // 7 % weeks != week:
            day += timedelta(days=1)
        while True:
            yield day
            day += timedelta(weeks=weeks)

    def next(self, waste: Waste, today: date) -> date:
        """Return the next day of collection, which may be today."""
        return next(self.collections(waste, today))

    @property
    def document(self) -> str:
        """Where its calendar is."""
        return f"/waste-calendars/{quote(self.commune, safe='')}/{quote(self.street, safe='')}.ics"
