"""Remembers for all workers which administration is down, so that nobody waits for one that does not answer.

Its table ``breaker`` also says so on the status page. It opens after some calls in a row without an answer; from then
on one call at a time tries, with pauses in between. The first answer closes it and frees the jobs that waited.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

import structlog
from sqlalchemy import Connection, CursorResult, Engine, bindparam, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from contracts.tables import breaker, job
from services.backoff import Backoff
from services.clock import as_utc
from services.connectors.operation import RetryPolicy
from services.connectors.outcome import DownError

log = structlog.get_logger()

TRUST = timedelta(seconds=1)
"""So long a worker does not look again at an administration that answers."""
_STANDING = select(breaker.c.failures, breaker.c.opened_at, breaker.c.retry_at).where(
    breaker.c.administration == bindparam("name")
)


@dataclass(frozen=True)
class Admission:
    """Leave to make one call."""

    administration: str
    is_clean: bool
    """Whether the last call had an answer: another answer changes nothing."""
    is_trial: bool
    """Whether the administration counts as down and this call tries."""


class Breaker:
    """The table of administrations as a worker uses it. Times are aware, in UTC."""

    def __init__(self, engine: Engine, *, backoff: Backoff, pauses: RetryPolicy, trial_seconds: float) -> None:
        """Keep the rules.

        ``pauses``: after how many calls in a row it opens (``attempts``), and how long it then stays shut.
        ``trial_seconds``: longer than a call may take.
        """
        self._engine = engine
        self._backoff = backoff
        self._pauses = pauses
        self._trial = timedelta(seconds=trial_seconds)
        self._well_until: dict[str, datetime] = {}

    def enter(self, administration: str, now: datetime) -> Admission:
        """Give leave to make one call; raises `DownError` where it is too early for one."""
        if now < self._well_until.get(administration, now):
            return Admission(administration, is_clean=True, is_trial=False)
        with self._engine.connect() as connection:
            row = connection.execute(_STANDING, {"name": administration}).one_or_none()
        if row is None or row.opened_at is None or row.retry_at is None:
            is_clean = row is None or row.failures == 0
            if is_clean:
                self._well_until[administration] = now + TRUST
            return Admission(administration, is_clean, is_trial=False)
        until = as_utc(row.retry_at)
        if until > now:
            raise DownError(f"{administration} is down", until=until)
        # Of all workers that come now, the one whose update finds the old time makes the call.
        end = now + self._trial
        claimed = update(breaker).where(
            breaker.c.administration == administration, breaker.c.opened_at.is_not(None), breaker.c.retry_at <= now
        )
        with self._engine.begin() as connection:
            won = connection.execute(claimed.values(retry_at=end)).rowcount == 1
        if not won:
            raise DownError(f"{administration} is down, and another call tries it", until=end)
        log.info("breaker.trial", administration=administration)
        return Admission(administration, is_clean=False, is_trial=True)

    def leave(self, admission: Admission, now: datetime) -> None:
        """Take note of an answer; where the administration counted as down, free the jobs that wait for it."""
        if admission.is_clean:
            return
        closed = (
            update(breaker)
            .where(breaker.c.administration == admission.administration)
            .values(failures=0, opened_at=None, retry_at=None, updated_at=now)
        )
        with self._engine.begin() as connection:
            was_open = connection.execute(closed.where(breaker.c.opened_at.is_not(None))).rowcount == 1
            if not was_open:
                connection.execute(closed)
            freed = _free(connection, admission.administration) if was_open else 0
        if was_open:
            log.info("breaker.closed", administration=admission.administration, freed=freed)

    def fail(self, admission: Admission, after: float | None, now: datetime) -> None:
        """Take note of a call without an answer; ``after``: seconds that the administration asked to wait."""
        name = admission.administration
        self._well_until.pop(name, None)
        one_more = (
            update(breaker)
            .where(breaker.c.administration == name)
            .values(failures=breaker.c.failures + 1, updated_at=now)
            .returning(breaker.c.failures, breaker.c.opened_at)
        )
        with self._engine.begin() as connection:
            row = connection.execute(one_more).one_or_none()
            if row is None:
                _add(connection, name, now)
                row = connection.execute(one_more).one()
            failures, opened_at = row
            beyond = failures - self._pauses.attempts
            # Calls that were on their way when it opened say nothing new; the trial's failure does.
            if beyond < 0 or (opened_at is not None and not admission.is_trial):
                return
            pause = self._backoff.wait(self._pauses, beyond + 1, after)
            connection.execute(
                update(breaker)
                .where(breaker.c.administration == name)
                .values(opened_at=func.coalesce(breaker.c.opened_at, now), retry_at=now + timedelta(seconds=pause))
            )
        log.warning("breaker.open", administration=name, failures=failures, seconds=round(pause, 1))


def _add(connection: Connection, administration: str, now: datetime) -> None:
    try:
        with connection.begin_nested():
            connection.execute(insert(breaker).values(administration=administration, failures=0, updated_at=now))
    except IntegrityError:
        # Another worker was first.
        return


def _free(connection: Connection, administration: str) -> int:
    """Let waiting jobs go; the hub's sweep sends them within seconds, some at a time."""
    waiting = update(job).where(
        job.c.state == "queued", job.c.delayed, job.c.operation.startswith(f"{administration}.", autoescape=True)
    )
    done = cast("CursorResult[object]", connection.execute(waiting.values(lease_until=None, sent_at=None)))
    return done.rowcount
