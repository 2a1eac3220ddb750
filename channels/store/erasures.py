"""Erases conversations in SQL for the gateway, and remembers which the bot has not forgotten yet."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime, timedelta

from sqlalchemy import select, update

from channels.store.audit import Actor, append
from channels.store.conversations import utc_now
from channels.store.database import Database
from contracts.erasing import Erased, Reason, erase_conversation
from contracts.tables import erasure

MOST_DUE = 50
"""Conversations that one look takes up; the next one sees the rest."""


class Erasures:
    """All erasures."""

    def __init__(self, database: Database, *, now: Callable[[], datetime] = utc_now) -> None:
        """``now`` gives aware UTC times."""
        self._database = database
        self._now = now

    async def erase(self, conversation_id: str, reason: Reason, actor: Actor | None = None) -> Erased | None:
        """Erase a conversation; None where there is none (any more). ``actor``: who of the staff wanted it."""
        async with self._database.write() as connection:
            now = self._now()
            erased = await connection.run_sync(erase_conversation, conversation_id, reason, now)
            if erased is not None and actor is not None:
                await append(connection, now, actor, "conversation_erased", conversation_id)
            return erased

    async def unsettled(self, age: timedelta, but: Collection[str] = ()) -> list[str]:
        """Return conversations that were erased so long ago and that the bot may still remember, the oldest first.

        ``but``: those left out.
        """
        found = (
            select(erasure.c.conversation_id)
            .where(erasure.c.conversation_id.is_not(None), erasure.c.conversation_id.not_in(but))
            .where(erasure.c.erased_at <= self._now() - age)
            .order_by(erasure.c.erased_at)
            .limit(MOST_DUE)
        )
        async with self._database.read() as connection:
            return [there for there in await connection.scalars(found) if there is not None]

    async def settle(self, conversation_id: str) -> None:
        """Note that nothing of a conversation is left anywhere; its id goes as well."""
        done = update(erasure).where(erasure.c.conversation_id == conversation_id)
        async with self._database.write() as connection:
            await connection.execute(done.values(conversation_id=None, settled_at=self._now()))
