"""Who has a ticket: agents take it and pass it on, and it goes on by itself, depending on who owns the conversation."""

from __future__ import annotations

from channels.core.draft import Draft
from channels.core.refusal import RefusalError
from channels.core.staff import must_own
from channels.core.staff_inputs import AgentVanished, Overflowed, TicketClaimed, Transferred
from channels.core.state import OpenTicket, agent_place, queue_place
from channels.core.texts import check_note
from channels.core.tickets import claim, overflow, pass_to_agent, pass_to_queue, requeue
from contracts.errors import ErrorCode
from contracts.events import Note

WHY_NOT_THERE: dict[ErrorCode, str] = {
    "unknown_agent": "$.agent: no agent has this id; choose a colleague of the desk",
    "unknown_queue": "$.queue: there is no such queue; choose a queue of the desk",
    "away": "$.agent: this colleague takes no conversations at the moment; choose another one, or a queue",
    "full": "$.agent: this colleague has as many conversations as they may have; choose another one, or a queue",
}


def take(draft: Draft, claimed: TicketClaimed) -> None:
    """Give the waiting ticket to the first agent who asks and may have it."""
    ticket = _same(draft, claimed.ticket)
    if ticket is None:
        refuse_settled(draft, claimed)
    elif not claimed.fits:
        raise RefusalError("not_yours", f"$.ticket: {claimed.ticket} needs a language or a service that you have not")
    elif claimed.full:
        raise RefusalError("full", "you have as many conversations as you may have; close one or give it back first")
    else:
        claim(draft, ticket, claimed.agent)


def take_again(draft: Draft, claimed: TicketClaimed) -> None:
    """Somebody has the ticket; for the one who has it, nothing happens."""
    ticket = _same(draft, claimed.ticket)
    if ticket is None:
        refuse_settled(draft, claimed)
    elif ticket.agent is None or ticket.agent.id != claimed.agent.id:
        raise RefusalError("taken", f"$.ticket: {claimed.ticket} is claimed by another agent; choose another ticket")


def refuse_settled(_draft: Draft, claimed: TicketClaimed) -> None:
    """The ticket was settled, or the citizen left the queue."""
    raise RefusalError("closed", f"$.ticket: {claimed.ticket} is no longer open; choose another ticket")


def transfer(draft: Draft, passed: Transferred) -> None:
    """Pass the ticket on to where it has not been."""
    ticket = must_own(draft, passed.agent)
    if passed.problem is not None:
        raise RefusalError(passed.problem, WHY_NOT_THERE.get(passed.problem, "the ticket cannot go there"))
    check_note(passed.note)
    if passed.to_agent is not None and passed.to_queue is None:
        _must_be_new(ticket, agent_place(passed.to_agent.id))
        _write_note(draft, passed)
        pass_to_agent(draft, ticket, passed.to_agent)
    elif passed.to_queue is not None and passed.to_agent is None:
        _must_be_new(ticket, queue_place(passed.to_queue))
        _write_note(draft, passed)
        pass_to_queue(draft, ticket, passed.to_queue)
    else:
        raise RefusalError("bad_frame", "$: exactly one of 'agent' and 'queue' says where the conversation goes")


def leave_to_queue(draft: Draft, vanished: AgentVanished) -> None:
    """Put the ticket back into its queue, if the agent who is gone still has it."""
    ticket = _same(draft, vanished.ticket)
    if ticket is not None and ticket.agent is not None and ticket.agent.id == vanished.agent_id:
        requeue(draft, ticket)


def go_to_next_queue(draft: Draft, overflowed: Overflowed) -> None:
    """Let the ticket wait in another queue, unless it has been there."""
    ticket = _same(draft, overflowed.ticket)
    if ticket is not None and queue_place(overflowed.queue) not in ticket.visited:
        overflow(draft, ticket, overflowed.queue)


def _same(draft: Draft, ticket_id: str) -> OpenTicket | None:
    """Return the open ticket if it is the one that is meant."""
    ticket = draft.state.ticket
    return ticket if ticket is not None and ticket.id == ticket_id else None


def _must_be_new(ticket: OpenTicket, place: str) -> None:
    if place in ticket.visited:
        raise RefusalError(
            "loops", f"ticket {ticket.id} has been with {place} before; settle it, or pass it on to somebody else"
        )


def _write_note(draft: Draft, passed: Transferred) -> None:
    if passed.note:
        draft.append(Note(agent=passed.agent.name, text=passed.note))
