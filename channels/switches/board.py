"""What is switched off at this moment, as every turn asks: read from SQL at most once a second by each gateway."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

from channels.core.inputs import OffNotice
from channels.store.switches import StoredSwitch, Switches, Target
from channels.switches.notice import write_notice
from contracts.languages import Language

KEEP_SECONDS = 1.0
"""A switch works on all gateways after this long at most, without Redis."""


class SwitchBoard:
    """The switches, for whoever acts on them."""

    def __init__(self, switches: Switches, *, clock: Callable[[], float] = time.monotonic) -> None:
        """Read nothing yet; ``clock`` counts seconds."""
        self._switches = switches
        self._clock = clock
        self._known: dict[Target, StoredSwitch] = {}
        self._read_at: float | None = None
        self._moves = 0
        self._lock = asyncio.Lock()

    async def off(self, target: Target) -> StoredSwitch | None:
        """Return how something is switched off; None while it is on."""
        async with self._lock:
            if self._read_at is None or self._clock() - self._read_at >= KEEP_SECONDS:
                begun, moves = self._clock(), self._moves
                self._known = {one.target: one for one in await self._switches.active()}
                # What was moved while it was being read may be missing.
                self._read_at = begun if moves == self._moves else None
        return self._known.get(target)

    async def off_notice(self, language: Language) -> OffNotice | None:
        """Return what a citizen reads while the bot is switched off; None while it is on."""
        off = await self.off("bot")
        return None if off is None else write_notice(off, language)

    def forget(self) -> None:
        """Read anew when asked next: somebody has moved a switch here."""
        self._moves += 1
        self._read_at = None
