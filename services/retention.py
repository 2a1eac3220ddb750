"""Deletes what has been kept long enough: conversations, files, logins, what citizens entered, trials, marks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import cast

import structlog
from sqlalchemy import CursorResult, Engine, Text, delete, exists, null, or_, select, update
from sqlalchemy import cast as sql_cast

from contracts.erasing import erase_conversation
from contracts.files import FileStore
from contracts.jobs import FINAL_STATES
from contracts.staff_tables import callback, ticket
from contracts.studio_tables import inbox_mark, rehearsed_call, trial
from contracts.tables import conversation, file, identity, job, login

log = structlog.get_logger()

MOST_AT_ONCE = 500
"""Rows of one kind per run; the rest follows in the next."""
ORPHAN_AGE = timedelta(days=1)
"""A file without a row is on its way to one for some seconds, and left behind when it is older than this."""
TRIAL_AGE = timedelta(days=7)
"""Of drafts that somebody tried without a review; those of reviews say why these were decided as they were."""
LOGIN_AGE = timedelta(hours=1)
"""The hub tells the citizen that a login has ended before its row goes."""
REHEARSAL_AGE = timedelta(days=1)
"""How long a call that somebody tried in the studio is kept."""
EMPTY = "{}"


class Retention:
    """The rules of deletion as a worker carries them out. Times are aware, in UTC."""

    def __init__(
        self,
        engine: Engine,
        store: FileStore,
        *,
        keep: timedelta,
        keep_jobs: timedelta,
        keep_marks: timedelta,
        now: Callable[[], datetime],
    ) -> None:
        """``keep``: how long a conversation is kept after it moved last.

        ``keep_jobs``: how long what a citizen entered is kept after the end of its job.

        ``keep_marks``: how far the inbox looks back: what was settled longer ago is not in it any more.
        """
        self._engine = engine
        self._store = store
        self._keep = keep
        self._keep_jobs = keep_jobs
        self._keep_marks = keep_marks
        self._now = now

    def run(self) -> None:
        """Delete everything that is due."""
        now = self._now()
        counts = {
            "conversations": self._erase_conversations(now),
            "files": self._delete_files(now),
            "orphans": self._delete_orphans(now),
            "logins": self._delete_logins(now),
            "trials": self._delete_trials(now),
            "replayed": self._forget_replayed(now),
            "jobs": self._empty_jobs(now),
            "rehearsals": self._delete_rehearsals(now),
            "marks": self._delete_marks(now),
        }
        log.info("retention.done", **counts)

    def _erase_conversations(self, now: datetime) -> int:
        """Erase those whose time is over, but for what a citizen still waits for: a person, a call, an application."""
        end = now - self._keep
        here = conversation.c.id
        open_ticket = exists().where(ticket.c.conversation_id == here, ticket.c.state != "closed")
        open_callback = exists().where(callback.c.conversation_id == here, callback.c.state != "done")
        unfinished = or_(job.c.state.not_in(FINAL_STATES), job.c.follow_due.is_not(None))
        open_job = exists().where(job.c.conversation_id == here, unfinished)
        over = (
            select(here)
            .where(conversation.c.updated_at <= end, ~open_ticket, ~open_callback, ~open_job)
            .order_by(conversation.c.updated_at)
            .limit(MOST_AT_ONCE)
        )
        with self._engine.connect() as connection:
            ids = list(connection.scalars(over))
        count = 0
        for conversation_id in ids:
            with self._engine.begin() as connection:
                erased = erase_conversation(connection, conversation_id, "retention", now, quiet_since=end)
            if erased is not None:
                count += 1
                for file_id in erased.files:
                    self._store.delete(file_id)
        return count

    def _delete_files(self, now: datetime) -> int:
        expired = select(file.c.id).where(file.c.expires_at <= now).limit(MOST_AT_ONCE)
        with self._engine.connect() as connection:
            ids = list(connection.scalars(expired))
        # The file first: should this break off, its row still says that there is something to delete.
        for file_id in ids:
            self._store.delete(file_id)
        with self._engine.begin() as connection:
            connection.execute(delete(file).where(file.c.id.in_(ids)))
        return len(ids)

    def _delete_orphans(self, now: datetime) -> int:
        old = self._store.older_than((now - ORPHAN_AGE).timestamp())
        with self._engine.connect() as connection:
            known = set(connection.scalars(select(file.c.id)))
        orphans = [file_id for file_id in old if file_id not in known]
        for file_id in orphans:
            self._store.delete(file_id)
        self._store.delete_unfinished((now - ORPHAN_AGE).timestamp())
        return len(orphans)

    def _delete_logins(self, now: datetime) -> int:
        end = now - LOGIN_AGE
        with self._engine.begin() as connection:
            return sum(
                cast(
                    "CursorResult[object]", connection.execute(delete(table).where(table.c.expires_at <= end))
                ).rowcount
                for table in (login, identity)
            )

    def _delete_rehearsals(self, now: datetime) -> int:
        old = delete(rehearsed_call).where(rehearsed_call.c.asked_at <= now - REHEARSAL_AGE)
        with self._engine.begin() as connection:
            return cast("CursorResult[object]", connection.execute(old)).rowcount

    def _delete_marks(self, now: datetime) -> int:
        old = delete(inbox_mark).where(inbox_mark.c.decided_at <= now - self._keep_marks)
        with self._engine.begin() as connection:
            return cast("CursorResult[object]", connection.execute(old)).rowcount

    def _delete_trials(self, now: datetime) -> int:
        old = delete(trial).where(trial.c.review_id.is_(None), trial.c.asked_at <= now - TRIAL_AGE)
        with self._engine.begin() as connection:
            return cast("CursorResult[object]", connection.execute(old)).rowcount

    def _forget_replayed(self, now: datetime) -> int:
        """Take out of trials what citizens wrote, though masked, once the conversations are not kept any more."""
        old = select(trial.c.id, trial.c.result).where(
            trial.c.asked_at <= now - self._keep, sql_cast(trial.c.result, Text).like('%"source": "conversation"%')
        )
        with self._engine.begin() as connection:
            rows = connection.execute(old.limit(MOST_AT_ONCE)).all()
            for trial_id, result in rows:
                kept = [it for it in result["changed"] if it["source"] != "conversation"]
                left = {**result, "changed": kept}
                connection.execute(update(trial).where(trial.c.id == trial_id).values(result=left))
        return len(rows)

    def _empty_jobs(self, now: datetime) -> int:
        """Take out what citizens entered and what administrations said; that and how a job ended stays."""
        old = (
            select(job.c.id, job.c.result)
            .where(
                job.c.state.in_(FINAL_STATES),
                job.c.updated_at <= now - self._keep_jobs,
                # What is not empty yet. The two databases compare JSON differently, but text alike.
                or_(sql_cast(job.c.fields, Text) != EMPTY, sql_cast(job.c.result, Text).like('%"values": {"%')),
            )
            .limit(MOST_AT_ONCE)
        )
        with self._engine.begin() as connection:
            rows = connection.execute(old).all()
            for job_id, result in rows:
                emptied = {**result, "values": {}} if result else null()
                connection.execute(update(job).where(job.c.id == job_id).values(fields={}, result=emptied))
        return len(rows)
