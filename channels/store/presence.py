"""Who is at the desk, in SQL: what agents say of themselves, and when something was last heard of them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import datetime, timedelta

from sqlalchemy import case, literal, null, update
from sqlalchemy.dialects import postgresql, sqlite

from channels.store.conversations import utc_now
from channels.store.database import Database
from contracts.agent_frames import PresenceReason, PresenceState
from contracts.staff_tables import presence

GONE = timedelta(seconds=30)
"""Silence after which nobody counts on an agent any more."""


class Presences:
    """The presence of all agents."""

    def __init__(self, database: Database, *, now: Callable[[], datetime] = utc_now) -> None:
        """``now`` gives aware UTC times."""
        self._database = database
        self._now = now

    async def come(self, staff_id: str) -> None:
        """An agent has opened a console. Whoever was gone takes conversations; for others nothing changes."""
        now = self._now()
        gone = presence.c.seen_at <= now - GONE
        await self._put(
            staff_id,
            {"state": "available", "reason": None, "since": now, "seen_at": now},
            {
                "state": case((gone, "available"), else_=presence.c.state),
                "reason": case((gone, null()), else_=presence.c.reason),
                "since": case((gone, literal(now, presence.c.since.type)), else_=presence.c.since),
                "seen_at": now,
            },
        )

    async def say(self, staff_id: str, state: PresenceState, reason: PresenceReason | None) -> None:
        """An agent says whether they take conversations."""
        now = self._now()
        said = {"state": state, "reason": reason, "since": now, "seen_at": now}
        await self._put(staff_id, said, said)

    async def see(self, staff_ids: Collection[str]) -> None:
        """Something was heard of these agents."""
        async with self._database.write() as connection:
            theirs = presence.c.staff_id.in_(sorted(staff_ids))
            await connection.execute(update(presence).where(theirs).values(seen_at=self._now()))

    async def _put(self, staff_id: str, new: Mapping[str, object], known: Mapping[str, object]) -> None:
        insert = sqlite.insert if self._database.is_sqlite else postgresql.insert
        put = insert(presence).values(staff_id=staff_id, **new)
        async with self._database.write() as connection:
            await connection.execute(put.on_conflict_do_update(index_elements=[presence.c.staff_id], set_=known))
