"""Looks some seconds later whether what was acknowledged is really stored: so the promise is checked.

It reads on connections of its own, by what clients were told and not by what the store said. Whoever wrote the message
is not asked; what was erased meanwhile with a proof is not lost.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Collection
from dataclasses import dataclass

import structlog
from sqlalchemy import and_, or_, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection

from channels.core.commands import StoreTurn
from channels.store.conversations import Outcome
from channels.store.database import Database
from channels.watching.meters import ACKNOWLEDGED, CHECKED, LOST, UNCHECKED
from contracts.erasing import hash_conversation
from contracts.tables import conversation, erasure, event, turn

log = structlog.get_logger()

AFTER_SECONDS = 5.0
"""A message is looked for so long after it was acknowledged."""
PAUSE_SECONDS = 2.0
"""Between two looks."""
AT_ONCE = 100
"""Messages per question to the database."""
MOST_NOTED = 20_000
"""Messages that are remembered; of more the oldest are not looked for, and counted as such."""
TURN_STATES = frozenset({"waiting", "running", "done", "dropped"})


@dataclass(frozen=True, slots=True)
class Noted:
    """A message that was acknowledged."""

    conversation: str
    message_id: str
    seq: int
    turn: str | None
    """Turn in which it is to be answered; None where nothing asks the bot."""
    due: float
    """Time of the event loop from which on it is looked for."""


class LossWatch:
    """The messages that this gateway acknowledged in the last seconds."""

    def __init__(self, database: Database, *, after: float = AFTER_SECONDS) -> None:
        """``after``: seconds between the acknowledgement and the look."""
        self._database = database
        self._after = after
        self._noted: deque[Noted] = deque()

    def note(self, message_id: str, outcome: Outcome) -> None:
        """Remember what is being acknowledged; a refused message is not."""
        if outcome.seq is None:
            return
        ACKNOWLEDGED.count()
        turns = (command.id for command in outcome.commands if isinstance(command, StoreTurn))
        due = asyncio.get_running_loop().time() + self._after
        self._noted.append(Noted(outcome.conversation, message_id, outcome.seq, next(turns, None), due))
        if len(self._noted) > MOST_NOTED:
            self._noted.popleft()
            UNCHECKED.count()

    async def run(self) -> None:
        """Look until cancelled; while the database does not answer, nothing is forgotten and nothing counted."""
        while True:
            await asyncio.sleep(PAUSE_SECONDS)
            try:
                await self.look(asyncio.get_running_loop().time())
            except (SQLAlchemyError, OSError, TimeoutError) as error:
                log.warning("loss.database_away", reason=type(error).__name__)

    async def look(self, now: float) -> None:
        """Look for everything that is due at a time of the event loop."""
        while due := self._take_due(now):
            try:
                async with self._database.read() as connection:
                    lost = await _find_lost(connection, due)
            except BaseException:
                self._noted.extendleft(reversed(due))
                raise
            CHECKED.count(more=len(due))
            for noted, what in lost:
                LOST.count(what)
                log.error("message.lost", what=what, conversation=noted.conversation, seq=noted.seq)

    def _take_due(self, now: float) -> list[Noted]:
        due: list[Noted] = []
        while self._noted and self._noted[0].due <= now and len(due) < AT_ONCE:
            due.append(self._noted.popleft())
        return due


async def _find_lost(connection: AsyncConnection, noted: Collection[Noted]) -> list[tuple[Noted, str]]:
    """Return those of which the event or the turn is not there, and which of both."""
    wanted = [and_(event.c.conversation_id == one.conversation, event.c.message_id == one.message_id) for one in noted]
    columns = (event.c.conversation_id, event.c.message_id, event.c.seq)
    there = {tuple(row) for row in await connection.execute(select(*columns).where(or_(*wanted)))}
    turns = [one.turn for one in noted if one.turn is not None]
    states = select(turn.c.id).where(turn.c.id.in_(turns), turn.c.state.in_(TURN_STATES))
    known = set(await connection.scalars(states)) if turns else set()
    missing = [
        (one, "event" if (one.conversation, one.message_id, one.seq) not in there else "turn")
        for one in noted
        if (one.conversation, one.message_id, one.seq) not in there or (one.turn is not None and one.turn not in known)
    ]
    erased = await _find_erased(connection, {one.conversation for one, _ in missing}) if missing else set()
    return [(one, what) for one, what in missing if one.conversation not in erased]


async def _find_erased(connection: AsyncConnection, conversations: Collection[str]) -> set[str]:
    """Return those of the conversations that are gone and of which a proof says so."""
    still_there = set(await connection.scalars(select(conversation.c.id).where(conversation.c.id.in_(conversations))))
    proofs = {hash_conversation(one): one for one in conversations if one not in still_there}
    proved = await connection.scalars(select(erasure.c.id_hash).where(erasure.c.id_hash.in_(proofs)))
    return {proofs[found] for found in proved}
