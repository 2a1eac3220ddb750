"""Receipts of conversations in SQL: only a hash of each code is kept."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import delete, insert, select

from channels.store.conversations import UnknownConversationError, hash_token, utc_now
from channels.store.database import Database
from contracts.tables import conversation, receipt

MOST_RECEIPTS = 5
"""Per conversation: a further one takes the place of the oldest."""


class Receipts:
    """All receipts."""

    def __init__(self, database: Database, *, now: Callable[[], datetime] = utc_now) -> None:
        """``now`` gives aware UTC times."""
        self._database = database
        self._now = now

    async def add(self, conversation_id: str, token: str, code: str) -> None:
        """Let a code open a conversation; raises `UnknownConversationError` where ``token`` is not (any more) its own.

        Somebody may log in at the same moment: who has the old token then gets no code for what follows.
        """
        async with self._database.write() as connection:
            mine = conversation.c.id == conversation_id, conversation.c.token_hash == hash_token(token)
            locked = select(conversation.c.id).where(*mine).with_for_update()
            if await connection.scalar(locked) is None:
                raise UnknownConversationError(conversation_id)
            others = select(receipt.c.code_hash).where(receipt.c.conversation_id == conversation_id)
            newest = others.order_by(receipt.c.created_at.desc()).limit(MOST_RECEIPTS - 1)
            kept = list(await connection.scalars(newest))
            await connection.execute(
                delete(receipt).where(receipt.c.conversation_id == conversation_id, receipt.c.code_hash.not_in(kept))
            )
            row = {"code_hash": hash_token(code), "conversation_id": conversation_id, "created_at": self._now()}
            await connection.execute(insert(receipt).values(row))

    async def find(self, code: str) -> str | None:
        """Return the conversation that a code opens."""
        found = select(receipt.c.conversation_id).where(receipt.c.code_hash == hash_token(code))
        async with self._database.read() as connection:
            there: str | None = await connection.scalar(found)
        return there
