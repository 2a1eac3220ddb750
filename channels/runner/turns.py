"""Asks the bot and the answer server: one turn per conversation at a time, again after failures, while it is ours."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

import msgspec
import structlog

from channels.answer_door.door import AnswerDoor, AnswersRefusedError, AnswersUnavailableError
from channels.bot_door.door import BotDoor, BotRefusedError, BotUnavailableError
from channels.core.commands import StoreTurn
from channels.core.inputs import BotOff, Input, OffNotice, QuestionAnswered, TurnAnswered, TurnFailed
from channels.runner.stages import outcome_of, stage_of
from channels.store.conversations import Outcome, UnknownConversationError, utc_now
from channels.store.turns import TakenTurn, Turns
from channels.watching.meters import TURN_STAGES, TURNS, TurnMeter
from contracts import tracing
from contracts.answers import Answered, AnswerRequest, Progress
from contracts.effects import KnowledgeQuery, ServiceRequest
from contracts.frames import Busy
from contracts.languages import Language
from contracts.metric import OTHER
from contracts.names import INTENT_HUMAN
from contracts.turns import OutboxInput, PressInput, TurnReply, TurnRequest

log = structlog.get_logger()

Reply = TypeVar("Reply")

FIRST_PAUSE = 0.25
LONGEST_PAUSE = 4.0
OLDEST_REPORT = timedelta(days=1)
"""A report that the bot could not word for so long is dropped; the job's event is in the log all the same."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Patience:
    """How long the runner goes on asking, in seconds."""

    message: float
    """For what a citizen said. A report gives way at once and comes back later."""
    lease: float
    """How long a lease lasts; a third of it passes between two extensions."""
    question: float
    """For a question to the answer server, until it counts as not answered."""
    at_once: int
    """Turns of all conversations together that the bot is asked; questions to the answer server come besides."""


