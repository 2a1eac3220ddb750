"""The hub's view of jobs: which to send to a worker, and which moved without the log knowing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import cast

import msgspec
from sqlalchemy import ColumnElement, CursorResult, and_, or_, select, update

from channels.core.inputs import JobMoved
from channels.store.conversations import Conversations, Outcome, utc_now
from channels.store.database import Database
from channels.store.loading import Log
from contracts.jobs import JobResult
from contracts.tables import job

MOST_DUE = 500
"""Jobs that one sweep looks at; the next sweep sees the rest."""


class Jobs:
    """The jobs of all conversations."""

    def __init__(
        self,
        database: Database,
        conversations: Conversations,
        resend_after: timedelta,
        *,
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        """``resend_after`` is how long a sent job may stay without a worker before it is sent again."""
        self._database = database
        self._conversations = conversations
        self._resend_after = resend_after
        self._now = now

    async def unsent(self) -> list[str]:
        """Return the jobs that no worker knows: never sent, lost on the way, or left by a worker that died."""
        async with self._database.read() as connection:
            found = select(job.c.id).where(self._is_unsent()).order_by(job.c.created_at).limit(MOST_DUE)
            return list(await connection.scalars(found))

    async def mark_sent(self, job_id: str) -> bool:
        """Note that we send the job now; False where another process did or a worker has it."""
        ours = update(job).where(job.c.id == job_id, self._is_unsent())
        async with self._database.write() as connection:
            done = cast("CursorResult[object]", await connection.execute(ours.values(sent_at=self._now())))
        return done.rowcount == 1

    async def mark_unsent(self, job_id: str) -> None:
        """Note that the job did not go out after all: the next sweep sends it."""
        ours = update(job).where(job.c.id == job_id, job.c.state == "queued", job.c.attempts == 0)
        async with self._database.write() as connection:
            await connection.execute(ours.values(sent_at=None))

    async def unreported(self) -> list[str]:
        """Return the jobs whose log does not know their state."""
        moved = and_(job.c.state != job.c.reported_state, job.c.state != "queued")
        async with self._database.read() as connection:
            return list(await connection.scalars(select(job.c.id).where(moved).limit(MOST_DUE)))

    async def report(self, job_id: str) -> Outcome | None:
        """Let the conversation know where the job stands; None where there is no such job."""
        async with self._database.read() as connection:
            owner = await connection.scalar(select(job.c.conversation_id).where(job.c.id == job_id))
        if owner is None:
            return None

        async def moved(log: Log) -> JobMoved:
            row = await log.job(job_id)
            return JobMoved(
                job=job_id,
                service=row.service,
                state=row.state,
                reported=row.reported_state,
                result=msgspec.convert(row.result, JobResult) if row.result is not None else None,
            )

        return await self._conversations.receive(owner, moved)

    def _is_unsent(self) -> ColumnElement[bool]:
        now = self._now()
        forgotten = or_(job.c.sent_at.is_(None), job.c.sent_at < now - self._resend_after)
        free = or_(job.c.lease_until.is_(None), job.c.lease_until < now)
        return and_(job.c.state.in_(("queued", "running")), forgotten, free)
