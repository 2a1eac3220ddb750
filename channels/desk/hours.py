"""Says whether a queue is open at a moment, and when it opens next: by the clock on the wall, holidays included."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import holidays

from contracts.desk.model import WEEKDAYS, Queue

COUNTRY = "LU"
LOOK_AHEAD = 400
"""Days after which a queue that is still closed counts as closed for good."""
_DAY = timedelta(days=1)
_MINUTE = timedelta(minutes=1)


class OpeningHours:
    """The opening hours of queues in one time zone."""

    def __init__(self, time_zone: str) -> None:
        """``time_zone``: name in the IANA database."""
        self._zone = ZoneInfo(time_zone)
        self._holidays = holidays.country_holidays(COUNTRY)

    def is_open(self, queue: Queue, at: datetime) -> bool:
        """Tell whether a queue is open at an aware moment."""
        # A block that began yesterday by the wall may end today at midnight only, so today is enough.
        return any(begins <= at < ends for begins, ends in self._blocks(queue, at.astimezone(self._zone).date()))

    def opens_at(self, queue: Queue, at: datetime) -> datetime | None:
        """Return when a queue that is closed opens next, on the wall's clock; None where it does not for a year."""
        day = at.astimezone(self._zone).date()
        for _ in range(LOOK_AHEAD):
            for begins, _ends in self._blocks(queue, day):
                if begins > at:
                    return begins.astimezone(self._zone)
            day += _DAY
        return None

    def is_holiday(self, day: date) -> bool:
        """Tell whether a day is a public holiday in Luxembourg."""
        return day in self._holidays

    def _blocks(self, queue: Queue, day: date) -> Iterator[tuple[datetime, datetime]]:
        """Give when a queue is open on a day, in UTC; an hour that the clock skips is no time to be open."""
        if queue.closed_on_holidays and self.is_holiday(day):
            return
        for block in queue.hours.get(WEEKDAYS[day.weekday()], ()):
            begins, ends = self._moment(day, block.begins), self._moment(day, block.ends)
            if begins < ends:
                yield begins, ends

    def _moment(self, day: date, minutes: int) -> datetime:
        days, rest = divmod(minutes, 24 * 60)
        wall = datetime.combine(day + days * _DAY, time(rest // 60, rest % 60), tzinfo=self._zone)
        at = wall.astimezone(UTC)
        if at.astimezone(self._zone).replace(tzinfo=None) == wall.replace(tzinfo=None):
            return at
        # The clock skips it: what is meant is the moment at which it is put forward.
        skipped = wall.replace(fold=1).astimezone(UTC)
        while skipped.astimezone(self._zone).utcoffset() != at.astimezone(self._zone).utcoffset():
            skipped += _MINUTE
        return skipped
