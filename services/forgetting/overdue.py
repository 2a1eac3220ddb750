"""When rows of the database are over: one condition per table and kind, for whoever deletes and whoever looks after."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Column, ColumnElement, Table, Text, and_, case, cast, exists, or_, select

from contracts.forgetting import Kind
from contracts.jobs import FINAL_STATES
from contracts.privacy_tables import person_link
from contracts.staff_tables import audit, callback, staff_invitation, staff_login, staff_session, ticket
from contracts.studio_tables import inbox_mark, rehearsed_call, trial
from contracts.tables import conversation, file, identity, job, login
from services.forgetting.terms import LOGIN_AGE, REHEARSAL_AGE, STAFF_LOGIN_AGE, TRIAL_AGE, Terms

Condition = Callable[[Terms, datetime], ColumnElement[bool]]
"""Gives what holds for rows whose time is over at a moment (aware, in UTC)."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Over:
    """Rows of one table that end by themselves."""

    kind: Kind
    table: Table
    when: Condition


def _conversation_is_over(terms: Terms, now: datetime) -> ColumnElement[bool]:
    """Nothing moved for long enough, and the citizen waits for nothing: a person, a call, an application."""
    here = conversation.c.id
    open_ticket = exists().where(ticket.c.conversation_id == here, ticket.c.state != "closed")
    open_callback = exists().where(callback.c.conversation_id == here, callback.c.state != "done")
    unfinished = or_(job.c.state.not_in(FINAL_STATES), job.c.follow_due.is_not(None))
    open_job = exists().where(job.c.conversation_id == here, unfinished)
    quiet = conversation.c.updated_at <= case((is_identified(), now - terms.keep_identified), else_=now - terms.keep)
    return and_(quiet, ~open_ticket, ~open_callback, ~open_job)


def is_identified() -> ColumnElement[bool]:
    """Whether somebody has logged in to a conversation."""
    return exists().where(person_link.c.conversation_id == conversation.c.id)


def _job_is_full(terms: Terms, now: datetime) -> ColumnElement[bool]:
    return and_(
        job.c.state.in_(FINAL_STATES),
        job.c.updated_at <= now - terms.keep_jobs,
        # The two databases compare JSON differently, but text alike.
        or_(_holds_something(job.c.fields), cast(job.c.result, Text).like('%"values": {"%')),
    )


def _ticket_is_full(terms: Terms, now: datetime) -> ColumnElement[bool]:
    full = or_(_holds_something(ticket.c.fields), ticket.c.last_text != "")
    return and_(ticket.c.state == "closed", ticket.c.closed_at <= now - terms.keep_jobs, full)


def _callback_is_full(terms: Terms, now: datetime) -> ColumnElement[bool]:
    full = or_(callback.c.phone != "", callback.c.about != "")
    return and_(callback.c.state == "done", callback.c.ended_at <= now - terms.keep_jobs, full)


def _trial_is_over(_terms: Terms, now: datetime) -> ColumnElement[bool]:
    return and_(trial.c.review_id.is_(None), trial.c.asked_at <= now - TRIAL_AGE)


def _trial_quotes_citizens(terms: Terms, now: datetime) -> ColumnElement[bool]:
    quotes = cast(trial.c.result, Text).like('%"source": "conversation"%')
    return and_(trial.c.asked_at <= now - terms.keep, quotes)


def _entry_is_over(terms: Terms, now: datetime) -> ColumnElement[bool]:
    """Whole days, so that the log is cut once a day; up to the first entry that is to stay, whatever its clock said."""
    since = (now - terms.keep_audit).replace(hour=0, minute=0, second=0, microsecond=0)
    one = audit.alias("one")
    stays = select(one.c.number).where(one.c.at >= since).order_by(one.c.number).limit(1).scalar_subquery()
    return and_(audit.c.at < since, or_(stays.is_(None), audit.c.number < stays))


def _ended_before(table: Table) -> Condition:
    return lambda _terms, now: table.c.expires_at <= now - STAFF_LOGIN_AGE


def _holds_something(column: Column[object]) -> ColumnElement[bool]:
    return cast(column, Text) != "{}"


def _over(kind: Kind, table: Table, when: Condition) -> Over:
    return Over(kind=kind, table=table, when=when)


OVER: tuple[Over, ...] = (
    _over("conversations", conversation, _conversation_is_over),
    _over("applications", job, _job_is_full),
    _over("handovers", ticket, _ticket_is_full),
    _over("callbacks", callback, _callback_is_full),
    _over("files", file, lambda _terms, now: file.c.expires_at <= now),
    _over("logins", login, lambda _terms, now: login.c.expires_at <= now - LOGIN_AGE),
    _over("logins", identity, lambda _terms, now: identity.c.expires_at <= now - LOGIN_AGE),
    _over("trials", trial, _trial_is_over),
    _over("replayed", trial, _trial_quotes_citizens),
    _over("rehearsals", rehearsed_call, lambda _terms, now: rehearsed_call.c.asked_at <= now - REHEARSAL_AGE),
    _over("marks", inbox_mark, lambda terms, now: inbox_mark.c.decided_at <= now - terms.keep_marks),
    _over("audit", audit, _entry_is_over),
    *(_over("staff_sessions", table, _ended_before(table)) for table in (staff_session, staff_invitation, staff_login)),
)
"""All of them; each kind of `contracts.forgetting` that is not here has its place elsewhere than in the database."""


def over_of(kind: Kind) -> list[Over]:
    """Return the tables in which rows of a kind end."""
    return [over for over in OVER if over.kind == kind]
