"""Leases jobs from SQL and writes back how they ended: compare-and-set, so that one worker has a job at a time.

``lease_until`` is the moment before which no worker may take the job: while it is ``running`` because another one
works on it, while it is ``queued`` because the next attempt has to wait. ``attempts`` counts leases and is the token
of the newest one: whoever holds an older one can no longer write.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

import msgspec
from sqlalchemy import CursorResult, Engine, or_, select, update

from contracts.jobs import FINAL_STATES, JobResult, JobState
from contracts.tables import job


@dataclass(frozen=True)
class Lease:
    """One job that is ours until the lease ends."""

    job: str
    attempt: int
    """1 for the first."""
    operation: str
    fields: dict[str, str]
    idempotency_key: str


class JobStore:
    """The table of jobs as a worker uses it. Times are aware, in UTC."""

    def __init__(self, engine: Engine, lease_seconds: float) -> None:
        """``lease_seconds`` must be longer than a call may take."""
        self._engine = engine
        self._lease = timedelta(seconds=lease_seconds)

    def lease(self, job_id: str, now: datetime) -> Lease | None:
        """Take the job; None where it is unknown, final, in another worker's hands or has to wait."""
        taken = (
            update(job)
            .where(
                job.c.id == job_id,
                job.c.state.in_(("queued", "running")),
                or_(job.c.lease_until.is_(None), job.c.lease_until <= now),
            )
            .values(state="running", attempts=job.c.attempts + 1, lease_until=now + self._lease, updated_at=now)
            .returning(job.c.id, job.c.attempts, job.c.operation, job.c.fields, job.c.idempotency_key)
        )
        with self._engine.begin() as connection:
            row = connection.execute(taken).one_or_none()
        return Lease(*row) if row else None

    def finish(self, lease: Lease, result: JobResult, now: datetime) -> bool:
        """Write the end of the job; False where the lease was lost and nothing was written."""
        if result.state not in FINAL_STATES:
            raise ValueError(f"job {lease.job}: {result.state!r} is no end; one of {', '.join(FINAL_STATES)} is")
        return self._write(lease, now, state=result.state, result=msgspec.to_builtins(result), lease_until=None)

    def postpone(self, lease: Lease, due: datetime, now: datetime) -> bool:
        """Put the job back for another attempt at ``due``; False where the lease was lost and nothing was written.

        ``sent_at`` becomes ``due`` too: the hub's sweep sends a queued job again when that lies far enough back.
        """
        return self._write(lease, now, state="queued", lease_until=due, sent_at=due)

    def state(self, job_id: str) -> JobState | None:
        """Return the job's state, None where it is unknown."""
        with self._engine.connect() as connection:
            return cast("JobState | None", connection.scalar(select(job.c.state).where(job.c.id == job_id)))

    def _write(self, lease: Lease, now: datetime, **values: object) -> bool:
        ours = update(job).where(job.c.id == lease.job, job.c.state == "running", job.c.attempts == lease.attempt)
        with self._engine.begin() as connection:
            done = cast("CursorResult[object]", connection.execute(ours.values(updated_at=now, **values)))
        return done.rowcount == 1
