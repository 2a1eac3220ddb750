"""Files of jobs: what citizens attached is read for the call, what administrations issued is kept for the citizen."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection, Engine, insert, select

from contracts.files import FileStore
from contracts.jobs import Document
from contracts.tables import conversation, file
from services.connectors.outcome import Fetched, FinalError
from services.connectors.sending import Attachment, Attachments


class JobFiles:
    """The file store and its table as a worker uses them."""

    def __init__(self, engine: Engine, store: FileStore, keep: timedelta) -> None:
        """``keep``: how long issued documents are kept."""
        self._engine = engine
        self._store = store
        self._keep = keep

    def attachments_of(self, conversation: str) -> Attachments:
        """Return what gives the files of a conversation; those of others are none."""

        def read(file_id: str) -> Attachment:
            found = select(file.c.name, file.c.media_type).where(
                file.c.id == file_id, file.c.conversation_id == conversation
            )
            with self._engine.connect() as connection:
                row = connection.execute(found).one_or_none()
            if row is None:
                raise FinalError("a file of the request is not there")
            try:
                content = self._store.read(file_id)
            except FileNotFoundError as error:
                raise FinalError("a file of the request is not there") from error
            return Attachment(row.name, row.media_type, content)

        return read

    def keep(self, fetched: Fetched) -> Document:
        """Write a document to the disk; until its row is added, it belongs to nobody and is deleted after a day."""
        file_id = self._store.write(fetched.content)
        return Document(id=file_id, name=fetched.name, media_type=fetched.media_type, size=len(fetched.content))

    def hold(self, connection: Connection, conversation_id: str) -> bool:
        """Keep a conversation there until the transaction ends; False where it was erased.

        Comes before anything else in a transaction that will `add`: the row of a file needs this lock, and whoever else
        writes to a job (erasing, calling off) has locked its conversation before.
        """
        lock = select(conversation.c.id).where(conversation.c.id == conversation_id)
        return connection.scalar(lock.with_for_update(read=True, key_share=True)) is not None

    def add(self, connection: Connection, document: Document, conversation: str, now: datetime) -> None:
        """Add the row of a kept document in the transaction that mentions it for the first time."""
        connection.execute(
            insert(file).values(
                id=document.id,
                conversation_id=conversation,
                name=document.name,
                media_type=document.media_type,
                size=document.size,
                issued=True,
                created_at=now,
                expires_at=now + self._keep,
            )
        )

    def drop(self, document: Document) -> None:
        """Delete a kept document whose row was not added."""
        self._store.delete(document.id)
