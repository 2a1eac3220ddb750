"""Carries the commands of a decision out in SQL."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import singledispatch

import msgspec
from sqlalchemy import Executable, ScalarSelect, delete, func, insert, literal, null, select, update

from channels.core import commands as do
from channels.core.state import LOGGED_IN, Conversation
from contracts.jobs import JobResult
from contracts.staff_tables import callback, ticket
from contracts.tables import answer_record, conversation, event, identity, job, receipt, turn
from contracts.turns import LoginReport, SystemInput


@dataclass(frozen=True, kw_only=True, slots=True)
class Leases:
    """How long turns are kept from others."""

    turn: timedelta
    """One process has a turn for itself; it asks for more while it works."""
    postponed: timedelta
    """Until a system turn that failed is due again."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Context:
    """What every command of one transaction shares."""

    conversation: str
    now: datetime
    leases: Leases
    newest_words: str = ""
    """Beginning of what the citizen said last, for a ticket that is opened."""
    trace: str | None = None
    """What turns and jobs belong to (``contracts/tracing.py``)."""


def save(state: Conversation, now: datetime) -> Executable:
    """Return the statement that writes the state back."""
    return (
        update(conversation)
        .where(conversation.c.id == state.id)
        .values(
            language=state.language,
            language_reason=state.language_reason,
            owner=state.owner,
            agent_id=state.agent.id if state.agent else None,
            bot_helps=state.bot_helps,
            heard=state.heard,
            last_seq=state.last_seq,
            updated_at=now,
        )
    )


@singledispatch
def statement(command: do.Command, _context: Context) -> Executable | None:
    """Return the statement that carries a command out; None where the sender is all it is about."""
    if isinstance(command, do.Acknowledge):
        return None
    raise TypeError(f"no statement for {type(command).__name__}")


@statement.register
def _(command: do.Append, context: Context) -> Executable:
    return insert(event).values(
        conversation_id=context.conversation,
        seq=command.seq,
        at=context.now,
        message_id=command.message_id,
        data=msgspec.to_builtins(command.data),
    )


@statement.register
def _(command: do.StoreTurn, context: Context) -> Executable:
    return insert(turn).values(
        id=command.id,
        conversation_id=context.conversation,
        number=command.number,
        language=command.language,
        input=msgspec.to_builtins(command.input),
        state="waiting",
        attempts=0,
        lease_until=None,
        created_at=context.now,
        trace=context.trace,
    )


@statement.register
def _(command: do.StartTurn, context: Context) -> Executable:
    started = {"state": "running", "attempts": turn.c.attempts + 1, "lease_until": context.now + context.leases.turn}
    return update(turn).where(turn.c.id == command.id).values(started)


@statement.register
def _(command: do.PostponeTurn, context: Context) -> Executable:
    due = context.now + context.leases.postponed
    return update(turn).where(turn.c.id == command.id).values(state="waiting", lease_until=due)


@statement.register
def _(command: do.EndTurn, _context: Context) -> Executable:
    return update(turn).where(turn.c.id == command.id).values(state=command.state, lease_until=None)


@statement.register
def _(command: do.StoreJob, context: Context) -> Executable:
    return insert(job).values(
        id=command.id,
        conversation_id=context.conversation,
        idempotency_key=command.idempotency_key,
        kind=command.kind,
        service=command.service,
        operation=command.operation,
        fields=command.fields,
        field=command.field,
        language=command.language,
        parent_id=command.parent,
        undo=command.undo,
        follow_up=command.follow_up,
        follow_due=None,
        state="queued",
        attempts=0,
        failures=0,
        delayed=False,
        unsure=False,
        sent_at=None,
        lease_until=None,
        reported_state="queued",
        reported_delayed=False,
        ready_at=None,
        reported_ready=False,
        created_at=context.now,
        updated_at=context.now,
        trace=context.trace,
    )


@statement.register
def _(command: do.CancelJob, context: Context) -> Executable:
    ended = msgspec.to_builtins(JobResult(state="cancelled"))
    cancelled = {"state": "cancelled", "reported_state": "cancelled", "result": ended, "lease_until": None}
    # The row is locked since its standing was read: it cannot have begun meanwhile.
    return (
        update(job)
        .where(job.c.id == command.id, job.c.state == "queued", job.c.unsure.is_(False))
        .values(**cancelled, delayed=False, updated_at=context.now)
    )


@statement.register
def _(command: do.RetryJob, context: Context) -> Executable:
    queued = {"state": "queued", "reported_state": "queued", "failures": 0, "result": null()}
    free = {"sent_at": None, "lease_until": None, "delayed": False, "reported_delayed": False}
    return (
        update(job)
        .where(job.c.id == command.id, job.c.state == "failed")
        .values(**queued, **free, updated_at=context.now)
    )


