"""Steps of a handover: a ticket is opened, claimed, passed on and closed, and the bot may help meanwhile."""

from __future__ import annotations

from dataclasses import replace

from channels.core import commands as do
from channels.core.draft import Draft
from channels.core.state import Agent, OpenTicket, agent_place, queue_place
from contracts.effects import HandoverRequest
from contracts.events import OwnerKind, OwnerReason
from contracts.names import SystemIntent
from contracts.turns import SystemInput

HANDED_BACK: SystemIntent = "system_handed_back"
"""The system turn in which the bot goes on at the same step after a person."""


def hand_over(draft: Draft, request: HandoverRequest, message_id: str | None = None) -> int:
    """Open a ticket and put the conversation into a queue; returns the seq of the owner event."""
    language = draft.state.language
    queue = draft.around.route(request.reason, language, request.service)
    visited = (queue_place(queue),)
    ticket = OpenTicket(id=draft.around.new_id(), queue=queue, service=request.service, visited=visited)
    draft.drop_waiting_messages()
    draft.go_on(
        replace(draft.state, ticket=ticket),
        do.OpenTicket(
            id=ticket.id,
            reason=request.reason,
            language=language,
            service=request.service,
            fields=request.fields,
            queue=queue,
            visited=visited,
        ),
    )
    return draft.set_owner("queue", request.reason, message_id=message_id)


def claim(draft: Draft, ticket: OpenTicket, agent: Agent) -> None:
    """Give the conversation to an agent."""
    _end_help(draft)
    visited = _visit(ticket.visited, agent_place(agent.id))
    draft.go_on(
        replace(draft.state, ticket=replace(ticket, agent=agent, visited=visited)),
        do.ClaimTicket(id=ticket.id, agent=agent.id, visited=visited),
    )
    draft.set_owner("agent", "claimed", agent=agent)


def pass_to_agent(draft: Draft, ticket: OpenTicket, agent: Agent) -> None:
    """Pass a claimed ticket on to a colleague."""
    _end_help(draft)
    _move(draft, replace(ticket, agent=agent, visited=_visit(ticket.visited, agent_place(agent.id))))
    draft.set_owner("agent", "transferred", agent=agent)


def pass_to_queue(draft: Draft, ticket: OpenTicket, queue: str) -> None:
    """Pass a claimed ticket on to a queue."""
    _end_help(draft)
    _move(draft, replace(ticket, agent=None, queue=queue, visited=_visit(ticket.visited, queue_place(queue))))
    draft.set_owner("queue", "transferred")


def overflow(draft: Draft, ticket: OpenTicket, queue: str) -> None:
    """Let a ticket go on waiting in another queue; for the citizen, only the place changes."""
    _move(draft, replace(ticket, queue=queue, visited=_visit(ticket.visited, queue_place(queue))))


def requeue(draft: Draft, ticket: OpenTicket) -> None:
    """Put a ticket back into its queue: the agent is gone."""
    _end_help(draft)
    _move(draft, replace(ticket, agent=None), requeued=True)
    draft.set_owner("queue", "requeued")


def set_help(draft: Draft, reason: OwnerReason, *, on: bool) -> None:
    """Let the bot answer although a ticket is open, or no longer."""
    if not on:
        _end_help(draft)
    draft.state = replace(draft.state, bot_helps=on)
    draft.set_owner(draft.state.owner, reason, agent=draft.state.agent)


def hand_back(draft: Draft, reason: OwnerReason, ending: do.Ending, message_id: str | None = None) -> int:
    """Close the open ticket and let the bot go on at the same step; returns the seq of the owner event."""
    # What waits for a bot that helped is not dropped: the same bot goes on.
    seq = _end_handover(draft, "bot", reason, ending, message_id=message_id)
    draft.ask(SystemInput(intent=HANDED_BACK))
    return seq


def settle(draft: Draft, wrap_up: str) -> None:
    """Close the open ticket and the conversation."""
    _end_help(draft)
    _end_handover(draft, "closed", "closed", "closed", wrap_up=wrap_up)


def _end_help(draft: Draft) -> None:
    if draft.state.bot_helps:
        draft.drop_waiting_messages()
        draft.state = replace(draft.state, bot_helps=False)


def _move(draft: Draft, moved: OpenTicket, *, requeued: bool = False) -> None:
    draft.go_on(
        replace(draft.state, ticket=moved),
        do.MoveTicket(
            id=moved.id,
            queue=None if moved.agent else moved.queue,
            agent=moved.agent.id if moved.agent else None,
            visited=moved.visited,
            requeued=requeued,
        ),
    )


def _end_handover(
    draft: Draft,
    owner: OwnerKind,
    reason: OwnerReason,
    ending: do.Ending,
    *,
    wrap_up: str | None = None,
    message_id: str | None = None,
) -> int:
    ticket = draft.state.ticket
    if ticket is not None:
        draft.add(do.CloseTicket(id=ticket.id, ending=ending, wrap_up=wrap_up))
    draft.state = replace(draft.state, ticket=None, bot_helps=False, heard=False)
    return draft.set_owner(owner, reason, message_id=message_id)


def _visit(visited: tuple[str, ...], place: str) -> tuple[str, ...]:
    return visited if place in visited else (*visited, place)
