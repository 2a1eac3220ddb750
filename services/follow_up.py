"""Asks administrations where filed applications stand, until what was asked for is ready.

Every question is a short look-up of its own. What the hub shows, and the reminder that the bot words, follow from the
job's row.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

import msgspec
import structlog
from sqlalchemy import CursorResult, Engine, select, update

from contracts.jobs import JobResult
from contracts.tables import job
from services.clock import as_utc
from services.connectors.outcome import DownError, FinalError, Outcome, Rejected, RetryableError, Succeeded
from services.files import JobFiles
from services.runner import Caller, Messenger

log = structlog.get_logger()

MOST_AT_ONCE = 200
BUDGET = timedelta(seconds=10)
"""No question begins later than this after the first: the process is a citizen's again."""
LEASE = timedelta(minutes=5)
"""How long a question stays with a worker that has died."""
LONGEST_WAIT = timedelta(days=1)
GIVE_UP = timedelta(days=60)
"""After this time an application is not asked about any more."""
STATUS = "status"
"""Value of an answer that says where the application stands."""
READY = "ready"
ENDED = frozenset({"rejected", "withdrawn"})
"""Values of `STATUS` after which nothing more comes."""


@dataclass(frozen=True)
class Due:
    """One application to ask about."""

    job: str
    conversation: str
    operation: str
    result: JobResult
    created_at: datetime


class FollowUp:
    """The questions of one worker process. Times are aware, in UTC."""

    def __init__(
        self,
        engine: Engine,
        files: JobFiles,
        caller: Caller,
        messenger: Messenger,
        *,
        every: timedelta,
        now: Callable[[], datetime],
    ) -> None:
        """``every``: shortest time between two questions about the same application."""
        self._engine = engine
        self._files = files
        self._caller = caller
        self._messenger = messenger
        self._every = every
        self._now = now

    def run(self) -> None:
        """Ask about everything that is due, as far as the time allows."""
        end = self._now() + BUDGET
        for job_id in self._find_due():
            if self._now() > end:
                return
            due = self._take(job_id)
            if due:
                self._ask(due)

    def _find_due(self) -> list[str]:
        found = select(job.c.id).where(job.c.follow_due <= self._now()).order_by(job.c.follow_due).limit(MOST_AT_ONCE)
        with self._engine.connect() as connection:
            return list(connection.scalars(found))

    def _take(self, job_id: str) -> Due | None:
        """Take one for ourselves, None where another worker has it."""
        now = self._now()
        taken = (
            update(job)
            .where(job.c.id == job_id, job.c.follow_due <= now)
            .values(follow_due=now + LEASE)
            .returning(job.c.id, job.c.conversation_id, job.c.follow_up, job.c.result, job.c.created_at)
        )
        with self._engine.begin() as connection:
            row = connection.execute(taken).one_or_none()
        if row is None:
            return None
        return Due(
            row.id, row.conversation_id, row.follow_up, msgspec.convert(row.result, JobResult), as_utc(row.created_at)
        )

    def _ask(self, due: Due) -> None:
        try:
            fields = {"reference": due.result.reference or ""}
            outcome = self._caller.call("look_up", due.operation, fields, idempotency_key="")
        except DownError as error:
            self._ask_again(due, error.until, error.detail)
        except (RetryableError, FinalError) as error:
            # A fault of ours, too, is put right one day; the citizen's document is still on its way.
            self._ask_again(due, self._now(), error.detail)
        else:
            self._take_note(due, outcome)

    def _take_note(self, due: Due, outcome: Outcome) -> None:
        status = None if isinstance(outcome, Rejected) or STATUS not in outcome.values else outcome.values[STATUS].value
        if isinstance(outcome, Succeeded) and status == READY:
            self._end(due, outcome)
        elif isinstance(outcome, Rejected) or status in ENDED:
            log.info("follow_up.ended", job=due.job, status=status)
            self._write(due, follow_due=None)
        else:
            self._ask_again(due, self._now(), None)

    def _end(self, due: Due, outcome: Succeeded) -> None:
        document = self._files.keep(outcome.document) if outcome.document else due.result.document
        result = msgspec.structs.replace(due.result, values={**due.result.values, **outcome.values}, document=document)
        now = self._now()
        ready = update(job).where(job.c.id == due.job, job.c.ready_at.is_(None))
        values = {"ready_at": now, "result": msgspec.to_builtins(result), "follow_due": None, "updated_at": now}
        new = document if outcome.document else None
        with self._engine.begin() as connection:
            there = new is None or self._files.hold(connection, due.conversation)
            done = there and cast("CursorResult[object]", connection.execute(ready.values(**values))).rowcount == 1
            if done and new:
                self._files.add(connection, new, due.conversation, now)
        if done:
            log.info("follow_up.ready", job=due.job)
            self._messenger.tell_moved(due.job)
        elif new:
            self._files.drop(new)

    def _ask_again(self, due: Due, earliest: datetime, reason: str | None) -> None:
        """Ask later: the longer it has taken so far, the longer it will take."""
        now = self._now()
        age = now - due.created_at
        if age > GIVE_UP:
            log.info("follow_up.given_up", job=due.job, reason=reason)
            self._write(due, follow_due=None)
            return
        wait = max(self._every, min(LONGEST_WAIT, age / 4))
        log.info("follow_up.later", job=due.job, seconds=round(wait.total_seconds()), reason=reason)
        self._write(due, follow_due=max(now + wait, earliest))

    def _write(self, due: Due, follow_due: datetime | None) -> None:
        # Only while nobody else has written that it is ready.
        mine = update(job).where(job.c.id == due.job, job.c.ready_at.is_(None))
        with self._engine.begin() as connection:
            connection.execute(mine.values(follow_due=follow_due))
