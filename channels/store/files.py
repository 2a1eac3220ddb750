"""What files are called and whose they are; their contents lie in the file store (``contracts/files.py``)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import func, insert, select

from channels.store.conversations import utc_now
from channels.store.database import Database
from contracts.jobs import Document
from contracts.tables import file


class Files:
    """The files of all conversations: uploaded by citizens, and issued by administrations."""

    def __init__(self, database: Database, keep: timedelta, *, now: Callable[[], datetime] = utc_now) -> None:
        """``keep`` is how long an uploaded file may be used; then the worker's retention deletes it."""
        self._database = database
        self._keep = keep
        self._now = now

    async def add(self, conversation_id: str, document: Document, *, issued: bool = False) -> None:
        """Remember a file that was uploaded and stands in the file store already.

        ``issued``: by an agent for the citizen, not by the citizen.
        """
        now = self._now()
        async with self._database.write() as connection:
            await connection.execute(
                insert(file).values(
                    id=document.id,
                    conversation_id=conversation_id,
                    name=document.name,
                    media_type=document.media_type,
                    size=document.size,
                    issued=issued,
                    created_at=now,
                    expires_at=now + self._keep,
                )
            )

    async def find(self, conversation_id: str, file_id: str) -> Document | None:
        """Return a file of a conversation, whoever it is from; None where it has none such (any more)."""
        found = select(file.c.id, file.c.name, file.c.media_type, file.c.size).where(
            file.c.id == file_id, file.c.conversation_id == conversation_id, file.c.expires_at > self._now()
        )
        async with self._database.read() as connection:
            row = (await connection.execute(found)).one_or_none()
        return Document(id=row.id, name=row.name, media_type=row.media_type, size=row.size) if row else None

    async def uploaded(self, conversation_id: str) -> int:
        """Return how many files the citizen of a conversation has uploaded that are still kept."""
        counted = (
            select(func.count())
            .select_from(file)
            .where(
                file.c.conversation_id == conversation_id,
                file.c.issued.is_(False),
                file.c.expires_at > self._now(),
            )
        )
        async with self._database.read() as connection:
            return await connection.scalar(counted) or 0
