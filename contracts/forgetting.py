"""Kinds of data that are deleted at their time, and what the self-test of that says: shared by worker and gateway."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, get_args

Kind = Literal[
    "conversations",
    "applications",
    "handovers",
    "callbacks",
    "files",
    "logins",
    "trials",
    "replayed",
    "rehearsals",
    "marks",
    "staff_sessions",
    "audit",
    "trackers",
    "redis",
    "logs",
]
"""What ends by itself. ``applications``: what citizens entered for one. ``trackers``: what the bot keeps.
``audit``: what the staff did."""

KINDS: tuple[Kind, ...] = get_args(Kind)

LOOK_EVERY = timedelta(hours=1)
TOLERANCE = timedelta(hours=6)
"""How long after its time something may still be there: the platform was off, or many ended at once."""
STALE = timedelta(hours=3)
"""When nobody has looked for so long, nobody knows whether anything is deleted."""


@dataclass(frozen=True, kw_only=True)
class Look:
    """What was found of one kind."""

    kind: str
    overdue: int
    """How much is there that should be gone."""
    looked_at: datetime
    """Aware, in UTC."""


def find_faults(looks: Iterable[Look], now: datetime, up_since: datetime) -> dict[str, str]:
    """Return by kind what is wrong: ``3 overdue``, or ``not looked for`` too long; empty where all is well.

    ``up_since``: since when somebody could have looked. What is old because nothing ran before is wrong only when it is
    too late for the first look since then.
    """
    known = {look.kind: look for look in looks}
    faults: dict[str, str] = {}
    for kind in KINDS:
        look = known.get(kind)
        if now - (up_since if look is None else max(look.looked_at, up_since)) > STALE:
            faults[kind] = "not looked for"
        elif look is not None and look.overdue:
            faults[kind] = f"{look.overdue} overdue"
    return faults
