"""The outbox of turns and questions: one of a conversation at a time is leased; finds what was left behind."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import cast

import msgspec
from sqlalchemy import CursorResult, Update, bindparam, or_, select, update

from channels.core.commands import StartTurn, StoreTurn
from channels.core.inputs import TurnWanted
from channels.store.applying import Leases
from channels.store.conversations import Conversations, Outcome, utc_now
from channels.store.database import Database, as_utc
from channels.store.loading import PENDING
from contracts.languages import Language
from contracts.tables import turn
from contracts.turns import OutboxInput, SystemInput

MOST_DUE = 500
"""Conversations that one sweep looks at; the next sweep sees the rest."""
# Made once, as those of `loading`.
_TAKEN = select(turn.c.id, turn.c.language, turn.c.input, turn.c.attempts, turn.c.created_at, turn.c.trace).where(
    turn.c.id == bindparam("turn")
)


@dataclass(frozen=True, kw_only=True, slots=True)
class TakenTurn:
    """A turn that is leased to us."""

    id: str
    conversation: str
    language: Language
    input: OutboxInput
    attempt: int
    """Token of the lease: whoever holds an older one has lost it."""
    created_at: datetime
    trace: str | None = None
    """What it goes on with (``contracts/tracing.py``)."""

    @property
    def system(self) -> bool:
        """Tell whether the hub itself asked for the turn."""
        return isinstance(self.input, SystemInput)


class Turns:
    """The turns that the bot has to answer."""

    def __init__(
        self,
        database: Database,
        conversations: Conversations,
        leases: Leases,
        *,
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        """``now`` gives aware UTC times."""
        self._database = database
        self._conversations = conversations
        self._leases = leases
        self._now = now

    async def take(self, conversation_id: str) -> TakenTurn | None:
        """Lease the next turn of a conversation; None while one is in flight or none is due."""
        return await self.started(await self._conversations.receive(conversation_id, TurnWanted()))

    async def started(self, outcome: Outcome) -> TakenTurn | None:
        """Return the turn that was leased to us when something was stored; None where none was."""
        started = next((command.id for command in outcome.commands if isinstance(command, StartTurn)), None)
        if started is None or outcome.at is None:
            return None
        for command in outcome.commands:
            if isinstance(command, StoreTurn) and command.id == started:
                return TakenTurn(
                    id=command.id,
                    conversation=outcome.conversation,
                    language=command.language,
                    input=command.input,
                    attempt=1,
                    created_at=outcome.at,
                    trace=outcome.trace,
                )
        async with self._database.glance() as connection:
            row = (await connection.execute(_TAKEN, {"turn": started})).one()
        return TakenTurn(
            id=row.id,
            conversation=outcome.conversation,
            language=row.language,
            input=msgspec.convert(row.input, OutboxInput),
            attempt=row.attempts,
            created_at=as_utc(row.created_at),
            trace=row.trace,
        )

    async def extend(self, taken: TakenTurn) -> bool:
        """Ask for more time; False where the turn is no longer ours."""
        return await self._write_ours(taken, lease_until=self._now() + self._leases.turn)

    async def release(self, taken: TakenTurn) -> bool:
        """Put the turn back for another process to take at once; False where it is no longer ours."""
        return await self._write_ours(taken, state="waiting", lease_until=None)

    async def due(self) -> list[str]:
        """Return the conversations that have a turn to start: new ones, postponed ones, those a killed process left."""
        now = self._now()
        in_flight = select(turn.c.conversation_id).where(turn.c.state == "running", turn.c.lease_until > now)
        found = (
            select(turn.c.conversation_id)
            .where(turn.c.state.in_(PENDING), or_(turn.c.lease_until.is_(None), turn.c.lease_until <= now))
            .where(turn.c.conversation_id.not_in(in_flight))
            .distinct()
            .limit(MOST_DUE)
        )
        async with self._database.read() as connection:
            return list(await connection.scalars(found))

    async def in_flight(self, conversation_id: str) -> bool:
        """Tell whether the bot works on a turn of this conversation."""
        running = select(turn.c.id).where(turn.c.conversation_id == conversation_id, turn.c.state == "running")
        async with self._database.glance() as connection:
            return await connection.scalar(running.limit(1)) is not None

    async def _write_ours(self, taken: TakenTurn, **values: object) -> bool:
        ours: Update = update(turn).where(
            turn.c.id == taken.id, turn.c.state == "running", turn.c.attempts == taken.attempt
        )
        async with self._database.write() as connection:
            done = cast("CursorResult[object]", await connection.execute(ours.values(values)))
        return done.rowcount == 1