class TurnRunner:
    """Works off the outbox of turns."""

    def __init__(
        self,
        turns: Turns,
        door: BotDoor,
        answers: AnswerDoor,
        receive: Callable[[str, Input], Awaitable[Outcome]],
        show_busy: Callable[[Busy], None],
        patience: Patience,
        paused: Callable[[Language], Awaitable[dict[str, str]]],
        off: Callable[[Language], Awaitable[OffNotice | None]],
        *,
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        """``receive`` stores what comes of a turn; ``show_busy`` tells who watches that the bot is at work.

        ``paused`` gives the notices of services that are offline, by service, in a language; ``off`` what is said
        while the bot is switched off, None while it is on.
        """
        self._turns = turns
        self._door = door
        self._answers = answers
        self._receive = receive
        self._show_busy = show_busy
        self._patience = patience
        self._paused = paused
        self._off = off
        self._now = now
        self._slots = asyncio.Semaphore(patience.at_once)
        self._workers: dict[str, asyncio.Task[None]] = {}
        self._woken: set[str] = set()
        self._begun: dict[str, TakenTurn] = {}
        """By conversation: what is ours already and was not looked at yet."""
        self._hurries: dict[str, asyncio.Event] = {}
        """By conversation with a question in progress: set once nobody waits for a language model."""
        self._stopping = False
        self._meter = TurnMeter()

    @property
    def is_free(self) -> bool:
        """Tell whether `begin` carries turns out; one of a conversation at a time is leased to anybody."""
        return not self._stopping

    async def begin(self, taken: TakenTurn) -> None:
        """Carry out a turn that was leased to us; put it back where we are about to stop."""
        if self._stopping:
            await self._turns.release(taken)
            return
        self._begun[taken.conversation] = taken
        self.wake(taken.conversation)

    def wake(self, conversation_id: str) -> None:
        """See to the turns of a conversation."""
        if self._stopping:
            return
        if conversation_id in self._workers:
            self._woken.add(conversation_id)
            return
        worker = asyncio.create_task(self._work(conversation_id), name=f"turns of {conversation_id}")
        self._workers[conversation_id] = worker

    def stop_writing(self, conversation_id: str) -> None:
        """Have the answer in progress quoted: nobody waits for what a language model writes. May be none of ours."""
        if conversation_id in self._hurries:
            self._hurries[conversation_id].set()

    async def stop(self) -> None:
        """Put the turns in flight back, so that another gateway goes on at once."""
        self._stopping = True
        workers = list(self._workers.values())
        for worker in workers:
            worker.cancel()
        await asyncio.gather(*workers, return_exceptions=True)
        for taken in self._begun.values():
            await self._turns.release(taken)

    async def _work(self, conversation_id: str) -> None:
        """Carry out turns until none is due."""
        try:
            # Between the last look and the end of this task nothing is awaited: no wake-up falls in between.
            while await self._carry_out_next(conversation_id) or conversation_id in self._woken:
                pass
        except UnknownConversationError:
            log.warning("turn.of_nothing", conversation=conversation_id)
        except Exception:
            # The lease runs out and the sweep comes back to it.
            log.exception("turn.broke_off", conversation=conversation_id)
            TURNS.count(OTHER, "broke_off")
        finally:
            del self._workers[conversation_id]
            self._woken.discard(conversation_id)
            self._begun.pop(conversation_id, None)
            self._meter.break_off(conversation_id)

    async def _carry_out_next(self, conversation_id: str) -> bool:
        """Carry out the next turn; False where there is no other behind it."""
        self._woken.discard(conversation_id)
        taken = self._begun.pop(conversation_id, None) or await self._turns.take(conversation_id)
        if taken is None:
            return False
        with tracing.resume(stage_of(taken.input), taken.trace, language=taken.language) as span:
            return await self._carry_out(taken, span)

    async def _carry_out(self, taken: TakenTurn, span: tracing.Span) -> bool:
        """Carry a turn out; returns whether another one may be due."""
        goes_on, others = False, True
        self._meter.take(taken, self._now())
        self._show_busy(Busy(conversation=taken.conversation, busy=True))
        try:
            happened = await self._ask_while_ours(taken)
            span.tell(outcome_of(happened))
            if happened is None:
                log.warning("turn.lease_lost", turn=taken.id, attempt=taken.attempt)
            else:
                with TURN_STAGES.time("storing"):
                    outcome = await self._receive(taken.conversation, happened)
                goes_on = any(isinstance(command, StoreTurn) for command in outcome.commands)
                # Whatever comes from now on wakes us, or whoever stored it.
                others = outcome.state is None or bool(outcome.state.turns)
            self._meter.end(taken, happened, self._now(), goes_on=goes_on)
        except asyncio.CancelledError:
            await self._turns.release(taken)
            raise
        finally:
            # A turn that leads to the next one shows no pause.
            if not goes_on:
                self._show_busy(Busy(conversation=taken.conversation, busy=False))
        return others

    async def _ask_while_ours(self, taken: TakenTurn) -> Input | None:
        """Ask and extend the lease meanwhile; None where another process took the turn."""
        asking = asyncio.create_task(self._ask(taken), name=f"turn {taken.id}")
        try:
            while True:
                done, _ = await asyncio.wait({asking}, timeout=self._patience.lease / 3)
                if done:
                    return asking.result()
                if not await self._turns.extend(taken):
                    return None
        finally:
            asking.cancel()

    async def _ask(self, taken: TakenTurn) -> Input:
        notice = await self._off(taken.language)
        if notice is not None:
            log.info("turn.bot_is_off", turn=taken.id)
            return BotOff(turn=taken.id, notice=notice, wants_person=_wants_person(taken.input))
        if isinstance(taken.input, KnowledgeQuery):
            return await self._look_up(taken, taken.input)
        request = TurnRequest(
            conversation=taken.conversation,
            turn=taken.id,
            language=taken.language,
            input=taken.input,
            paused=await self._paused(taken.language),
        )
        patience = 0 if taken.system else self._patience.message
        try:
            reply = await _ask_again(lambda: self._ask_bot(request), BotUnavailableError, patience)
        except BotRefusedError as error:
            log.warning("turn.refused", turn=taken.id, reason=str(error))
            return TurnFailed(turn=taken.id, final=True)
        except BotUnavailableError as error:
            log.warning("turn.unanswered", turn=taken.id, attempt=taken.attempt, reason=str(error))
            return TurnFailed(turn=taken.id, final=self._now() - taken.created_at > OLDEST_REPORT)
        if not any(isinstance(effect, ServiceRequest) for effect in reply.effects):
            return TurnAnswered(reply=reply)
        # A service may have gone offline while the bot was at work.
        return TurnAnswered(reply=reply, paused=await self._paused(taken.language))

    async def _ask_bot(self, request: TurnRequest) -> TurnReply:
        async with self._slots:
            with TURN_STAGES.time("bot"):
                return await self._door.answer(request)

    async def _look_up(self, taken: TakenTurn, query: KnowledgeQuery) -> Input:
        """Ask the answer server; where it is away, the bot says that it did not understand."""
        request = AnswerRequest(language=taken.language, query=query)

        def show(progress: Progress) -> None:
            self._show_busy(
                Busy(conversation=taken.conversation, busy=True, stage=progress.stage, pages=progress.pages)
            )

        hurry = self._hurries[taken.conversation] = asyncio.Event()
        try:
            with TURN_STAGES.time("answers"):
                answered = await _ask_again(
                    lambda: self._answer(request, show, hurry), AnswersUnavailableError, self._patience.question
                )
        except (AnswersUnavailableError, AnswersRefusedError) as error:
            log.warning("question.unanswered", turn=taken.id, attempt=taken.attempt, reason=str(error))
            return QuestionAnswered(turn=taken.id, answered=None)
        finally:
            del self._hurries[taken.conversation]
        return QuestionAnswered(turn=taken.id, answered=answered)

    async def _answer(self, request: AnswerRequest, show: Callable[[Progress], None], hurry: asyncio.Event) -> Answered:
        """Ask for an answer, and for a quotation instead as soon as nobody waits for more."""
        asking = asyncio.create_task(self._answers.answer(request, show))
        hurried = asyncio.create_task(hurry.wait())
        try:
            await asyncio.wait({asking, hurried}, return_when=asyncio.FIRST_COMPLETED)
            if asking.done():
                return asking.result()
        finally:
            asking.cancel()
            hurried.cancel()
            await asyncio.wait({asking, hurried})
        return await self._answers.answer(msgspec.structs.replace(request, quoted=True), show)


def _wants_person(asked: OutboxInput) -> bool:
    return isinstance(asked, PressInput) and asked.intent == INTENT_HUMAN


async def _ask_again(ask: Callable[[], Awaitable[Reply]], unavailable: type[Exception], patience: float) -> Reply:
    """Ask until there is a reply, for ``patience`` seconds; then raises what came last."""
    loop = asyncio.get_running_loop()
    give_up = loop.time() + patience
    pause = FIRST_PAUSE
    while True:
        try:
            return await ask()
        except unavailable:  # noqa: PERF203 - the loop is there to try again
            # Jitter keeps conversations that failed together from coming back together.
            wait = pause * random.uniform(0.5, 1)  # noqa: S311 - no secret
            if loop.time() + wait >= give_up:
                raise
            await asyncio.sleep(wait)
            pause = min(2 * pause, LONGEST_PAUSE)
