"""What agents do with a conversation, depending on who owns it."""

from __future__ import annotations

from channels.core.citizen import HANDED_BACK
from channels.core.draft import Draft, RefusalError
from channels.core.inputs import AgentNoted, AgentSaid, Closed, GivenBack, TicketClaimed
from channels.core.state import Agent
from channels.core.texts import check_text
from contracts.events import Message, Note
from contracts.turns import SystemInput
from nlu.text.language_choice import decide


def claim(draft: Draft, claimed: TicketClaimed) -> None:
    """Give the waiting ticket to the first agent who asks."""
    ticket = draft.state.ticket
    if ticket is None or ticket.id != claimed.ticket:
        refuse_claim(draft, claimed)
    else:
        draft.claim(ticket, claimed.agent)


def claim_again(draft: Draft, claimed: TicketClaimed) -> None:
    """Somebody has the ticket; for the one who has it, nothing happens."""
    ticket = draft.state.ticket
    if ticket is None or ticket.id != claimed.ticket:
        refuse_claim(draft, claimed)
    elif ticket.agent is None or ticket.agent.id != claimed.agent.id:
        raise RefusalError("taken", f"$.ticket: {claimed.ticket} is claimed by another agent; choose another ticket")


def refuse_claim(_draft: Draft, claimed: TicketClaimed) -> None:
    """The ticket was settled, or the citizen left the queue."""
    raise RefusalError("closed", f"$.ticket: {claimed.ticket} is no longer open; choose another ticket")


def say(draft: Draft, said: AgentSaid) -> None:
    """Store an agent's text for the citizen."""
    _must_own(draft, said.agent)
    check_text(said.text)
    message = Message(
        author="agent",
        text=said.text,
        language=decide(draft.state.language, "page", said.evidence),
        origin="human",
        message_id=said.message_id,
        agent=said.agent.name,
    )
    draft.acknowledge(draft.append(message, said.message_id))


def note(draft: Draft, noted: AgentNoted) -> None:
    """Store a remark for colleagues."""
    check_text(noted.text)
    draft.append(Note(agent=noted.agent.name, text=noted.text))


def give_back(draft: Draft, given: GivenBack) -> None:
    """Let the bot go on at the same step."""
    _must_own(draft, given.agent)
    draft.end_handover("bot", "given_back")
    draft.ask(SystemInput(intent=HANDED_BACK))


def close(draft: Draft, closed: Closed) -> None:
    """Settle the matter; jobs go on and are reported, and the citizen may write again."""
    _must_own(draft, closed.agent)
    draft.end_handover("closed", "closed")


def refuse_unclaimed(draft: Draft, _tried: AgentSaid | GivenBack | Closed) -> None:
    """Only the agent who claimed the ticket may do this."""
    raise _not_yours(draft)


def refuse_closed(draft: Draft, _tried: AgentSaid | GivenBack | Closed) -> None:
    """The matter is settled."""
    raise RefusalError("closed", f"conversation {draft.state.id} is closed; it opens again when the citizen writes")


def _must_own(draft: Draft, agent: Agent) -> None:
    owner = draft.state.agent
    if owner is None or owner.id != agent.id:
        raise _not_yours(draft)


def _not_yours(draft: Draft) -> RefusalError:
    return RefusalError("not_yours", f"conversation {draft.state.id} is not claimed by you; claim its ticket first")
