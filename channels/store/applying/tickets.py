"""Writes tickets and calls back: the desk's side of a conversation."""

from __future__ import annotations

from sqlalchemy import ScalarSelect, func, insert, literal, select, update

from channels.core import commands as do
from channels.store.applying.writing import Context, Write, write
from contracts.staff_tables import callback, ticket


@write.register
def _(command: do.OpenTicket, context: Context) -> Write:
    return Write(
        insert(ticket).values(
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
    )


def _ahead(command: do.OpenTicket) -> ScalarSelect[int]:
    """Count who waits in the same queue and is taken first: all, or for whoever may be in danger only others so."""
    waiting = select(func.count()).where(ticket.c.state == "waiting", ticket.c.queue == command.queue)
    return (waiting.where(ticket.c.reason == "crisis") if command.reason == "crisis" else waiting).scalar_subquery()


@write.register
def _(command: do.ClaimTicket, context: Context) -> Write:
    claimed = {"state": "claimed", "agent_id": command.agent, "visited": list(command.visited)}
    moments = {"waiting_since": context.now, "claimed_at": context.now}
    now = literal(context.now, ticket.c.first_claimed_at.type)
    first = func.coalesce(ticket.c.first_claimed_at, now)
    return Write(update(ticket).where(ticket.c.id == command.id).values(**claimed, **moments, first_claimed_at=first))


@write.register
def _(command: do.MoveTicket, context: Context) -> Write:
    moved = {"agent_id": command.agent, "visited": list(command.visited), "waiting_since": context.now}
    goes_on: dict[str, object] = {"state": "waiting", "queue": command.queue}
    if command.agent is not None:
        goes_on = {"state": "claimed", "claimed_at": context.now}
    moves = ticket.c.moves + (0 if command.requeued else 1)
    return Write(update(ticket).where(ticket.c.id == command.id).values(**moved, **goes_on, moves=moves))


@write.register
def _(command: do.CloseTicket, context: Context) -> Write:
    ended = {"state": "closed", "ending": command.ending, "wrap_up": command.wrap_up, "closed_at": context.now}
    return Write(update(ticket).where(ticket.c.id == command.id).values(ended))


@write.register
def _(command: do.ShowWords, _context: Context) -> Write:
    return Write(update(ticket).where(ticket.c.id == command.ticket).values(last_text=command.text))


@write.register
def _(command: do.StoreCallback, context: Context) -> Write:
    return Write(
        insert(callback).values(
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
    )


@write.register
def _(command: do.StoreScore, _context: Context) -> Write:
    return Write(update(ticket).where(ticket.c.id == command.ticket).values(score=command.score))
