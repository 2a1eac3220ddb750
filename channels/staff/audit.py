"""Writes down what the staff did, in an order that nobody can change without a trace, and reads it again."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime
from typing import Literal, get_args

import msgspec
from sqlalchemy import select

from channels.store.audit import NOBODY, append
from channels.store.conversations import show_moment, utc_now
from channels.store.database import Database, as_utc
from channels.store.staff import Member
from contracts.auditing import CUT, Detail, find_break
from contracts.staff_tables import audit

LONGEST_PAGE = 100
CHECKED_AT_ONCE = 1000
"""Rows whose digests are computed in one go, off the event loop."""

Action = Literal[
    "signed_in",
    "sign_in_failed",
    "signed_out",
    "session_ended",
    "sessions_ended",
    "account_added",
    "account_changed",
    "account_reset",
    "invitation_accepted",
    "password_changed",
    "second_factor_on",
    "second_factor_off",
    "second_factor_removed",
    "ticket_claimed",
    "ticket_transferred",
    "conversation_closed",
    "conversation_given_back",
    "conversation_viewed",
    "callback_claimed",
    "callback_ended",
    "service_started",
    "job_retried",
    "job_cancelled",
    "history_searched",
    "proposal_made",
    "proposal_changed",
    "file_sent",
    "draft_saved",
    "draft_discarded",
    "file_going",
    "review_submitted",
    "review_withdrawn",
    "review_returned",
    "review_approved",
    "review_stopped",
    "trial_begun",
    "trial_cancelled",
    "call_rehearsed",
    "release_found",
    "release_published",
    "release_restored",
    "restoring_begun",
    "inbox_assigned",
    "inbox_ignored",
    "person_looked_up",
    "person_exported",
    "conversation_erased",
    "service_paused",
    "service_resumed",
    "switched_off",
    "switched_on",
    "backup_restored",
    "audit_cut",
]
"""What is written down. ``conversation_viewed``: one that is somebody else's. Details hold no word of a citizen."""

ACTIONS: tuple[Action, ...] = get_args(Action)


class AuditEntry(msgspec.Struct, frozen=True, kw_only=True):
    """One entry, as administrators see it."""

    number: int
    at: str
    """UTC, ISO 8601 with ``Z``."""
    actor: str
    """What they sign in with; empty for somebody who is not signed in."""
    action: str
    target: str
    detail: dict[str, Detail]


class AuditLog:
    """The audit log of the platform."""

    def __init__(self, database: Database, *, now: Callable[[], datetime] = utc_now) -> None:
        """``now`` gives aware UTC times."""
        self._database = database
        self._now = now

    async def record(self, actor: Member | None, action: Action, target: str = "", **detail: Detail) -> None:
        """Write down that ``actor`` did something; None for somebody who is not signed in.

        ``target``: id or name of what it was done to. ``detail``: what else matters, never a secret, never what a
        citizen wrote. Returns after the commit.
        """
        async with self._database.write() as connection:
            await append(connection, self._now(), actor.actor if actor else NOBODY, action, target, detail)

    async def page(
        self, *, before: int | None = None, actor: str | None = None, action: str | None = None
    ) -> list[AuditEntry]:
        """Return at most `LONGEST_PAGE` entries, the newest first, from below number ``before``."""
        found = select(audit).order_by(audit.c.number.desc()).limit(LONGEST_PAGE)
        if before is not None:
            found = found.where(audit.c.number < before)
        if actor is not None:
            found = found.where(audit.c.actor == actor)
        if action is not None:
            found = found.where(audit.c.action == action)
        async with self._database.read() as connection:
            rows = (await connection.execute(found)).all()
        return [
            AuditEntry(
                number=row.number,
                at=show_moment(as_utc(row.at)),
                actor=row.actor,
                action=row.action,
                target=row.target,
                detail=row.detail,
            )
            for row in rows
        ]

    async def newest(self) -> tuple[int, str]:
        """Return number and digest of the newest entry: kept elsewhere, they show later whether entries were cut off.

        0 and an empty digest where there is none.
        """
        last = select(audit.c.number, audit.c.digest).order_by(audit.c.number.desc()).limit(1)
        async with self._database.read() as connection:
            row = (await connection.execute(last)).one_or_none()
        return (0, "") if row is None else (row.number, row.digest)

    async def first_break(self) -> int | None:
        """Return the number of the first entry that was changed, or is missing before a later one; None for none.

        Entries whose time is over are missing at the beginning: the chain goes on from where the log says it was cut.
        """
        while True:
            number, digest = await self._cut()
            broken = await self._first_break_after(number, digest)
            if broken is None or (number, digest) == await self._cut():
                return broken

    async def _cut(self) -> tuple[int, str]:
        """Return number and digest of the last entry that was cut off; 0 and an empty digest where none was."""
        cut = select(audit.c.target, audit.c.detail).where(audit.c.action == CUT).order_by(audit.c.number.desc())
        async with self._database.read() as connection:
            row = (await connection.execute(cut.limit(1))).one_or_none()
        # Whoever owns the database may write anything: what says no number hides no entry.
        if row is None or not row.target.isdecimal():
            return 0, ""
        return int(row.target), str(row.detail.get("digest", ""))

    async def _first_break_after(self, number: int, digest: str) -> int | None:
        checked = 0
        while True:
            next_ones = select(audit).where(audit.c.number > checked).order_by(audit.c.number).limit(CHECKED_AT_ONCE)
            async with self._database.read() as connection:
                rows = (await connection.execute(next_ones)).mappings().all()
            if not rows:
                return None
            broken = await asyncio.to_thread(find_break, rows, number, digest)
            if broken is not None:
                return broken
            checked = number = rows[-1]["number"]
            digest = rows[-1]["digest"]
