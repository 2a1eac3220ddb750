"""What became of texts that the bot did not understand, in SQL: assigned to an intent, or ignored."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from channels.store.audit import append
from channels.store.conversations import utc_now
from channels.store.database import Database, upsert
from channels.store.staff import Member
from contracts.studio_tables import inbox_mark

AT_ONCE = 500
"""Keys in one statement: databases bound the number of values."""


class InboxMarks:
    """All marks."""

    def __init__(self, database: Database, *, now: Callable[[], datetime] = utc_now) -> None:
        """``now`` gives aware UTC times."""
        self._database = database
        self._now = now

    async def keys(self) -> frozenset[str]:
        """Return the keys of all texts that are settled."""
        async with self._database.read() as connection:
            return frozenset(await connection.scalars(select(inbox_mark.c.key)))

    async def ignore(self, keys: Sequence[str], group: str, member: Member) -> None:
        """Remember that texts are none that the bot should know; ``group``: for the audit log."""
        async with self._database.write() as connection:
            await put_marks(connection, keys, None, member, self._now())
            await append(connection, self._now(), member.actor, "inbox_ignored", group, {"texts": len(keys)})


async def put_marks(
    connection: AsyncConnection, keys: Sequence[str], intent: str | None, member: Member, now: datetime
) -> None:
    """Mark texts in a transaction: assigned to an intent, or ignored where that is None; a later mark counts."""
    # In one order for all: of two people who settle the same texts, one waits for the other.
    each = sorted(set(keys))
    state = "ignored" if intent is None else "assigned"
    row = {"state": state, "intent": intent, "decided_by": member.id, "decided_at": now}
    for begin in range(0, len(each), AT_ONCE):
        some = each[begin : begin + AT_ONCE]
        put = upsert(connection, inbox_mark).values([{"key": key, **row} for key in some])
        later = {name: put.excluded[name] for name in row}
        await connection.execute(put.on_conflict_do_update(index_elements=[inbox_mark.c.key], set_=later))
