"""Deletes what has been kept long enough, kind by kind; what is over is told by ``services/forgetting/overdue.py``."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import cast

import structlog
from sqlalchemy import CursorResult, Delete, Engine, Update, delete, func, null, select, update
from sqlalchemy.exc import SQLAlchemyError

from contracts.auditing import cut_off
from contracts.erasing import erase_conversation
from contracts.files import FileStore
from contracts.forgetting import Kind
from contracts.staff_tables import audit
from contracts.studio_tables import trial
from contracts.tables import conversation, file, job
from services.forgetting.logs import cut_logs
from services.forgetting.orphans import find_orphans
from services.forgetting.overdue import over_of
from services.forgetting.terms import ORPHAN_AGE, Terms
from services.forgetting.trackers import TrackerDoor, TrackerDoorError, find_unknown

log = structlog.get_logger()

MOST_AT_ONCE = 500
"""Rows of one kind that are read and changed at a time."""
MOST_CUT = 5000
"""Entries of the audit log that go at a time: meanwhile nothing that the staff do can be written down."""
PATIENCE = 20.0
"""Seconds after which nothing further of a kind is begun with: the rest follows in the next run."""
DELETED_BY_ROW: tuple[Kind, ...] = ("logins", "trials", "rehearsals", "marks", "staff_sessions")
"""Kinds whose rows go without anything else."""
EMPTIED: dict[Kind, dict[str, object]] = {
    "handovers": {"fields": {}, "last_text": ""},
    "callbacks": {"phone": "", "about": ""},
}
"""Kinds of which a row stays, with nothing in it that a citizen said."""


class Retention:
    """The rules of deletion as a worker carries them out. Times are aware, in UTC."""

    def __init__(
        self,
        engine: Engine,
        store: FileStore,
        trackers: TrackerDoor,
        *,
        terms: Terms,
        logs_dir: Path,
        now: Callable[[], datetime],
    ) -> None:
        """``logs_dir``: where the launcher keeps what the processes say; it need not be there."""
        self._engine = engine
        self._store = store
        self._trackers = trackers
        self._terms = terms
        self._logs_dir = logs_dir
        self._now = now

    def run(self) -> None:
        """Delete everything that is due; what fails is logged and holds up nothing else."""
        now = self._now()
        steps: dict[Kind, Callable[[datetime], int]] = {
            "conversations": self._erase_conversations,
            "files": self._delete_files,
            "applications": self._empty_jobs,
            "replayed": self._forget_replayed,
            **{kind: partial(self._delete_rows, kind) for kind in DELETED_BY_ROW},
            **{kind: partial(self._empty_rows, kind) for kind in EMPTIED},
            "audit": self._cut_audit_log,
            "trackers": self._forget_trackers,
            "logs": lambda now: cut_logs(self._logs_dir, now - self._terms.keep_logs, now),
        }
        log.info("retention.done", **{kind: self._step(kind, step, now) for kind, step in steps.items()})

    def _step(self, kind: Kind, step: Callable[[datetime], int], now: datetime) -> int | None:
        """Return how much of a kind was deleted; None where that failed."""
        try:
            return step(now)
        except (SQLAlchemyError, OSError, TrackerDoorError):
            # The self-test says so as well, once it is older than it may be.
            log.exception("retention.failed", kind=kind)
            return None

    def _erase_conversations(self, now: datetime) -> int:
        (over,) = over_of("conversations")
        began = time.monotonic()
        due = select(conversation.c.id).where(over.when(self._terms, now)).order_by(conversation.c.updated_at)
        quiet_since = now - min(self._terms.keep, self._terms.keep_identified)
        count = 0
        while time.monotonic() - began < PATIENCE:
            with self._engine.connect() as connection:
                ids = list(connection.scalars(due.limit(MOST_AT_ONCE)))
            erased = [self._erase(conversation_id, now, quiet_since) for conversation_id in ids]
            count += sum(erased)
            if len(ids) < MOST_AT_ONCE or not any(erased):
                break
        return count

    def _erase(self, conversation_id: str, now: datetime, quiet_since: datetime) -> bool:
        """Erase a conversation; False where something moved in it just now."""
        with self._engine.begin() as connection:
            erased = erase_conversation(connection, conversation_id, "retention", now, quiet_since=quiet_since)
        if erased is None:
            return False
        for file_id in erased.files:
            self._store.delete(file_id)
        return True

    def _delete_files(self, now: datetime) -> int:
        """Delete files with their rows, and those without one that are old enough."""
        (over,) = over_of("files")
        with self._engine.connect() as connection:
            ids = list(connection.scalars(select(file.c.id).where(over.when(self._terms, now)).limit(MOST_AT_ONCE)))
        # The file first: should this break off, its row still says that there is something to delete.
        for file_id in ids:
            self._store.delete(file_id)
        with self._engine.begin() as connection:
            connection.execute(delete(file).where(file.c.id.in_(ids)))
        orphans = find_orphans(self._engine, self._store, now - ORPHAN_AGE)
        for file_id in orphans:
            self._store.delete(file_id)
        self._store.delete_unfinished((now - ORPHAN_AGE).timestamp())
        return len(ids) + len(orphans)

    def _delete_rows(self, kind: Kind, now: datetime) -> int:
        return sum(self._change(delete(over.table).where(over.when(self._terms, now))) for over in over_of(kind))

    def _empty_rows(self, kind: Kind, now: datetime) -> int:
        return sum(
            self._change(update(over.table).where(over.when(self._terms, now)).values(EMPTIED[kind]))
            for over in over_of(kind)
        )

    def _change(self, statement: Delete | Update) -> int:
        with self._engine.begin() as connection:
            return cast("CursorResult[object]", connection.execute(statement)).rowcount

    def _forget_replayed(self, now: datetime) -> int:
        """Take out of trials what citizens wrote, though masked, once the conversations are not kept any more."""
        (over,) = over_of("replayed")
        old = select(trial.c.id, trial.c.result).where(over.when(self._terms, now)).limit(MOST_AT_ONCE)
        with self._engine.begin() as connection:
            rows = connection.execute(old).all()
            for trial_id, result in rows:
                kept = [it for it in result["changed"] if it["source"] != "conversation"]
                left = {**result, "changed": kept}
                connection.execute(update(trial).where(trial.c.id == trial_id).values(result=left))
        return len(rows)

    def _empty_jobs(self, now: datetime) -> int:
        """Take out what citizens entered and what administrations said; that and how a job ended stays."""
        (over,) = over_of("applications")
        old = select(job.c.id, job.c.result).where(over.when(self._terms, now)).limit(MOST_AT_ONCE)
        with self._engine.begin() as connection:
            rows = connection.execute(old).all()
            for job_id, result in rows:
                emptied = {**result, "values": {}} if result else null()
                connection.execute(update(job).where(job.c.id == job_id).values(fields={}, result=emptied))
        return len(rows)

    def _cut_audit_log(self, now: datetime) -> int:
        """Cut off the oldest entries, so many at a time: nothing that the staff do waits for all of them."""
        (over,) = over_of("audit")
        old = select(audit.c.number).where(over.when(self._terms, now)).order_by(audit.c.number).limit(MOST_CUT)
        began, count = time.monotonic(), 0
        while time.monotonic() - began < PATIENCE:
            with self._engine.begin() as connection:
                if connection.dialect.name == "sqlite":
                    # The driver begins when something is written only, after what was read may have become old.
                    connection.exec_driver_sql("BEGIN IMMEDIATE")
                last = connection.scalar(select(func.max(old.subquery().c.number)))
                gone = 0 if last is None else cut_off(connection, last, now)
            count += gone
            if gone < MOST_CUT:
                break
        return count

    def _forget_trackers(self, _now: datetime) -> int:
        """Have the bot forget what it knows of conversations that there are none of: of a restored backup, perhaps."""
        unknown = find_unknown(self._engine, self._trackers)
        for conversation_id in unknown:
            self._trackers.forget(conversation_id)
        return len(unknown)
