"""Writes the sandbox's iCalendar files (RFC 5545): the collections of a street, and one appointment."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from itertools import takewhile
from pathlib import Path

from icalendar import Calendar, Event
from ruamel.yaml import YAML

from contracts.languages import LANGUAGES
from services.sandbox.waste import WASTES, WasteRound

WORDS: Mapping[str, Mapping[str, str]] = YAML(typ="safe").load(Path(__file__).with_name("calendars.yaml"))
MONTHS_SHOWN = timedelta(days=92)


def write_waste_calendar(waste_round: WasteRound, now: datetime, today: date) -> bytes:
    """Return the collections of the coming three months as whole days."""
    calendar = _calendar()
    for waste in WASTES:
        for day in takewhile(lambda day: day < today + MONTHS_SHOWN, waste_round.collections(waste, today)):
            event = _event(waste, f"{waste_round.commune}-{waste_round.street}-{waste}-{day.isoformat()}", now)
            event.add("dtstart", day)
            event.add("dtend", day + timedelta(days=1))
            event.add("transp", "TRANSPARENT")
            calendar.add_component(event)
    return _written(calendar)


def write_appointment(reference: str, begin: datetime, length: timedelta, place: str, booked_at: datetime) -> bytes:
    """Return one appointment; its times are written in UTC, which needs no table of summer times."""
    calendar = _calendar()
    event = _event("appointment", reference, booked_at)
    event.add("dtstart", begin.astimezone(UTC))
    event.add("dtend", (begin + length).astimezone(UTC))
    event.add("location", place)
    calendar.add_component(event)
    return _written(calendar)


def _calendar() -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", "-//Moien//Sandbox administration//EN")
    calendar.add("version", "2.0")
    return calendar


def _event(what: str, uid: str, now: datetime) -> Event:
    event = Event()
    # Outlook shows a changed file's events a second time unless their UIDs stay.
    event.add("uid", f"{uid}@sandbox.invalid")
    event.add("dtstamp", now.astimezone(UTC))
    event.add("summary", f"[Sandbox] {' / '.join(dict.fromkeys(WORDS[what][language] for language in LANGUAGES))}")
    event.add("description", "\n".join(WORDS["note"][language] for language in LANGUAGES))
    return event


def _written(calendar: Calendar) -> bytes:
    written: bytes = calendar.to_ical()
    return written
