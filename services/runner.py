"""Runs one job: lease, call, write the end or the next attempt, tell the hub. Safe to be killed at any point.

The administration gets the row's idempotency key in every attempt, so whatever is repeated files one application.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Protocol

import structlog
from celery.exceptions import SoftTimeLimitExceeded

from contracts.jobs import JobResult
from services.backoff import Backoff
from services.connectors.outcome import FinalError, Outcome, Rejected, RetryableError, Succeeded
from services.jobs import JobStore, Lease

log = structlog.get_logger()

LONGEST_DETAIL = 500


class Caller(Protocol):
    """Whoever calls administrations; `services.connectors.registry.Connectors` does."""

    def call(self, operation: str, fields: Mapping[str, str], idempotency_key: str) -> Outcome:
        """File one application; raises `RetryableError` and `FinalError`."""


class Messenger(Protocol):
    """Whoever carries wake-ups; `services.messenger.RedisMessenger` does. Nothing depends on their arrival."""

    def tell_moved(self, job_id: str) -> None:
        """Say that the job's row changed."""

    def send_later(self, job_id: str, due: datetime) -> None:
        """Wake a worker for the job at ``due``."""


class JobRunner:
    """What one worker process does with a job's id."""

    def __init__(
        self,
        store: JobStore,
        caller: Caller,
        messenger: Messenger,
        *,
        backoff: Backoff,
        max_attempts: int,
        now: Callable[[], datetime],
    ) -> None:
        """``now`` gives aware UTC times."""
        self._store = store
        self._caller = caller
        self._messenger = messenger
        self._backoff = backoff
        self._max_attempts = max_attempts
        self._now = now

    def run(self, job_id: str) -> None:
        """Carry the job as far as one attempt goes; does nothing where it is final or in other hands."""
        lease = self._store.lease(job_id, self._now())
        if lease is None:
            log.info("job.left_alone", job=job_id, state=self._store.state(job_id))
            return
        log.info("job.running", job=lease.job, operation=lease.operation, attempt=lease.attempt)
        self._messenger.tell_moved(lease.job)
        if lease.attempt > self._max_attempts:
            detail = f"no worker lived through attempt {self._max_attempts}; the administration may have filed it"
            self._finish(lease, JobResult(state="failed", detail=detail))
            return
        try:
            outcome = self._caller.call(lease.operation, lease.fields, lease.idempotency_key)
        except SoftTimeLimitExceeded:
            self._try_again(lease, RetryableError(f"time-out (time limit of a job) at {lease.operation}"))
        except RetryableError as error:
            self._try_again(lease, error)
        except FinalError as error:
            self._finish(lease, JobResult(state="failed", detail=error.detail[:LONGEST_DETAIL]))
        else:
            self._finish(lease, _result_of(outcome))

    def _try_again(self, lease: Lease, error: RetryableError) -> None:
        if lease.attempt >= self._max_attempts:
            detail = f"gave up after {lease.attempt} attempts: {error.detail}"
            self._finish(lease, JobResult(state="failed", detail=detail[:LONGEST_DETAIL]))
            return
        now = self._now()
        wait = self._backoff.wait(lease.attempt, error.after)
        due = now + timedelta(seconds=wait)
        if not self._store.postpone(lease, due, now):
            log.warning("job.lease_lost", job=lease.job, attempt=lease.attempt)
            return
        log.info("job.postponed", job=lease.job, attempt=lease.attempt, seconds=round(wait, 1), reason=error.detail)
        self._messenger.tell_moved(lease.job)
        self._messenger.send_later(lease.job, due)

    def _finish(self, lease: Lease, result: JobResult) -> None:
        if not self._store.finish(lease, result, self._now()):
            # Another worker has the job now: it asks with the same key, gets the same answer and writes it.
            log.warning("job.lease_lost", job=lease.job, attempt=lease.attempt)
            return
        log.info("job.ended", job=lease.job, state=result.state, code=result.code, detail=result.detail)
        self._messenger.tell_moved(lease.job)


def _result_of(outcome: Outcome) -> JobResult:
    match outcome:
        case Succeeded(reference):
            return JobResult(state="succeeded", reference=reference)
        case Rejected(code):
            return JobResult(state="rejected", code=code)
