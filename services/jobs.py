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
from sqlalchemy import CursorResult, Engine, bindparam, case, or_, select, update

from contracts.jobs import FINAL_STATES, JobKind, JobResult, JobState
from contracts.tables import job
from services.clock import as_utc
from services.files import JobFiles

_now = bindparam("now", type_=job.c.updated_at.type)
# A job that is still running when its lease has ended was being called by a worker that died: that was a call without
# an answer, and it may have been carried out.
_died = job.c.state == "running"
_TAKE = (
    update(job)
    .where(
        job.c.id == bindparam("job_id"),
        job.c.state.in_(("queued", "running")),
        or_(job.c.lease_until.is_(None), job.c.lease_until <= _now),
    )
    .values(
        state="running",
        attempts=job.c.attempts + 1,
        failures=job.c.failures + case((_died, 1), else_=0),
        unsure=or_(job.c.unsure, _died),
        lease_until=bindparam("until"),
        updated_at=_now,
    )
    .returning(
        job.c.id.label("job"),
        job.c.attempts.label("attempt"),
        job.c.conversation_id.label("conversation"),
        job.c.kind,
        job.c.operation,
        job.c.fields,
        job.c.idempotency_key,
        job.c.failures,
        job.c.created_at,
        job.c.follow_up,
        job.c.trace,
    )
)
_OURS = update(job).where(
    job.c.id == bindparam("job_id"), job.c.state == "running", job.c.attempts == bindparam("attempt")
)
_END = _OURS.values(
    state=bindparam("new_state"),
    result=bindparam("new_result"),
    unsure=or_(job.c.unsure, bindparam("maybe")),
    follow_due=bindparam("follow"),
    lease_until=None,
    updated_at=_now,
)
_due = bindparam("due", type_=job.c.lease_until.type)
_POSTPONE = _OURS.values(
    state="queued",
    delayed=True,
    failures=job.c.failures + bindparam("more"),
    unsure=or_(job.c.unsure, bindparam("maybe")),
    lease_until=_due,
    sent_at=_due,
    updated_at=_now,
)


@dataclass(frozen=True)
class Lease:
    """One job that is ours until the lease ends."""

    job: str
    attempt: int
    """1 for the first."""
    conversation: str
    kind: JobKind
    operation: str
    fields: dict[str, str]
    idempotency_key: str
    failures: int
    """Calls before this one that came to no answer."""
    created_at: datetime
    follow_up: str | None
    """Operation that says later where the application stands."""
    trace: str | None = None
    """What every attempt goes on with (``contracts/tracing.py``)."""


class JobStore:
    """The table of jobs as a worker uses it. Times are aware, in UTC."""

    def __init__(self, engine: Engine, files: JobFiles, lease_seconds: float) -> None:
        """``lease_seconds`` must be longer than a call may take."""
        self._engine = engine
        self._files = files
        self._lease = timedelta(seconds=lease_seconds)

    def lease(self, job_id: str, now: datetime) -> Lease | None:
        """Take the job; None where it is unknown, final, in another worker's hands or has to wait."""
        with self._engine.begin() as connection:
            row = (
                connection.execute(_TAKE, {"job_id": job_id, "now": now, "until": now + self._lease})
                .mappings()
                .one_or_none()
            )
        if row is None:
            return None
        return Lease(**{**row, "created_at": as_utc(row["created_at"])})

    def finish(
        self,
        lease: Lease,
        result: JobResult,
        now: datetime,
        *,
        unsure: bool = False,
        follow_due: datetime | None = None,
    ) -> bool:
        """Write the end of the job with the row of its document; False where the lease was lost and nothing was.

        ``unsure``: the last call came to no answer and may have been carried out. ``follow_due``: when to ask where
        the application stands.
        """
        if result.state not in FINAL_STATES:
            raise ValueError(f"job {lease.job}: {result.state!r} is no end; one of {', '.join(FINAL_STATES)} is")
        values = {
            "new_state": result.state,
            "new_result": msgspec.to_builtins(result),
            "maybe": unsure,
            "follow": follow_due,
            "now": now,
        }
        with self._engine.begin() as connection:
            if result.document and not self._files.hold(connection, lease.conversation):
                return False
            done = cast("CursorResult[object]", connection.execute(_END, self._token(lease) | values))
            if done.rowcount != 1:
                return False
            if result.document:
                self._files.add(connection, result.document, lease.conversation, now)
        return True

    def postpone(self, lease: Lease, due: datetime, now: datetime, *, failed: bool, unsure: bool = False) -> bool:
        """Put the job back for another attempt at ``due``; False where the lease was lost and nothing was written.

        ``failed``: a call was made and came to no answer; ``unsure``: it may have been carried out. ``sent_at``
        becomes ``due`` too: the hub's sweep sends a queued job again when that lies far enough back.
        """
        values = {"more": int(failed), "maybe": unsure, "due": due, "now": now}
        with self._engine.begin() as connection:
            done = cast("CursorResult[object]", connection.execute(_POSTPONE, self._token(lease) | values))
        return done.rowcount == 1

    def state(self, job_id: str) -> JobState | None:
        """Return the job's state, None where it is unknown."""
        with self._engine.connect() as connection:
            return cast("JobState | None", connection.scalar(select(job.c.state).where(job.c.id == job_id)))

    def _token(self, lease: Lease) -> dict[str, object]:
        return {"job_id": lease.job, "attempt": lease.attempt}
