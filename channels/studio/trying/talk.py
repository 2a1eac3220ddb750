"""Takes one step of the talk with a draft: asks its bot, and does with what that asks for what the hub would do.

No citizen's table is written: conversations live in the page and in the rehearsal bot's memory.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import msgspec
import structlog

from channels.answer_door.door import AnswersRefusedError, AnswersUnavailableError
from channels.core.jobs import LOGGED_OUT
from channels.core.state import LOGGED_IN
from channels.desk.routing import Routing
from channels.store.members import Member
from channels.studio.trying.calls import Calls, read_result, report
from channels.studio.trying.door import DraftAnswerDoor, ModelGoneError, RehearsalAwayError, RehearsalDoor
from channels.studio.trying.person import claims_of
from channels.studio.trying.reading import check_ids, follow_language, invent_document, read_press, read_text
from contracts import tracing
from contracts.answers import Answer, Answered, AnswerRequest, Progress
from contracts.effects import Effect, HandoverRequest, KnowledgeQuery, LoginRequest, ServiceRequest
from contracts.events import LanguageReason
from contracts.languages import Language
from contracts.names import ANSWER_INTENT, SystemIntent
from contracts.parts import Part
from contracts.rehearsal import Sight
from contracts.trying import (
    Attempt,
    ButtonPressed,
    CallEnded,
    FileGiven,
    Handover,
    Heard,
    LoginDone,
    Search,
    TextSaid,
    Tried,
    WantedCall,
)
from contracts.turns import FileInput, LoginReport, LogoutReport, SystemInput, TurnInput, TurnRequest

log = structlog.get_logger()

MOST_TURNS = 4
"""Turns of the bot that one step may lead to: a draft whose bot asks again and again comes to an end."""

Desk = Callable[[str], Awaitable[Routing]]
"""Gives the queues of a draft by the fingerprint of its model."""


@dataclass(slots=True)
class _Step:
    """What has come of a step so far."""

    attempt: Attempt
    language: Language
    reason: LanguageReason
    identity: dict[str, str] | None
    due: list[TurnInput] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)
    heard: Heard | None = None
    sight: Sight | None = None
    search: Search | None = None
    calls: list[WantedCall] = field(default_factory=list)
    login: str | None = None
    handover: Handover | None = None

    def tell(self, intent: SystemIntent, data: msgspec.Struct) -> None:
        """Let the bot put something into words."""
        self.due.append(SystemInput(intent=intent, data=msgspec.to_builtins(data)))


class Talk:
    """Talks with drafts."""

    def __init__(self, bot: RehearsalDoor, answers: DraftAnswerDoor, calls: Calls, desk: Desk) -> None:
        """``desk`` gives the queues of a draft."""
        self._bot = bot
        self._answers = answers
        self._calls = calls
        self._desk = desk

    async def take(self, attempt: Attempt, model: str, member: Member) -> Tried:
        """Take a step with the draft of this model.

        Raises `CallError`, `RehearsalAwayError`, `ModelGoneError`; the same attempt may then be made again.
        """
        check_ids(attempt)
        with tracing.begin("studio.talk", attempt.turn, language=attempt.language) as span:
            try:
                tried = await self._take(attempt, model, member)
            except (RehearsalAwayError, ModelGoneError):
                span.tell("unavailable")
                raise
            span.tell("answered")
            return tried

    async def _take(self, attempt: Attempt, model: str, member: Member) -> Tried:
        began = time.perf_counter()
        step = _Step(attempt, attempt.language, attempt.reason, attempt.identity)
        await self._begin(step, model, member)
        for number in range(MOST_TURNS):
            if not step.due:
                break
            await self._turn(step, number, model, member)
        return Tried(
            parts=step.parts,
            language=step.language,
            reason=step.reason,
            identity=step.identity,
            heard=step.heard,
            sight=step.sight,
            search=step.search,
            calls=step.calls,
            login=step.login,
            handover=step.handover,
            milliseconds=round(1000 * (time.perf_counter() - began), 1),
        )

    async def _begin(self, step: _Step, model: str, member: Member) -> None:
        match step.attempt.input:
            case TextSaid(text=text):
                said, step.heard = read_text(text)
                step.language, step.reason = follow_language(step.language, step.reason, step.heard)
                step.due.append(said)
            case ButtonPressed() as pressed:
                step.due.append(read_press(pressed))
            case FileGiven(name=name):
                step.due.append(FileInput(document=invent_document(name, step.attempt.turn)))
            case LoginDone(claims=claims):
                step.identity = claims_of(claims)
                step.tell(LOGGED_IN, LoginReport(claims=step.identity))
            case CallEnded() as ended:
                await self._end_call(step, ended, model, member)

    async def _end_call(self, step: _Step, ended: CallEnded, model: str, member: Member) -> None:
        call = await self._calls.read(ended.call, member)
        result = read_result(call, ended.supposed)
        step.tell(*report(ended, call, result))
        if result.state == "failed" and call.kind != "look_up":
            lost = HandoverRequest(reason="dead_letter", service=ended.service, fields=call.fields)
            await self._hand_over(step, lost, model)

    async def _turn(self, step: _Step, number: int, model: str, member: Member) -> None:
        turn = step.attempt.turn if number == 0 else _derived(step.attempt.turn, str(number))
        # Services that are offline are tried like all others: to bring one back is often why.
        request = TurnRequest(
            conversation=step.attempt.conversation, turn=turn, language=step.language, input=step.due.pop(0)
        )
        rehearsed = await self._bot.answer(model, request)
        step.parts += rehearsed.reply.parts
        step.sight = step.sight or rehearsed.sight
        for place, effect in enumerate(rehearsed.reply.effects):
            await self._carry_out(step, effect, f"{turn}/{place}", model, member)

    async def _carry_out(self, step: _Step, effect: Effect, place: str, model: str, member: Member) -> None:
        match effect:
            case KnowledgeQuery():
                await self._look_up(step, effect, model)
            case ServiceRequest():
                await self._request(step, effect, place, member)
            case LoginRequest(service=service):
                if step.identity is None:
                    step.login = service
                elif not isinstance(step.attempt.input, LoginDone):
                    step.tell(LOGGED_IN, LoginReport(claims=step.identity))
            case HandoverRequest():
                await self._hand_over(step, effect, model)

    async def _look_up(self, step: _Step, query: KnowledgeQuery, model: str) -> None:
        """Search the draft's content; where that does not work, the bot says that it did not understand."""
        answered: Answered | None = None
        try:
            asked = AnswerRequest(language=step.language, query=query)
            answered = await self._answers.answer(asked, _ignore, model)
        except (AnswersUnavailableError, AnswersRefusedError) as error:
            log.warning("trying.unanswered", model=model, reason=str(error))
        step.search = Search(question=query.question, record=None if answered is None else answered.record)
        step.tell(ANSWER_INTENT, Answer(standing="unknown") if answered is None else answered.answer)

    async def _request(self, step: _Step, request: ServiceRequest, place: str, member: Member) -> None:
        """Queue a call; where a login is needed and there is none, the bot hears that instead."""
        known = step.identity
        if known is None and (request.needs_identity or request.claims):
            step.tell(LOGGED_OUT, LogoutReport(service=request.service))
            return
        fields = {name: value for name, value in request.fields.items() if name not in request.claims}
        if known is not None:
            fields |= {name: known[claim] for name, claim in request.claims.items() if claim in known}
        filled = msgspec.structs.replace(request, fields=fields)
        call_id = _derived(member.id, step.attempt.conversation, place)
        await self._calls.begin(call_id, filled, member)
        step.calls.append(WantedCall(id=call_id, request=filled))

    async def _hand_over(self, step: _Step, request: HandoverRequest, model: str) -> None:
        routing = await self._desk(model)
        queue = routing.plan.queue(routing.route(request.reason, step.language, request.service))
        step.handover = Handover(
            reason=request.reason,
            service=request.service,
            fields=request.fields,
            queue=queue.id,
            queue_name=queue.name,
        )


def _derived(*parts: str) -> str:
    """Return an id that is the same whenever the same step is taken again."""
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]


def _ignore(_progress: Progress) -> None:
    """Nobody watches how an answer comes about here."""
