"""Moments as clocks in Luxembourg show them; written in numbers, they read the same in all four languages."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

LUXEMBOURG = ZoneInfo("Europe/Luxembourg")


def day_of(moment: str) -> date:
    """Return the day of a moment (ISO 8601 with an offset)."""
    return datetime.fromisoformat(moment).astimezone(LUXEMBOURG).date()


def write_day(day: date) -> str:
    """Write a day."""
    return day.strftime("%d.%m.%Y")


def write_moment(moment: str) -> str:
    """Write day and time of a moment (ISO 8601 with an offset)."""
    return datetime.fromisoformat(moment).astimezone(LUXEMBOURG).strftime("%d.%m.%Y, %H:%M")
