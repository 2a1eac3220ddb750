"""Runs one job: lease, call, write the end or the next attempt, tell the hub. Safe to be killed at any point.

The administration gets the row's idempotency key in every attempt, so whatever is repeated files one application.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

import structlog

from contracts import tracing
from contracts.jobs import JobKind, JobResult, JobState
from services.backoff import Backoff
from services.connectors.operation import RetryPolicy
from services.connectors.outcome import DownError, FinalError, Outcome, Rejected, RetryableError, Succeeded
from services.connectors.sending import Attachments
from services.files import JobFiles
from services.jobs import JobStore, Lease
from services.meters import count_end

log = structlog.get_logger()

LONGEST_DETAIL = 500
TRACED_AS: Mapping[JobState, tracing.Outcome] = {
    "succeeded": "succeeded",
    "rejected": "rejected",
    "failed": "failed",
    "cancelled": "refused",
}
SPREAD = timedelta(seconds=2)
"""Jobs that wait for the same administration come back over this time, not at one moment."""


class Caller(Protocol):
    """Whoever calls administrations; `services.connectors.registry.Connectors` does."""

    def policy(self, operation: str, default: RetryPolicy) -> RetryPolicy:
        """Return how often and how soon an operation is tried again."""

    def call(
        self,
        kind: JobKind,
        operation: str,
        fields: Mapping[str, str],
        idempotency_key: str,
        attachments: Attachments = ...,
    ) -> Outcome:
        """Make one call; raises `RetryableError`, `DownError` and `FinalError`."""


class Messenger(Protocol):
    """Whoever carries wake-ups; `services.messenger.RedisMessenger` does. Nothing depends on their arrival."""

    def tell_moved(self, job_id: str) -> None:
        """Say that the job's row changed."""

    def send_later(self, job_id: str, due: datetime) -> None:
        """Wake a worker for the job at ``due``."""


@dataclass(frozen=True)
class Rules:
    """When a job is given up, and when its follow-up begins."""

    retries: RetryPolicy
    """For operations whose document says nothing else."""
    patience: timedelta
    """Longest time between a citizen's wish and the last attempt to fulfil it."""
    look_up_patience: timedelta
    """The same for look-ups: the citizen is waiting for the answer."""
    follow_up: timedelta
    """From the end of a job to the first question where the application stands."""

    def end(self, lease: Lease) -> datetime:
        """Return the moment after which no attempt begins."""
        return lease.created_at + (self.look_up_patience if lease.kind == "look_up" else self.patience)


class JobRunner:
    """What one worker process does with a job's id."""

    def __init__(
        self,
        store: JobStore,
        files: JobFiles,
        caller: Caller,
        messenger: Messenger,
        *,
        backoff: Backoff,
        rules: Rules,
        now: Callable[[], datetime],
    ) -> None:
        """``now`` gives aware UTC times."""
        self._store = store
        self._files = files
        self._caller = caller
        self._messenger = messenger
        self._backoff = backoff
        self._rules = rules
        self._now = now

    def run(self, job_id: str) -> None:
        """Carry the job as far as one attempt goes; does nothing where it is final or in other hands."""
        lease = self._store.lease(job_id, self._now())
        if lease is None:
            log.info("job.left_alone", job=job_id, state=self._store.state(job_id))
            return
        with tracing.resume("worker.job", lease.trace, operation=lease.operation):
            self._attempt(lease)

    def _attempt(self, lease: Lease) -> None:
        # That it runs is not told: most calls take milliseconds, and of longer ones the hub's sweep tells the citizen.
        policy = self._caller.policy(lease.operation, self._rules.retries)
        if lease.failures >= policy.attempts:
            detail = f"no worker lived through call {lease.failures}; the administration may have carried it out"
            self._finish(lease, JobResult(state="failed", detail=detail))
            return
        attachments = self._files.attachments_of(lease.conversation)
        try:
            outcome = self._caller.call(lease.kind, lease.operation, lease.fields, lease.idempotency_key, attachments)
        except DownError as error:
            self._wait_for(lease, error)
        except RetryableError as error:
            self._try_again(lease, policy, error)
        except FinalError as error:
            self._finish(lease, JobResult(state="failed", detail=error.detail[:LONGEST_DETAIL]))
        else:
            self._end(lease, outcome)

    def _wait_for(self, lease: Lease, error: DownError) -> None:
        due = error.until + SPREAD * self._backoff.draw()
        if due > self._rules.end(lease):
            self._give_up(lease, f"gave up: {error.detail}")
        else:
            self._postpone(lease, due, error.detail, failed=False)

    def _try_again(self, lease: Lease, policy: RetryPolicy, error: RetryableError) -> None:
        failures = lease.failures + 1
        due = self._now() + timedelta(seconds=self._backoff.wait(policy, failures, error.after))
        if failures < policy.attempts and due <= self._rules.end(lease):
            self._postpone(lease, due, error.detail, failed=True, unsure=error.reached)
        elif error.partly:
            self._end(lease, error.partly)
        else:
            detail = f"gave up after {failures} calls without an answer: {error.detail}"
            self._give_up(lease, detail, unsure=error.reached)

    def _give_up(self, lease: Lease, detail: str, *, unsure: bool = False) -> None:
        self._finish(lease, JobResult(state="failed", detail=detail[:LONGEST_DETAIL]), unsure=unsure)

    def _postpone(self, lease: Lease, due: datetime, reason: str, *, failed: bool, unsure: bool = False) -> None:
        now = self._now()
        if not self._store.postpone(lease, due, now, failed=failed, unsure=unsure):
            log.warning("job.lease_lost", job=lease.job, attempt=lease.attempt)
            tracing.tell("lease_lost")
            return
        tracing.tell("postponed")
        seconds = round((due - now).total_seconds(), 1)
        log.info(
            "job.postponed",
            job=lease.job,
            operation=lease.operation,
            attempt=lease.attempt,
            seconds=seconds,
            reason=reason,
        )
        self._messenger.tell_moved(lease.job)
        self._messenger.send_later(lease.job, due)

    def _end(self, lease: Lease, outcome: Outcome) -> None:
        match outcome:
            case Succeeded(reference, values, options, fetched):
                document = self._files.keep(fetched) if fetched else None
                result = JobResult(
                    state="succeeded", reference=reference, values=values, options=options, document=document
                )
                follows = lease.kind == "file" and lease.follow_up is not None and reference is not None
                self._finish(lease, result, follow_due=self._now() + self._rules.follow_up if follows else None)
            case Rejected(code):
                self._finish(lease, JobResult(state="rejected", code=code))

    def _finish(
        self, lease: Lease, result: JobResult, *, unsure: bool = False, follow_due: datetime | None = None
    ) -> None:
        if not self._store.finish(lease, result, self._now(), unsure=unsure, follow_due=follow_due):
            # Another worker has the job now: it asks with the same key, gets the same answer and writes it.
            log.warning("job.lease_lost", job=lease.job, attempt=lease.attempt)
            tracing.tell("lease_lost")
            if result.document:
                self._files.drop(result.document)
            return
        tracing.tell(TRACED_AS[result.state])
        log.info(
            "job.ended",
            job=lease.job,
            operation=lease.operation,
            attempt=lease.attempt,
            state=result.state,
            code=result.code,
            detail=result.detail,
        )
        count_end(lease.operation, result.state)
        self._messenger.tell_moved(lease.job)
