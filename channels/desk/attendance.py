"""Hears from agents' consoles and writes down who is there: many signs of life in one statement."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import structlog
from sqlalchemy.exc import SQLAlchemyError

from channels.store.presence import Presences
from contracts.agent_frames import PresenceReason, PresenceState

log = structlog.get_logger()

WRITE_EVERY = 5.0
"""Seconds between two writes; consoles give a sign of life every ten seconds, and thirty without one are too many."""


class Attendance:
    """The agents whose sockets are at this gateway."""

    def __init__(self, presences: Presences, desk_moved: Callable[[], None]) -> None:
        """``desk_moved`` tells all gateways that somebody came or says something else of themself."""
        self._presences = presences
        self._desk_moved = desk_moved
        self._heard: set[str] = set()

    async def come(self, staff_id: str) -> None:
        """An agent has opened a console."""
        await self._presences.come(staff_id)
        self._desk_moved()

    async def say(self, staff_id: str, state: PresenceState, reason: PresenceReason | None) -> None:
        """An agent says whether they take conversations."""
        await self._presences.say(staff_id, state, reason)
        self._desk_moved()

    def hear(self, staff_id: str) -> None:
        """A console has given a sign of life."""
        self._heard.add(staff_id)

    async def run(self) -> None:
        """Write until cancelled; what a database that does not answer misses is written with the next signs."""
        while True:
            await asyncio.sleep(WRITE_EVERY)
            heard, self._heard = self._heard, set()
            if not heard:
                continue
            try:
                await self._presences.see(heard)
            except (SQLAlchemyError, OSError, TimeoutError) as error:
                log.warning("attendance.database_away", reason=type(error).__name__)
                self._heard |= heard
