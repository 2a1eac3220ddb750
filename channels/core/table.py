"""The table of the conversation: who owns it × what happens → what is done. The only way into the core.

`receive` does no input or output: time belongs to the store, ids come in as a function.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from channels.core import bot, citizen, identity, jobs, staff
from channels.core import inputs as i
from channels.core.commands import Decision
from channels.core.draft import Draft, RefusalError
from channels.core.state import Conversation

Handler = Callable[[Draft, Any], None]


class Row(NamedTuple):
    """What one input leads to for each owner of the conversation."""

    bot: Handler
    queue: Handler
    agent: Handler
    closed: Handler


def ignore(_draft: Draft, _input: i.Input) -> None:
    """Nothing is left to do: a repeated or late wish that is fulfilled already."""


def always(handler: Handler) -> Row:
    """Return a row that is the same whoever owns the conversation."""
    return Row(handler, handler, handler, handler)


TABLE: dict[type[i.Input], Row] = {
    #                      bot                   queue                   agent                   closed
    i.Opened: always(citizen.open_log),
    i.CitizenSaid: Row(citizen.say_to_bot, citizen.say_to_staff, citizen.say_to_staff, citizen.say_again),
    i.CitizenPressed: Row(citizen.press_for_bot, citizen.press_for_staff, citizen.press_for_staff, citizen.press_again),
    i.FileAttached: Row(citizen.give_to_bot, citizen.give_to_staff, citizen.give_to_staff, citizen.give_again),
    i.PersonAsked: Row(citizen.ask_person, citizen.ask_person_again, citizen.ask_person_again, citizen.ask_person),
    i.LanguageChosen: always(citizen.choose_language),
    i.QueueLeft: Row(ignore, citizen.leave_queue, citizen.leave_agent, ignore),
    i.Rated: always(citizen.rate),
    i.TurnWanted: always(bot.start_turn),
    i.TurnAnswered: Row(bot.take_answer, bot.take_late_answer, bot.take_late_answer, bot.take_late_answer),
    i.TurnFailed: Row(bot.give_up_turn, bot.give_up_late_turn, bot.give_up_late_turn, bot.give_up_late_turn),
    i.QuestionAnswered: Row(bot.pass_answer_on, bot.keep_late_answer, bot.keep_late_answer, bot.keep_late_answer),
    i.JobMoved: always(jobs.report_job),
    i.JobCancelWanted: always(jobs.cancel_job),
    i.JobUndoWanted: always(jobs.undo_job),
    i.JobRetryWanted: always(jobs.retry_job),
    i.LoggedIn: Row(
        identity.log_in, identity.log_in_beside_bot, identity.log_in_beside_bot, identity.log_in_beside_bot
    ),
    i.LoggedOut: always(identity.log_out),
    i.TicketClaimed: Row(staff.refuse_claim, staff.claim, staff.claim_again, staff.refuse_claim),
    i.AgentSaid: Row(staff.refuse_unclaimed, staff.refuse_unclaimed, staff.say, staff.refuse_closed),
    i.AgentNoted: always(staff.note),
    i.GivenBack: Row(staff.refuse_unclaimed, staff.refuse_unclaimed, staff.give_back, staff.refuse_closed),
    i.Closed: Row(staff.refuse_unclaimed, staff.refuse_unclaimed, staff.close, staff.refuse_closed),
}


def receive(state: Conversation, happened: i.Input, new_id: Callable[[], str]) -> Decision:
    """Decide what an input leads to. ``new_id`` gives a fresh id at each call.

    A refused input changes nothing: the decision is the old state with one ``Refuse``.
    """
    draft = Draft(state, new_id)
    handler: Handler = getattr(TABLE[type(happened)], state.owner)
    try:
        handler(draft, happened)
    except RefusalError as refused:
        return Decision(state=state, commands=(refused.command,))
    return draft.decision()
