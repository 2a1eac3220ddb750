"""The sandbox's appointments: which slots a commune has, which are free, booking and cancelling them.

Slots are computed from the commune and the day, so that every commune has some and none has to be stored.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Connection, select

from nlu.text.fields.commune_names import read_commune_names
from services.sandbox.applications import LUXEMBOURG
from services.sandbox.kinds import Kind
from services.sandbox.schema import filing_table
from services.sandbox.store import Accepted, Filing, Office, Verdict, add, find, take_back

MOST_OFFERED = 12
DAYS_AHEAD = 60
"""Last day that is offered, counted from today."""
LENGTH = timedelta(minutes=20)
LATEST_CANCELLATION = timedelta(hours=1)
"""Before the appointment begins."""
TIMES = (
    time(8, 30),
    time(9, 0),
    time(9, 30),
    time(10, 0),
    time(10, 30),
    time(11, 0),
    time(13, 30),
    time(14, 0),
    time(15, 0),
)
SATURDAY = 5
OPEN_OF_256 = 110
"""So many of 256 slots are given out to the public at all; a calendar without gaps would look unlike a real one."""

_SLOT = re.compile(r"(?P<commune>.+)-(?P<day>[0-9]{8})-(?P<time>[0-9]{4})")


def slots_of(commune: str, day: date) -> list[datetime]:
    """Return when the commune receives people on a day, in Luxembourg's time; nobody on Saturday and Sunday."""
    if day.weekday() >= SATURDAY:
        return []
    moments = [datetime.combine(day, begin, LUXEMBOURG) for begin in TIMES]
    return [moment for moment in moments if hashlib.sha256(slot_id(commune, moment).encode()).digest()[0] < OPEN_OF_256]


def slot_id(commune: str, moment: datetime) -> str:
    """Return what a slot is booked by."""
    return f"{commune}-{moment:%Y%m%d-%H%M}"


def find_slot(commune: str, slot: str, now: datetime) -> datetime | None:
    """Return when a slot begins; None where the commune has none of this id, or has none any more."""
    match = _SLOT.fullmatch(slot)
    if not match or match["commune"] != commune:
        return None
    try:
        moment = datetime.strptime(match["day"] + match["time"], "%Y%m%d%H%M").replace(tzinfo=LUXEMBOURG)
    except ValueError:
        return None
    offered = moment > now and moment.date() <= _last_day(now) and moment in slots_of(commune, moment.date())
    return moment if offered else None


def place_of(commune: str) -> str:
    """Return the name of the commune as it writes itself in French, which is the official one."""
    names = read_commune_names().names
    return names[commune]["fr"] if commune in names else commune


def free_slots(connection: Connection, commune: str, now: datetime) -> list[dict[str, str]]:
    """Return the next free slots from tomorrow on, as the API offers them."""
    held = select(filing_table.c.slot).where(
        filing_table.c.kind == "appointment",
        filing_table.c.commune == commune,
        filing_table.c.taken_back_at.is_(None),
    )
    taken = set(connection.scalars(held))
    free: list[dict[str, str]] = []
    for moment in _slots_ahead(commune, now):
        value = slot_id(commune, moment)
        if value not in taken:
            free.append({"value": value, "label": place_of(commune), "at": moment.isoformat()})
        if len(free) == MOST_OFFERED:
            break
    return free


def appointment_offices() -> dict[Kind, Office]:
    """Return who decides about appointments."""
    return {"appointment": book, "cancellation": cancel}


def book(connection: Connection, filing: Filing) -> Verdict:
    """Give a slot to whoever asks first."""
    commune, slot = filing.fields["commune"], filing.fields["slot"]
    moment = find_slot(commune, slot, filing.at)
    if moment is None:
        return "unknown_slot"
    held = select(filing_table.c.reference).where(filing_table.c.slot == slot, filing_table.c.taken_back_at.is_(None))
    if connection.execute(held).first() is not None:
        return "slot_taken"
    reference = add(connection, filing)
    return Accepted(
        {
            "reference": reference,
            "at": moment.isoformat(),
            "place": place_of(commune),
            "document": f"/appointments/{reference}.ics",
        }
    )


def cancel(connection: Connection, filing: Filing) -> Verdict:
    """Free a slot again while that is of use to others."""
    row = find(connection, filing.fields["reference"])
    if row is None or row.kind != "appointment" or row.taken_back_at:
        return "unknown_reference"
    if beginning_of(row) - filing.at < LATEST_CANCELLATION:
        return "too_late"
    take_back(connection, row.reference, filing)
    return Accepted({"reference": row.reference})


def beginning_of(row: Any) -> datetime:  # noqa: ANN401 - a row of filing_table
    """Return when a booked appointment begins."""
    return datetime.strptime(row.slot[-13:], "%Y%m%d-%H%M").replace(tzinfo=LUXEMBOURG)


def _slots_ahead(commune: str, now: datetime) -> Iterator[datetime]:
    day = now.astimezone(LUXEMBOURG).date()
    while day < _last_day(now):
        day += timedelta(days=1)
        yield from slots_of(commune, day)


def _last_day(now: datetime) -> date:
    return now.astimezone(LUXEMBOURG).date() + timedelta(days=DAYS_AHEAD)
