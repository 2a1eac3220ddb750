"""What agents do in a conversation, depending on who owns it."""

from __future__ import annotations

import msgspec

from channels.core.draft import Draft
from channels.core.refusal import RefusalError
from channels.core.staff_inputs import (
    AgentAttached,
    AgentNoted,
    AgentSaid,
    Closed,
    GivenBack,
    ServiceStarted,
    ServiceStopped,
    Transferred,
)
from channels.core.state import Agent, OpenTicket
from channels.core.texts import check_note, check_text
from channels.core.tickets import hand_back, set_help, settle
from contracts.errors import ErrorCode
from contracts.events import Message, Note
from contracts.names import SystemIntent
from contracts.turns import ServiceStart, SystemInput
from nlu.text.language_choice import decide

START_SERVICE: SystemIntent = "system_start_service"
"""The system turn in which the bot begins a form that an agent has chosen."""

WHY_NOT_SAID: dict[ErrorCode, str] = {
    "tokens_changed": "$.text: the translation lost or changed a date, an amount, a number or a name; correct it",
}


def say(draft: Draft, said: AgentSaid) -> None:
    """Store an agent's text for the citizen."""
    must_own(draft, said.agent)
    check_text(said.text)
    if said.original is not None:
        check_text(said.original.text)
    if said.problem is not None:
        raise RefusalError(said.problem, WHY_NOT_SAID.get(said.problem, "$.text: it cannot be sent"))
    message = Message(
        author="agent",
        text=said.text,
        language=decide(draft.state.language, "page", said.evidence),
        origin="human" if said.original is None else "translated",
        message_id=said.message_id,
        agent=said.agent.name,
        original=said.original,
    )
    draft.acknowledge(draft.append(message, said.message_id))


def attach(draft: Draft, attached: AgentAttached) -> None:
    """Store that an agent sends a file."""
    must_own(draft, attached.agent)
    document = attached.document
    if document is None:
        raise RefusalError("unknown_file", "$.file: no agent uploaded such a file here; upload it (again) first")
    message = Message(
        author="agent",
        text=document.name,
        language=draft.state.language,
        origin="human",
        message_id=attached.message_id,
        agent=attached.agent.name,
        document=document,
    )
    draft.acknowledge(draft.append(message, attached.message_id))


def note(draft: Draft, noted: AgentNoted) -> None:
    """Store a remark for colleagues."""
    check_text(noted.text)
    draft.append(Note(agent=noted.agent.name, text=noted.text))


def start_service(draft: Draft, started: ServiceStarted) -> None:
    """Let the bot take the citizen through a form; the conversation stays the agent's."""
    must_own(draft, started.agent)
    if not started.known:
        raise RefusalError("unknown_service", f"$.service: {started.service[:64]!r} is no service that has a form")
    if started.paused:
        raise RefusalError(
            "paused", f"$.service: {started.service!r} is offline at the moment; start it when it is back"
        )
    set_help(draft, "service_started", on=True)
    start = ServiceStart(service=started.service, fields=started.fields)
    draft.ask(SystemInput(intent=START_SERVICE, data=msgspec.to_builtins(start)))


def stop_service(draft: Draft, stopped: ServiceStopped) -> None:
    """Keep what the citizen says from the bot again."""
    must_own(draft, stopped.agent)
    if draft.state.bot_helps:
        set_help(draft, "service_stopped", on=False)


def give_back(draft: Draft, given: GivenBack) -> None:
    """Let the bot go on at the same step."""
    must_own(draft, given.agent)
    hand_back(draft, "given_back", "given_back")


def close(draft: Draft, closed: Closed) -> None:
    """Settle the matter; jobs go on and are reported, and the citizen may write again."""
    must_own(draft, closed.agent)
    if not closed.known:
        raise RefusalError("unknown_code", f"$.wrap_up: {closed.wrap_up[:64]!r} is none of the desk's codes")
    check_note(closed.note)
    if closed.note:
        draft.append(Note(agent=closed.agent.name, text=closed.note))
    settle(draft, closed.wrap_up)


Owned = AgentSaid | AgentAttached | ServiceStarted | ServiceStopped | Transferred | GivenBack | Closed
"""What only the agent does who has the conversation."""


def refuse_unclaimed(draft: Draft, _tried: Owned) -> None:
    """Only the agent who claimed the ticket may do this."""
    raise _not_yours(draft)


def refuse_closed(draft: Draft, _tried: Owned) -> None:
    """The matter is settled."""
    raise RefusalError("closed", f"conversation {draft.state.id} is closed; it opens again when the citizen writes")


def must_own(draft: Draft, agent: Agent) -> OpenTicket:
    """Return the ticket of the agent's conversation; refuse what is done in somebody else's."""
    ticket = draft.state.ticket
    if ticket is None or ticket.agent is None or ticket.agent.id != agent.id:
        raise _not_yours(draft)
    return ticket


def _not_yours(draft: Draft) -> RefusalError:
    return RefusalError("not_yours", f"conversation {draft.state.id} is not claimed by you; claim its ticket first")
