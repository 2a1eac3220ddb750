"""Waiting for a person: the place in the queue, the expected wait, when a citizen wants to be called."""

from __future__ import annotations

from typing import Literal

import msgspec

DayPart = Literal["any", "morning", "afternoon"]
"""When a citizen wants to be called."""


class Minutes(msgspec.Struct, frozen=True, kw_only=True):
    """How long it is likely to take: half of all citizens waited at most ``least``, four of five at most ``most``."""

    least: int
    most: int


class WaitingPlace(msgspec.Struct, frozen=True, kw_only=True):
    """Where a citizen stands in the queue."""

    ahead: int
    """How many citizens come before; 0 for the next one."""
    wait: Minutes | None = None
    """Expected wait from now on, as measured; null where too little is known for an honest estimate."""
    open: bool = True
    """Whether the queue's opening hours are on."""
    opens_at: str | None = None
    """While it is closed: when it opens next, ISO 8601 with the offset of Luxembourg."""
    staffed: bool = True
    """Whether any agent of this queue is at work at the moment."""
