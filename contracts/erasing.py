"""Erases one conversation from the platform's database, whoever wants it, and leaves a proof without personal data.

Shared by the gateway (the citizen asks) and the worker (its time is over). Platform environment only.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, cast

from sqlalchemy import Connection, CursorResult, delete, insert, select, update

from contracts.privacy_tables import person_link
from contracts.staff_tables import callback, proposal, ticket
from contracts.tables import (
    answer_record,
    conversation,
    erasure,
    event,
    file,
    identity,
    job,
    login,
    receipt,
    turn,
)

Reason = Literal["citizen", "receipt", "retention", "person", "administrator", "restored"]
"""Who had it erased: the citizen in the chat, the holder of a receipt, or nobody: its time was over. ``person``:
somebody who has logged in, with all of theirs; ``administrator``: the administration, as somebody asked for it
elsewhere; ``restored``: a backup had brought it back."""

OF_CONVERSATIONS = (
    person_link,
    receipt,
    proposal,
    callback,
    ticket,
    answer_record,
    login,
    identity,
    file,
    turn,
    job,
    event,
)
"""All tables with a ``conversation_id``; each comes before those that it refers to."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Erased:
    """What is left to do after the commit, and what was there."""

    files: tuple[str, ...]
    """Ids in the file store: to be deleted now. Should that break off, they go a day later as files without a row."""
    counts: dict[str, int]
    """Rows by table."""
    proof: str
    """Hash of the id, as the proof keeps it."""
    at: datetime
    """Aware."""


def hash_conversation(conversation_id: str) -> str:
    """Return what the proof keeps of an id of 122 random bits; no salt is needed for those."""
    return hashlib.sha256(conversation_id.encode()).hexdigest()


def erase_conversation(
    connection: Connection, conversation_id: str, reason: Reason, now: datetime, *, quiet_since: datetime | None = None
) -> Erased | None:
    """Erase a conversation in a transaction of the caller; None where there is none (any more).

    ``quiet_since``: only where nothing has moved in it since then. A worker that has one of its jobs finds no row to
    write to when its call ends, and keeps nothing.
    """
    id_hash = hash_conversation(conversation_id)
    # The lock comes first and alone, as everywhere; writing takes SQLite's lock too.
    locking = update(conversation).where(conversation.c.id == conversation_id).values(token_hash=id_hash)
    if quiet_since is not None:
        locking = locking.where(conversation.c.updated_at <= quiet_since)
    if cast("CursorResult[object]", connection.execute(locking)).rowcount == 0:
        return None
    files = tuple(connection.scalars(select(file.c.id).where(file.c.conversation_id == conversation_id)))
    counts = {}
    for table in OF_CONVERSATIONS:
        gone = connection.execute(delete(table).where(table.c.conversation_id == conversation_id))
        counts[table.name] = cast("CursorResult[object]", gone).rowcount
    connection.execute(delete(conversation).where(conversation.c.id == conversation_id))
    proof = {"id_hash": id_hash, "reason": reason, "counts": counts, "erased_at": now}
    connection.execute(insert(erasure).values(**proof, conversation_id=conversation_id))
    return Erased(files=files, counts=counts, proof=id_hash, at=now)
