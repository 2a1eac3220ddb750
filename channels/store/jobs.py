"""The hub's view of jobs: which to send to a worker, which moved without the log knowing, and what staff may do."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import cast

from sqlalchemy import ColumnElement, CursorResult, and_, or_, select, update

from channels.core.inputs import Input, JobCancelWanted, JobRetryWanted
from channels.store.conversations import Conversations, Outcome, utc_now
from channels.store.database import Database
from channels.store.loading import Log
from contracts import tracing
from contracts.jobs import FINAL_STATES
from contracts.tables import job

MOST_DUE = 500
"""Jobs that one sweep looks at; the next sweep sees the rest."""


class UnknownJobError(Exception):
    """No job has this id."""


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
        """Return the jobs of which the log does not know an end, a beginning, a delay or that something is ready."""
        ended = and_(job.c.state.in_(FINAL_STATES), job.c.state != job.c.reported_state)
        begun = and_(job.c.state == "running", job.c.reported_state == "queued", job.c.reported_delayed.is_(False))
        waits = and_(job.c.state == "queued", job.c.delayed.is_(True), job.c.reported_delayed.is_(False))
        ready = and_(job.c.state == "succeeded", job.c.ready_at.is_not(None), job.c.reported_ready.is_(False))
        async with self._database.read() as connection:
            moved = select(job.c.id).where(or_(ended, begun, waits, ready))
            return list(await connection.scalars(moved.limit(MOST_DUE)))

    async def report(self, job_id: str) -> Outcome | None:
        """Let the conversation know where the job stands; None where there is no such job."""
        found = select(job.c.conversation_id, job.c.trace).where(job.c.id == job_id)
        async with self._database.read() as connection:
            row = (await connection.execute(found)).one_or_none()
        if row is None:
            return None

        async def moved(log: Log) -> Input:
            return await log.moved_job(job_id)

        with tracing.resume("hub.report", row.trace):
            return await self._conversations.receive(row.conversation_id, moved)

    async def retry(self, job_id: str) -> Outcome:
        """Queue a job anew that had failed, for the staff; raises `UnknownJobError`."""

        async def wanted(log: Log) -> Input:
            standing = await log.job(job_id)
            if standing is None:
                raise UnknownJobError(job_id)
            return JobRetryWanted(job=standing)

        return await self._conversations.receive(await self._must_have_owner(job_id), wanted)

    async def cancel(self, job_id: str) -> Outcome:
        """Call a job off for the staff; raises `UnknownJobError`."""

        async def wanted(log: Log) -> Input:
            return JobCancelWanted(message_id=None, job=await log.job(job_id))

        return await self._conversations.receive(await self._must_have_owner(job_id), wanted)

    async def _must_have_owner(self, job_id: str) -> str:
        owner = await self._owner(job_id)
        if owner is None:
            raise UnknownJobError(job_id)
        return owner

    async def _owner(self, job_id: str) -> str | None:
        async with self._database.read() as connection:
            owner: str | None = await connection.scalar(select(job.c.conversation_id).where(job.c.id == job_id))
        return owner

    def _is_unsent(self) -> ColumnElement[bool]:
        now = self._now()
        forgotten = or_(job.c.sent_at.is_(None), job.c.sent_at < now - self._resend_after)
        free = or_(job.c.lease_until.is_(None), job.c.lease_until < now)
        return and_(job.c.state.in_(("queued", "running")), forgotten, free)
