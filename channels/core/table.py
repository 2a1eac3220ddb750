"""The table of the conversation: who owns it × what happens → what is done. The only way into the core.

`receive` does no input or output: time belongs to the store, ids and the rules of the queues come in as functions.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from channels.core import bot, citizen, desk, identity, jobs, staff, waiting
from channels.core import inputs as i
from channels.core import staff_inputs as s
from channels.core.commands import Decision
from channels.core.draft import Draft
from channels.core.refusal import RefusalError
from channels.core.state import Conversation
from channels.core.surroundings import Surroundings

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


def beside(helping: Handler, silent: Handler) -> Handler:
    """Return a handler for while a ticket is open: ``helping`` where the bot answers all the same, else ``silent``."""

    def handle(draft: Draft, happened: i.Input) -> None:
        (helping if draft.state.bot_helps else silent)(draft, happened)

    return handle


def with_help(bot_owns: Handler, silent: Handler, closed: Handler) -> Row:
    """Return a row in which a bot that helps does what it does when it owns the conversation."""
    return Row(bot_owns, beside(bot_owns, silent), beside(bot_owns, silent), closed)


def of_owner(handler: Handler) -> Row:
    """Return the row of what only the agent does who has the conversation."""
    return Row(staff.refuse_unclaimed, staff.refuse_unclaimed, handler, staff.refuse_closed)


TABLE: dict[type[i.Input], Row] = {
    i.Opened: always(citizen.open_log),
    i.LanguageChosen: always(citizen.choose_language),
    i.Rated: always(citizen.rate),
    i.TurnWanted: always(bot.start_turn),
    i.JobMoved: always(jobs.report_job),
    i.JobCancelWanted: always(jobs.cancel_job),
    i.JobUndoWanted: always(jobs.undo_job),
    i.JobRetryWanted: always(jobs.retry_job),
    i.LoggedOut: always(identity.log_out),
    s.AgentNoted: always(staff.note),
    #                           bot or its help        queue or agent             closed
    i.CitizenSaid: with_help(citizen.say_to_bot, citizen.say_to_staff, citizen.say_again),
    i.CitizenPressed: with_help(citizen.press_for_bot, citizen.press_for_staff, citizen.press_again),
    i.FileAttached: with_help(citizen.give_to_bot, citizen.give_to_staff, citizen.give_again),
    i.TurnAnswered: with_help(bot.take_answer, bot.take_late_answer, bot.take_late_answer),
    i.TurnFailed: with_help(bot.give_up_turn, bot.give_up_late_turn, bot.give_up_late_turn),
    i.BotOff: with_help(bot.tell_off, bot.tell_off_late, bot.tell_off_late),
    i.QuestionAnswered: with_help(bot.pass_answer_on, bot.keep_late_answer, bot.keep_late_answer),
    i.LoggedIn: with_help(identity.log_in, identity.log_in_beside_bot, identity.log_in_beside_bot),
    #                      bot                   queue                     agent                       closed
    i.PersonAsked: Row(waiting.ask_person, waiting.ask_person_again, waiting.ask_person_again, waiting.ask_person),
    i.QueueLeft: Row(ignore, waiting.leave_queue, waiting.leave_agent, ignore),
    i.BotMeanwhileChosen: Row(ignore, waiting.choose_bot_meanwhile, ignore, ignore),
    i.CallbackAsked: Row(
        waiting.refuse_callback, waiting.ask_callback, waiting.refuse_late_callback, waiting.refuse_callback
    ),
    i.ConversationRated: Row(
        waiting.rate_conversation, waiting.rate_before, waiting.rate_before, waiting.rate_conversation
    ),
    s.TicketClaimed: Row(desk.refuse_settled, desk.take, desk.take_again, desk.refuse_settled),
    s.AgentVanished: Row(ignore, ignore, desk.leave_to_queue, ignore),
    s.Overflowed: Row(ignore, desk.go_to_next_queue, ignore, ignore),
    s.Transferred: of_owner(desk.transfer),
    s.AgentSaid: of_owner(staff.say),
    s.AgentAttached: of_owner(staff.attach),
    s.ServiceStarted: of_owner(staff.start_service),
    s.ServiceStopped: of_owner(staff.stop_service),
    s.GivenBack: of_owner(staff.give_back),
    s.Closed: of_owner(staff.close),
}


def receive(state: Conversation, happened: i.Input, around: Surroundings, *, starts: bool = False) -> Decision:
    """Decide what an input leads to.

    A refused input changes nothing: the decision is the old state with one ``Refuse``. ``starts``: whoever stores this
    is free to carry out a turn as well, and starts the next one that is due.
    """
    draft = Draft(state, around)
    handler: Handler = getattr(TABLE[type(happened)], state.owner)
    try:
        handler(draft, happened)
    except RefusalError as refused:
        return Decision(state=state, commands=(refused.command,))
    if starts:
        bot.start_turn(draft, i.TurnWanted())
    return draft.decision()
