"""The self-test of forgetting: looks in all places for what should be gone, and writes down what it found.

It shares nothing with the deletion but the conditions under which something is over. What it wrote down too long ago
counts as not looked for, so that nobody has to notice that it has stopped.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path

import structlog
from redis import Redis, RedisError
from sqlalchemy import Engine, func, insert, select, update
from sqlalchemy.exc import SQLAlchemyError

from contracts.files import FileStore
from contracts.forgetting import KINDS, TOLERANCE, Kind
from contracts.privacy_tables import forgetting_look
from contracts.tables import erasure
from services.forgetting.logs import logs_with_old_lines
from services.forgetting.orphans import find_orphans
from services.forgetting.overdue import over_of
from services.forgetting.redis_keys import count_left
from services.forgetting.terms import ORPHAN_AGE, Terms
from services.forgetting.trackers import TrackerDoor, TrackerDoorError, find_unknown

log = structlog.get_logger()


class SelfTest:
    """Looks for what was not deleted. Times are aware, in UTC."""

    def __init__(
        self,
        engine: Engine,
        store: FileStore,
        trackers: TrackerDoor,
        redis: Redis,
        *,
        terms: Terms,
        logs_dir: Path,
        now: Callable[[], datetime],
    ) -> None:
        """See `services.retention.Retention`."""
        self._engine = engine
        self._store = store
        self._trackers = trackers
        self._redis = redis
        self._terms = terms
        self._logs_dir = logs_dir
        self._now = now

    def run(self) -> None:
        """Look for every kind, and write down how much is there that should be gone since `TOLERANCE`."""
        now = self._now()
        before = now - TOLERANCE
        elsewhere: dict[Kind, Callable[[datetime], int]] = {
            "files": self._count_files,
            "trackers": self._count_trackers,
            "redis": partial(count_left, self._engine, self._redis),
            "logs": self._count_logs,
        }
        found = {kind: self._look(kind, elsewhere.get(kind), before, now) for kind in KINDS}
        log.info("forgetting.looked", **{kind: count for kind, count in found.items() if count})

    def _look(
        self, kind: Kind, elsewhere: Callable[[datetime], int] | None, before: datetime, now: datetime
    ) -> int | None:
        """Count what is left of a kind, in the database and ``elsewhere``; None where that cannot be said."""
        try:
            count = self._count_rows(kind, before) + (elsewhere(before) if elsewhere else 0)
        except (SQLAlchemyError, RedisError, TrackerDoorError, OSError) as error:
            log.exception("forgetting.not_looked_for", kind=kind)
            self._note_problem(kind, type(error).__name__)
            return None
        self._write(kind, {"overdue": count, "looked_at": now, "problem": None})
        return count

    def _count_rows(self, kind: Kind, before: datetime) -> int:
        with self._engine.connect() as connection:
            return sum(
                connection.scalar(select(func.count()).select_from(over.table).where(over.when(self._terms, before)))
                or 0
                for over in over_of(kind)
            )

    def _count_files(self, before: datetime) -> int:
        return len(find_orphans(self._engine, self._store, before - ORPHAN_AGE))

    def _count_trackers(self, before: datetime) -> int:
        """Count what the bot knows though it is erased, and erasures of which it could not be told."""
        untold = select(func.count()).select_from(erasure)
        untold = untold.where(erasure.c.conversation_id.is_not(None), erasure.c.erased_at <= before)
        with self._engine.connect() as connection:
            count = connection.scalar(untold) or 0
        return count + len(find_unknown(self._engine, self._trackers))

    def _count_logs(self, before: datetime) -> int:
        return len(logs_with_old_lines(self._logs_dir, before - self._terms.keep_logs))

    def _note_problem(self, kind: Kind, problem: str) -> None:
        """Keep what was known last: after a while it is too old to count."""
        with self._engine.begin() as connection:
            connection.execute(
                update(forgetting_look).where(forgetting_look.c.kind == kind).values(problem=problem[:64])
            )

    def _write(self, kind: Kind, values: dict[str, object]) -> None:
        with self._engine.begin() as connection:
            written = connection.execute(update(forgetting_look).where(forgetting_look.c.kind == kind).values(values))
            if written.rowcount == 0:
                connection.execute(insert(forgetting_look).values(kind=kind, **values))