@statement.register
def _(command: do.MarkUndone, context: Context) -> Executable:
    undone = {"state": "cancelled", "reported_state": "cancelled", "follow_due": None}
    return update(job).where(job.c.id == command.job).values(**undone, updated_at=context.now)


@statement.register
def _(command: do.StoreAnswer, context: Context) -> Executable:
    return insert(answer_record).values(
        code=command.record.code,
        conversation_id=context.conversation,
        at=context.now,
        data=msgspec.to_builtins(command.record),
    )


@statement.register
def _(command: do.MarkReported, _context: Context) -> Executable:
    known = {
        "reported_state": command.state,
        "reported_delayed": command.delayed,
        "reported_ready": command.ready,
    }
    return update(job).where(job.c.id == command.job).values(known)


@statement.register
def _(command: do.StoreIdentity, context: Context) -> Executable:
    return insert(identity).values(
        conversation_id=context.conversation,
        subject=command.identity.subject,
        claims=command.identity.claims,
        verified_at=context.now,
        expires_at=command.identity.expires_at,
    )


@statement.register
def _(_command: do.ForgetIdentity, context: Context) -> Executable:
    return delete(identity).where(identity.c.conversation_id == context.conversation)


@statement.register
def _(_command: do.ForgetClaims, context: Context) -> Executable:
    nobody = SystemInput(intent=LOGGED_IN, data=msgspec.to_builtins(LoginReport(claims={})))
    return (
        update(turn)
        .where(turn.c.conversation_id == context.conversation, turn.c.input["intent"].as_string() == LOGGED_IN)
        .values(input=msgspec.to_builtins(nobody))
    )


@statement.register
def _(command: do.ChangeToken, context: Context) -> Executable:
    return update(conversation).where(conversation.c.id == context.conversation).values(token_hash=command.token_hash)


@statement.register
def _(_command: do.RevokeReceipts, context: Context) -> Executable:
    return delete(receipt).where(receipt.c.conversation_id == context.conversation)


@statement.register
def _(command: do.OpenTicket, context: Context) -> Executable:
    return insert(ticket).values(
        id=command.id,
        conversation_id=context.conversation,
        reason=command.reason,
        language=command.language,
        service=command.service,
        fields=command.fields,
        queue=command.queue,
        state="waiting",
        agent_id=None,
        visited=list(command.visited),
        moves=0,
        last_text=context.newest_words,
        ahead=_ahead(command),
        opened_at=context.now,
        waiting_since=context.now,
    )


def _ahead(command: do.OpenTicket) -> ScalarSelect[int]:
    """Count who waits in the same queue and is taken first: all, or for whoever may be in danger only others so."""
    waiting = select(func.count()).where(ticket.c.state == "waiting", ticket.c.queue == command.queue)
    return (waiting.where(ticket.c.reason == "crisis") if command.reason == "crisis" else waiting).scalar_subquery()


@statement.register
def _(command: do.ClaimTicket, context: Context) -> Executable:
    claimed = {"state": "claimed", "agent_id": command.agent, "visited": list(command.visited)}
    moments = {"waiting_since": context.now, "claimed_at": context.now}
    now = literal(context.now, ticket.c.first_claimed_at.type)
    first = func.coalesce(ticket.c.first_claimed_at, now)
    return update(ticket).where(ticket.c.id == command.id).values(**claimed, **moments, first_claimed_at=first)


@statement.register
def _(command: do.MoveTicket, context: Context) -> Executable:
    moved = {"agent_id": command.agent, "visited": list(command.visited), "waiting_since": context.now}
    goes_on: dict[str, object] = {"state": "waiting", "queue": command.queue}
    if command.agent is not None:
        goes_on = {"state": "claimed", "claimed_at": context.now}
    moves = ticket.c.moves + (0 if command.requeued else 1)
    return update(ticket).where(ticket.c.id == command.id).values(**moved, **goes_on, moves=moves)


@statement.register
def _(command: do.CloseTicket, context: Context) -> Executable:
    ended = {"state": "closed", "ending": command.ending, "wrap_up": command.wrap_up, "closed_at": context.now}
    return update(ticket).where(ticket.c.id == command.id).values(ended)


@statement.register
def _(command: do.ShowWords, _context: Context) -> Executable:
    return update(ticket).where(ticket.c.id == command.ticket).values(last_text=command.text)


@statement.register
def _(command: do.StoreCallback, context: Context) -> Executable:
    return insert(callback).values(
        id=command.id,
        conversation_id=context.conversation,
        ticket_id=command.ticket,
        language=command.language,
        service=command.service,
        queue=command.queue,
        phone=command.phone,
        when=command.when,
        about=command.about,
        state="waiting",
        agent_id=None,
        attempts=0,
        asked_at=context.now,
    )


@statement.register
def _(command: do.StoreScore, _context: Context) -> Executable:
    return update(ticket).where(ticket.c.id == command.ticket).values(score=command.score)
