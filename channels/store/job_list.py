"""Jobs as the staff sees them: what became of each, and nothing of what citizens filled in."""

from __future__ import annotations

from typing import Any

import msgspec
from sqlalchemy import and_, or_, select

from channels.store.conversations import show_moment
from channels.store.database import Database
from contracts.jobs import JobKind, JobResult, JobState
from contracts.tables import job

LONGEST_LIST = 100
"""Jobs that are listed at once; whoever wants more asks for those after the last one."""


class ListedJob(msgspec.Struct, frozen=True, kw_only=True):
    """One job without the values that it carries."""

    id: str
    conversation: str
    kind: JobKind
    service: str
    operation: str
    state: JobState
    attempts: int
    """How often a worker took it."""
    failures: int
    """Calls that came to no answer."""
    delayed: bool
    unsure: bool
    """A call broke off in the middle: the administration may have the application."""
    ready: bool
    cancellable: bool
    """Whether staff may still call it off."""
    reference: str | None
    code: str | None
    """Reason of a rejection."""
    detail: str | None
    """Why it failed."""
    created_at: str
    """UTC, ISO 8601 with ``Z``, as the next."""
    updated_at: str


class JobList:
    """All jobs, the newest first."""

    def __init__(self, database: Database) -> None:
        """Read from ``database``."""
        self._database = database

    async def page(
        self, *, state: JobState | None = None, service: str | None = None, after: str | None = None
    ) -> list[ListedJob]:
        """Return the next jobs after the job ``after``, at most `LONGEST_LIST`; an unknown one begins anew."""
        found = select(job).order_by(job.c.created_at.desc(), job.c.id.desc()).limit(LONGEST_LIST)
        if state is not None:
            found = found.where(job.c.state == state)
        if service is not None:
            found = found.where(job.c.service == service)
        async with self._database.read() as connection:
            last = None
            if after is not None:
                last = (await connection.execute(select(job.c.created_at).where(job.c.id == after))).one_or_none()
            if last is not None:
                at = last.created_at
                found = found.where(or_(job.c.created_at < at, and_(job.c.created_at == at, job.c.id < after)))
            rows = (await connection.execute(found)).all()
        return [_show(row) for row in rows]


def _show(row: Any) -> ListedJob:  # noqa: ANN401 - a row of `job`
    result = msgspec.convert(row.result, JobResult) if row.result is not None else None
    return ListedJob(
        id=row.id,
        conversation=row.conversation_id,
        kind=row.kind,
        service=row.service,
        operation=row.operation,
        state=row.state,
        attempts=row.attempts,
        failures=row.failures,
        delayed=row.delayed,
        unsure=row.unsure,
        ready=row.ready_at is not None,
        cancellable=row.state == "queued" and not row.unsure,
        reference=result.reference if result else None,
        code=result.code if result else None,
        detail=result.detail if result else None,
        created_at=show_moment(row.created_at),
        updated_at=show_moment(row.updated_at),
    )
