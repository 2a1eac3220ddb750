"""Turns of the bot and questions to the answer server: what they bring into the conversation."""

from __future__ import annotations

import msgspec

from channels.core.draft import Draft
from channels.core.identity import tell_logged_in
from channels.core.inputs import BotOff, OffNotice, QuestionAnswered, TurnAnswered, TurnFailed, TurnWanted
from channels.core.jobs import refuse_paused, request_job
from channels.core.state import PendingTurn
from channels.core.tickets import hand_over, set_help
from contracts.answers import Answer
from contracts.effects import Effect, HandoverRequest, KnowledgeQuery, LoginRequest, ServiceRequest
from contracts.events import Message, Notice
from contracts.languages import Language
from contracts.names import ANSWER_INTENT
from contracts.parts import Part
from contracts.turns import SystemInput, TurnReply


def start_turn(draft: Draft, _wanted: TurnWanted) -> None:
    """Start the next turn, unless one is in flight."""
    turn = draft.state.next_turn()
    if turn is not None:
        draft.start_turn(turn)


def take_answer(draft: Draft, answered: TurnAnswered) -> None:
    """Append what the bot said and carry its effects out; an answer to a turn that is over is dropped."""
    turn = _end_turn(draft, answered.reply)
    if turn is not None:
        filed = [_carry_out(draft, effect, turn, answered.paused) for effect in answered.reply.effects]
        # The form that an agent started is done.
        if any(filed) and draft.state.owner == "agent":
            set_help(draft, "service_stopped", on=False)


def take_late_answer(draft: Draft, answered: TurnAnswered) -> None:
    """Append what the bot said of a turn from before the handover, or of a job.

    An application that the citizen confirmed is filed; a person is there already or has settled the matter.
    """
    turn = _end_turn(draft, answered.reply)
    if turn is not None:
        for effect in answered.reply.effects:
            if isinstance(effect, ServiceRequest):
                _request(draft, effect, turn, answered.paused)


def pass_answer_on(draft: Draft, found: QuestionAnswered) -> None:
    """Keep the record and let the bot put the answer into words."""
    turn = _end_question(draft, found)
    if turn is not None:
        answer = found.answered.answer if found.answered else Answer(standing="unknown")
        draft.ask(SystemInput(intent=ANSWER_INTENT, data=msgspec.to_builtins(answer)), turn.language)


def keep_late_answer(draft: Draft, found: QuestionAnswered) -> None:
    """Keep the record only: a person is there already or has settled the matter."""
    _end_question(draft, found)


def give_up_turn(draft: Draft, failed: TurnFailed) -> None:
    """Say that the bot is away; one notice for all messages that wait. What it must report, it reports later."""
    turn = draft.state.pending(failed.turn)
    if turn is None:
        return
    if turn.system:
        _retry_or_drop(draft, turn, failed)
        return
    draft.end_turn(turn, answered=False)
    draft.drop_waiting_messages()
    draft.append(Notice(code="bot_unavailable"))


def give_up_late_turn(draft: Draft, failed: TurnFailed) -> None:
    """Drop a turn from before the handover: a person is there, or has settled the matter."""
    turn = draft.state.pending(failed.turn)
    if turn is None:
        return
    if turn.system:
        _retry_or_drop(draft, turn, failed)
    else:
        draft.end_turn(turn, answered=False)


def tell_off(draft: Draft, off: BotOff) -> None:
    """Say that the bot is switched off, or fetch the person who is asked for. What it must report, it reports later."""
    turn = draft.state.pending(off.turn)
    if turn is None:
        return
    if _is_report(turn):
        draft.postpone_turn(turn)
        return
    draft.end_turn(turn, answered=False)
    if off.wants_person and draft.state.ticket is None:
        hand_over(draft, HandoverRequest(reason="asked"))
    else:
        append_off_notice(draft, off.notice)


def tell_off_late(draft: Draft, off: BotOff) -> None:
    """Drop a turn from before the handover: a person is there, or has settled the matter."""
    turn = draft.state.pending(off.turn)
    if turn is None:
        return
    if _is_report(turn):
        draft.postpone_turn(turn)
    else:
        draft.end_turn(turn, answered=False)


def append_off_notice(draft: Draft, notice: OffNotice) -> None:
    """Append what is said while the bot is switched off, with the way to a person where nobody is waited for."""
    buttons = [notice.person] if draft.state.ticket is None else []
    draft.append(Message(author="system", text=notice.text, language=notice.language, buttons=buttons))


def _is_report(turn: PendingTurn) -> bool:
    """Tell whether a turn brings the citizen news, and does not go on with what they said."""
    return turn.system and not turn.first


def _carry_out(draft: Draft, effect: Effect, turn: PendingTurn, paused: dict[str, str]) -> bool:
    """Do what the bot asks for; returns whether an application is filed."""
    match effect:
        case ServiceRequest():
            return _request(draft, effect, turn, paused) and effect.kind == "file"
        case KnowledgeQuery():
            draft.ask(effect, turn.language)
        case LoginRequest():
            # The part says where to log in; the form of who has done so already goes on by itself. A bot that asks
            # for a login when it is told of one would ask for ever.
            if draft.state.identity is not None and not turn.tells_login:
                tell_logged_in(draft, draft.state.identity)
        case HandoverRequest():
            # A bot that asks for a person whenever one has given back, or closed, would ask for ever.
            if draft.state.ticket is None and draft.state.heard:
                hand_over(draft, effect)
    return False


def _request(draft: Draft, request: ServiceRequest, turn: PendingTurn, paused: dict[str, str]) -> bool:
    """Queue what the bot asks for, unless the service is offline; what was filed may be taken back all the same."""
    if request.service in paused and request.kind != "undo":
        refuse_paused(draft, request, paused[request.service], turn.language)
        return False
    return request_job(draft, request)


def _end_turn(draft: Draft, reply: TurnReply) -> PendingTurn | None:
    """End the turn of a reply and append its parts; None when the turn is over already."""
    turn = draft.state.pending(reply.turn)
    if turn is not None:
        draft.end_turn(turn, answered=True)
        for part in reply.parts:
            draft.append(_bubble(part, turn.language))
    return turn


def _end_question(draft: Draft, found: QuestionAnswered) -> PendingTurn | None:
    turn = draft.state.pending(found.turn)
    if turn is not None:
        draft.end_turn(turn, answered=True)
        if found.answered is not None:
            draft.keep_record(found.answered.record)
    return turn


def _bubble(part: Part, language: Language) -> Message:
    return Message(
        author="bot",
        text=part.text,
        language=language,
        origin=part.origin,
        citations=part.citations,
        buttons=part.buttons,
        field=part.field,
        summary=part.summary,
        code=part.code,
        model=part.model,
        login=part.login,
        easy=part.easy,
    )


def _retry_or_drop(draft: Draft, turn: PendingTurn, failed: TurnFailed) -> None:
    if failed.final:
        draft.end_turn(turn, answered=False)
    else:
        draft.postpone_turn(turn)
