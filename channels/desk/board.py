"""The desk of one gateway in memory: read once per change for all who look at it, who then are woken.

SQL is the truth; the board reads it again after every wake-up, and every few seconds because wake-ups may be lost.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Protocol

import structlog
from sqlalchemy.exc import SQLAlchemyError

from channels.desk.estimate import LOOK_BACK, Wait, Waits
from channels.desk.snapshot import Rules, Snapshot
from channels.store.conversations import utc_now
from channels.store.desk import Desk, DeskRows
from contracts.waiting import WaitingPlace

log = structlog.get_logger()

PAUSE = 0.03
"""Seconds between two readings at least: many changes in a row cost few readings."""
SHARE = 2
"""One part in so many of the time goes into reading and showing: a desk of a thousand would take all there is."""
PLACES_PAUSE = 1.0
"""Seconds between two rounds to waiting citizens: when the first of a long queue is taken, the place of all changes."""
WAITS_LAST = 300.0
"""Seconds for which the waits of the last weeks are not read again."""


class Looker(Protocol):
    """Whoever looks at the desk; must not block."""

    def desk_moved(self) -> None:
        """Something on the desk is different, or may be."""


class Board:
    """What everybody at this gateway sees of the desk."""

    def __init__(self, desk: Desk, rules: Rules, poll: float, *, now: Callable[[], datetime] = utc_now) -> None:
        """``poll``: seconds after which the desk is read though nothing is known to have changed."""
        self._desk = desk
        self._rules = rules
        self._poll = poll
        self._now = now
        self._moved = asyncio.Event()
        self._asked: list[asyncio.Future[None]] = []
        self._lookers: set[Looker] = set()
        self._waiting: defaultdict[str, set[Looker]] = defaultdict(set)
        self._to_tell: set[str] = set()
        self._told_at = float("-inf")
        self._waits_read_at = float("-inf")
        self.snapshot = Snapshot(DeskRows(), rules, now())
        """The desk as it was read last."""

    def take_rules(self, rules: Rules) -> None:
        """Go by other rules from now on; the waits of the last weeks stay those that are known."""
        self._rules = replace(rules, waits=self._rules.waits)
        self._moved.set()

    def desk_moved(self) -> None:
        """Read the desk anew soon."""
        self._moved.set()

    async def refresh(self) -> Snapshot:
        """Return the desk as it is now, not as it was before this call; raises what the database raises."""
        read = asyncio.get_running_loop().create_future()
        self._asked.append(read)
        self._moved.set()
        await read
        return self.snapshot

    def watch(self, looker: Looker) -> None:
        """Wake ``looker`` whenever the desk was read."""
        self._lookers.add(looker)

    def unwatch(self, looker: Looker) -> None:
        """Wake ``looker`` no more."""
        self._lookers.discard(looker)

    def wait_for(self, conversation_id: str, looker: Looker) -> None:
        """Wake ``looker`` whenever the place of a waiting citizen is different."""
        self._waiting[conversation_id].add(looker)

    def wait_no_more(self, conversation_id: str, looker: Looker) -> None:
        """Wake ``looker`` no more for a place."""
        lookers = self._waiting.get(conversation_id)
        if lookers is not None:
            lookers.discard(looker)
            if not lookers:
                del self._waiting[conversation_id]

    async def run(self) -> None:
        """Read and wake until cancelled; a database that does not answer is asked again."""
        is_away = False
        while True:
            await self._wait()
            self._moved.clear()
            asked, self._asked = self._asked, []
            began = asyncio.get_running_loop().time()
            try:
                await self._read()
                # Whoever looks at it is awake now: what they do with it counts as time spent, too.
                await asyncio.sleep(0)
            except (SQLAlchemyError, OSError, TimeoutError) as error:
                if not is_away:
                    log.exception("board.database_away")
                is_away = True
                for future in asked:
                    if not future.done():
                        future.set_exception(error)
            else:
                is_away = False
                for future in asked:
                    if not future.done():
                        future.set_result(None)
            await asyncio.sleep(max(PAUSE, (SHARE - 1) * (asyncio.get_running_loop().time() - began)))

    async def _wait(self) -> None:
        pause = min(self._poll, PLACES_PAUSE) if self._to_tell else self._poll
        try:
            async with asyncio.timeout(pause):
                await self._moved.wait()
        except TimeoutError:
            return

    async def _read(self) -> None:
        await self._read_waits()
        rows = await self._desk.read()
        before = self.snapshot.places
        self.snapshot = Snapshot(rows, self._rules, self._now(), self.snapshot)
        for looker in tuple(self._lookers):
            looker.desk_moved()
        self._tell_citizens(before, self.snapshot.places)

    async def _read_waits(self) -> None:
        clock = asyncio.get_running_loop().time()
        if clock - self._waits_read_at < WAITS_LAST:
            return
        found = await self._desk.waits(self._now() - LOOK_BACK)
        waits = Waits(Wait(queue=queue, ahead=ahead, seconds=seconds) for queue, ahead, seconds in found)
        self._rules = replace(self._rules, waits=waits)
        self._waits_read_at = clock

    def _tell_citizens(self, before: dict[str, WaitingPlace], after: dict[str, WaitingPlace]) -> None:
        """Wake the citizens whose place is new or gone at once, and the others in rounds."""
        for conversation in self._waiting:
            was, is_now = before.get(conversation), after.get(conversation)
            if was == is_now:
                continue
            if was is None or is_now is None:
                self._wake(conversation)
            else:
                self._to_tell.add(conversation)
        clock = asyncio.get_running_loop().time()
        if self._to_tell and clock - self._told_at >= PLACES_PAUSE:
            for conversation in self._to_tell:
                self._wake(conversation)
            self._to_tell.clear()
            self._told_at = clock

    def _wake(self, conversation: str) -> None:
        for looker in self._waiting.get(conversation, ()):
            looker.desk_moved()
