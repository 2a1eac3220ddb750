"""Who is logged in: for whoever shows it, and for the sweep that lets logins expire."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import select

from channels.store.conversations import utc_now
from channels.store.database import Database
from contracts.tables import identity

MOST_EXPIRED = 500
"""Conversations that one sweep looks at; the next sweep sees the rest."""


class Identities:
    """The citizens who are logged in."""

    def __init__(self, database: Database, *, now: Callable[[], datetime] = utc_now) -> None:
        """``now`` gives aware UTC times."""
        self._database = database
        self._now = now

    async def is_logged_in(self, conversation_id: str) -> bool:
        """Tell whether the citizen of a conversation is logged in."""
        found = select(identity.c.conversation_id).where(
            identity.c.conversation_id == conversation_id, identity.c.expires_at > self._now()
        )
        async with self._database.read() as connection:
            return await connection.scalar(found) is not None

    async def expired(self) -> list[str]:
        """Return the conversations whose citizen's login is over without the log knowing."""
        found = select(identity.c.conversation_id).where(identity.c.expires_at <= self._now()).limit(MOST_EXPIRED)
        async with self._database.read() as connection:
            return list(await connection.scalars(found))
