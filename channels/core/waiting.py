"""What a citizen does who waits for a person, or has spoken with one, depending on who owns the conversation."""

from __future__ import annotations

from channels.core import commands as do
from channels.core.draft import Draft
from channels.core.inputs import BotMeanwhileChosen, CallbackAsked, ConversationRated, PersonAsked, QueueLeft
from channels.core.refusal import RefusalError
from channels.core.texts import MAX_ABOUT
from channels.core.tickets import hand_back, hand_over, set_help
from contracts.effects import HandoverRequest
from contracts.events import Rating


def ask_person(draft: Draft, asked: PersonAsked) -> None:
    """Open a ticket without asking the bot."""
    draft.acknowledge(hand_over(draft, HandoverRequest(reason="asked"), asked.message_id))


def ask_person_again(draft: Draft, asked: PersonAsked) -> None:
    """A ticket is open already: name the event that said so."""
    draft.acknowledge(asked.owner_seq)


def leave_queue(draft: Draft, _left: QueueLeft) -> None:
    """Let the bot go on at the same step."""
    hand_back(draft, "cancelled", "cancelled")


def leave_agent(draft: Draft, _left: QueueLeft) -> None:
    """Too late: somebody is there."""
    raise RefusalError("taken", f"leave_queue: {_claimed(draft)}; tell the agent, who can give back")


def choose_bot_meanwhile(draft: Draft, chosen: BotMeanwhileChosen) -> None:
    """Let the bot answer while the citizen waits, or no longer."""
    if chosen.on != draft.state.bot_helps:
        set_help(draft, "meanwhile", on=chosen.on)


def ask_callback(draft: Draft, asked: CallbackAsked) -> None:
    """Let the bot go on at the same step; somebody calls later."""
    ticket = draft.state.ticket
    if ticket is None:
        refuse_callback(draft, asked)
        return
    if asked.phone is None:
        raise RefusalError(
            "bad_phone", "$.phone: this is no number that can be called; write it in full, +352 in front of it or not"
        )
    if len(asked.about) > MAX_ABOUT:
        raise RefusalError("message_too_long", f"$.about: {len(asked.about)} characters; at most {MAX_ABOUT} fit")
    wanted = do.StoreCallback(
        id=draft.around.new_id(),
        ticket=ticket.id,
        language=draft.state.language,
        service=ticket.service,
        queue=ticket.queue,
        phone=asked.phone,
        when=asked.when,
        about=asked.about,
    )
    draft.add(wanted)
    draft.acknowledge(hand_back(draft, "call_back", "call_back", asked.message_id))


def refuse_callback(_draft: Draft, _asked: CallbackAsked) -> None:
    """Who does not wait has no place to give up for a call."""
    raise RefusalError("unknown_ticket", "leave_callback: nobody is waited for; ask for a person first (ask_person)")


def refuse_late_callback(draft: Draft, _asked: CallbackAsked) -> None:
    """Too late: somebody is there."""
    raise RefusalError("taken", f"leave_callback: {_claimed(draft)}; tell the agent")


def rate_conversation(draft: Draft, rated: ConversationRated) -> None:
    """Store how satisfied the citizen was, instead of what they said of the same matter before.

    Where no person dealt with the matter, the log alone keeps it.
    """
    if rated.ticket is not None:
        draft.add(do.StoreScore(ticket=rated.ticket, score=rated.score))
    draft.acknowledge(draft.append(Rating(score=rated.score), rated.message_id))


def rate_before(draft: Draft, rated: ConversationRated) -> None:
    """A matter is open: only one that ended before can be judged."""
    if rated.ticket is None:
        raise RefusalError(
            "unknown_ticket", "rate_conversation: a person is asked for; judge the matter when it has ended"
        )
    rate_conversation(draft, rated)


def _claimed(draft: Draft) -> str:
    ticket = draft.state.ticket
    return f"ticket {ticket.id if ticket else ''} is claimed"
