"""The runner of turns over a real database and a bot that does as it is told."""

from __future__ import annotations

import asyncio
import math
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta

import pytest

from channels.answer_door.door import AnswersRefusedError, AnswersUnavailableError
from channels.answer_door.fake import answer_by_script
from channels.bot_door.door import BotRefusedError, BotUnavailableError
from channels.core import inputs as i
from channels.core.state import JobStanding
from channels.runner.turns import OLDEST_REPORT, Patience, TurnRunner
from channels.store.database import Database
from channels.store.pauses import Pauses
from channels.store.turns import TakenTurn
from contracts.answers import Answered, AnswerRequest, Progress
from contracts.effects import KnowledgeQuery
from contracts.events import Message, Notice
from contracts.frames import Busy
from contracts.jobs import JobResult
from contracts.languages import Language
from contracts.parts import Button, Part
from contracts.turns import SystemInput, TextInput, TurnReply, TurnRequest
from tests.channels.store.conftest import Clock, Store


class ScriptedDoor:
    """Calls ``act`` for each question; replies with what it returns, or raises what it raises."""

    def __init__(self) -> None:
        self.asked: list[TurnRequest] = []
        self.at_once = 0
        self.most_at_once = 0
        self.act: Callable[[TurnRequest], Awaitable[None]] = self._nothing

    async def answer(self, request: TurnRequest) -> TurnReply:
        self.asked.append(request)
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            await self.act(request)
        finally:
            self.at_once -= 1
        if isinstance(request.input, TextInput) and request.input.text.endswith("?"):
            return TurnReply(turn=request.turn, parts=[], effects=[KnowledgeQuery(question=request.input.text)])
        said = request.input.data.get("standing", "ok") if isinstance(request.input, SystemInput) else "ok"
        return TurnReply(turn=request.turn, parts=[Part(text=said)])

    async def check(self) -> None:
        """Always there."""

    async def _nothing(self, _request: TurnRequest) -> None:
        await asyncio.sleep(0)


class ScriptedAnswers:
    """Gives an answer, or raises ``failure`` as often as ``fails`` says."""

    def __init__(self) -> None:
        self.asked: list[AnswerRequest] = []
        self.failure: Exception = AnswersUnavailableError("away")
        self.fails = 0.0
        self.waits = 0.0
        """Seconds, for whatever is not to be quoted."""
        self.cancelled = 0

    async def answer(self, request: AnswerRequest, show: Callable[[Progress], None]) -> Answered:
        self.asked.append(request)
        show(Progress(stage="searching"))
        try:
            await asyncio.sleep(0 if request.quoted else self.waits)
        except asyncio.CancelledError:
            self.cancelled += 1
            raise
        if len(self.asked) <= self.fails:
            raise self.failure
        show(Progress(stage="reading", pages=2))
        return answer_by_script(request, "CODE-0001")


class Bench:
    """A runner with everything around it."""

    def __init__(self, store: Store, **patience: float) -> None:
        self.store = store
        self.door = ScriptedDoor()
        self.answers = ScriptedAnswers()
        self.shown: list[Busy] = []
        self.off: i.OffNotice | None = None
        self.runner = TurnRunner(
            store.turns,
            self.door,
            self.answers,
            store.conversations.receive,
            self.shown.append,
            Patience(**{"message": 5.0, "lease": 10.0, "question": 5.0, "at_once": 4, **patience}),
            Pauses(store.database, now=store.clock).notices,
            self.tell_off,
            now=store.clock,
        )

    async def tell_off(self, _language: Language) -> i.OffNotice | None:
        return self.off

    @property
    def busy(self) -> list[tuple[str, bool]]:
        return [(busy.conversation, busy.busy) for busy in self.shown]

    async def settled(self) -> None:
        """Wait until the runner has nothing left to do."""
        async with asyncio.timeout(20):
            while self.runner._workers:
                await asyncio.gather(*self.runner._workers.values(), return_exceptions=True)
                await asyncio.sleep(0)


@pytest.fixture
async def store(sqlite_url: str) -> AsyncIterator[Store]:
    database = Database(sqlite_url)
    yield Store(database, Clock())
    await database.close()


async def log_of(store: Store, conversation: str) -> list[str]:
    events = await store.conversations.events_after(conversation, 0)
    return [e.data.text if isinstance(e.data, Message) else getattr(e.data, "code", "?") for e in events]


async def test_all_waiting_turns_are_asked_in_order(store: Store) -> None:
    bench = Bench(store)
    there = await store.begin()
    for n in range(3):
        await store.say(there, f"text {n}", f"m-{n}")
    bench.runner.wake(there)
    await bench.settled()
    assert [r.input for r in bench.door.asked] == [TextInput(text=f"text {n}") for n in range(3)]
    assert bench.busy == [(there, True), (there, False)] * 3
    assert await store.turns.due() == []


OFF = i.OffNotice(text="off since then", language="fr", person=Button(title="person", intent="human"))


async def test_a_bot_that_is_switched_off_is_not_asked(store: Store) -> None:
    bench = Bench(store)
    bench.off = OFF
    there = await store.begin()
    for n in range(2):
        await store.say(there, f"text {n}", f"m-{n}")
    bench.runner.wake(there)
    await bench.settled()
    assert bench.door.asked == []
    assert await log_of(store, there) == ["ai_disclosure", "text 0", "text 1", "off since then", "off since then"]
    assert await store.turns.due() == []
    bench.off = None
    await store.say(there, "text 2", "m-2")
    bench.runner.wake(there)
    await bench.settled()
    assert [request.input for request in bench.door.asked] == [TextInput(text="text 2")]
    assert (await log_of(store, there))[-1] == "ok"


async def test_a_question_in_progress_is_not_looked_up_once_the_bot_is_off(store: Store) -> None:
    bench = Bench(store)

    async def be_switched_off(_request: TurnRequest) -> None:
        bench.off = OFF

    bench.door.act = be_switched_off
    there = await store.begin()
    await store.say(there, "and the cat?", "m-1")
    bench.runner.wake(there)
    await bench.settled()
    assert bench.answers.asked == []
    assert (await log_of(store, there))[-1] == "off since then"


async def test_the_bot_hears_which_services_are_offline(store: Store) -> None:
    bench = Bench(store)
    there = await store.begin()
    petra = await store.hire("petra", "publisher")
    notice = {"lb": "Zou", "fr": "Fermé", "de": "Zu", "en": "Closed"}
    await Pauses(store.database, now=store.clock).pause(petra.actor, "passport", notice, None)
    await store.say(there)
    bench.runner.wake(there)
    await bench.settled()
    assert [request.paused for request in bench.door.asked] == [{"passport": "Fermé"}]


async def test_waking_twice_asks_once(store: Store) -> None:
    bench = Bench(store)
    there = await store.begin()
    await store.say(there)
    for _ in range(5):
        bench.runner.wake(there)
    await bench.settled()
    bench.runner.wake(there)
    await bench.settled()
    assert len(bench.door.asked) == 1


async def test_the_outbox_is_looked_at_again_only_where_more_may_wait(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench = Bench(store)
    there = await store.begin()
    await store.say(there)
    take, ask, looks = store.turns.take, bench.door.answer, []

    async def look(conversation: str) -> TakenTurn | None:
        looks.append(conversation)
        return await take(conversation)

    async def ask_while_another_gateway_stores_one_more(request: TurnRequest) -> TurnReply:
        if len(looks) == 1:
            await store.say(there, "one more", "m-2")
        return await ask(request)

    monkeypatch.setattr(store.turns, "take", look)
    monkeypatch.setattr(bench.door, "answer", ask_while_another_gateway_stores_one_more)
    bench.runner.wake(there)
    await bench.settled()
    assert len(bench.door.asked) == 2
    assert len(looks) == 2, "after a turn behind which none waits there is nothing to look for"


async def test_a_message_that_comes_while_the_runner_looks_is_not_forgotten(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench = Bench(store)
    there = await store.begin()
    look = store.turns.take
    looks = []

    async def look_and_be_late(conversation: str) -> TakenTurn | None:
        taken = await look(conversation)
        looks.append(taken)
        if len(looks) == 1:
            await store.say(there)
            bench.runner.wake(there)
        return taken

    monkeypatch.setattr(store.turns, "take", look_and_be_late)
    bench.runner.wake(there)
    await bench.settled()
    assert looks[0] is None
    assert len(bench.door.asked) == 1


async def test_questions_of_all_conversations_are_limited(store: Store) -> None:
    bench = Bench(store, at_once=2)

    async def linger(_request: TurnRequest) -> None:
        await asyncio.sleep(0.05)

    bench.door.act = linger
    for _ in range(6):
        there = await store.begin()
        await store.say(there)
        bench.runner.wake(there)
    await bench.settled()
    assert (len(bench.door.asked), bench.door.most_at_once) == (6, 2)


async def test_a_bot_that_comes_back_in_time_is_asked_again(store: Store) -> None:
    bench = Bench(store)

    async def fail_twice(_request: TurnRequest) -> None:
        if len(bench.door.asked) < 3:
            raise BotUnavailableError("away")

    bench.door.act = fail_twice
    there = await store.begin()
    await store.say(there)
    bench.runner.wake(there)
    await bench.settled()
    assert await log_of(store, there) == ["ai_disclosure", "Bonjour", "ok"]
    assert len({r.turn for r in bench.door.asked}) == 1


async def test_a_bot_that_refuses_is_asked_once(store: Store) -> None:
    bench = Bench(store)

    async def refuse(_request: TurnRequest) -> None:
        raise BotRefusedError("status 400")

    bench.door.act = refuse
    there = await store.begin()
    await store.say(there)
    bench.runner.wake(there)
    await bench.settled()
    assert await log_of(store, there) == ["ai_disclosure", "Bonjour", "bot_unavailable"]
    assert len(bench.door.asked) == 1


async def test_a_report_waits_until_the_bot_is_on_again_however_long(store: Store) -> None:
    bench = Bench(store)
    bench.off = OFF
    there = await report(store)
    store.clock.forward(2 * OLDEST_REPORT.total_seconds())
    bench.runner.wake(there)
    await bench.settled()
    assert bench.door.asked == []
    bench.off = None
    store.clock.forward(60)
    assert await store.turns.due() == [there]
    bench.runner.wake(there)
    await bench.settled()
    assert [request.input.intent for request in bench.door.asked] == ["system_job_rejected"]


async def report(store: Store) -> str:
    there = await store.begin()
    job = JobStanding(id="j", service="passport", state="rejected", fields={}, result=JobResult(state="rejected"))
    moved = i.JobMoved(job=job, reported="queued")
    await store.conversations.receive(there, moved)
    return there


@pytest.mark.parametrize(
    ("age", "is_dropped"), [(timedelta(), False), (OLDEST_REPORT, False), (OLDEST_REPORT + timedelta(seconds=1), True)]
)
async def test_a_report_waits_for_the_bot_but_not_for_ever(store: Store, age: timedelta, is_dropped: bool) -> None:
    bench = Bench(store)

    async def fail(_request: TurnRequest) -> None:
        raise BotUnavailableError("away")

    bench.door.act = fail
    there = await report(store)
    store.clock.forward(age.total_seconds())
    bench.runner.wake(there)
    await bench.settled()
    assert len(bench.door.asked) == 1, "a report gives way at once"
    assert Notice(code="bot_unavailable") not in [e.data for e in await store.conversations.events_after(there, 0)]
    store.clock.forward(61)
    assert await store.turns.due() == ([] if is_dropped else [there])


async def test_a_long_question_keeps_its_lease(store: Store) -> None:
    bench = Bench(store, lease=0.15)

    async def linger(_request: TurnRequest) -> None:
        for _ in range(5):
            await asyncio.sleep(0.1)
            store.clock.forward(3)

    bench.door.act = linger
    there = await store.begin()
    await store.say(there)
    bench.runner.wake(there)
    await asyncio.sleep(0.45)
    assert await store.turns.take(there) is None, "15 s have passed on a lease of 10 s"
    await bench.settled()
    assert await log_of(store, there) == ["ai_disclosure", "Bonjour", "ok"]


async def test_whoever_loses_the_lease_says_nothing(store: Store) -> None:
    bench = Bench(store, lease=0.15)
    other = []

    async def be_overtaken(_request: TurnRequest) -> None:
        store.clock.forward(11)
        other.append(await store.turns.take(there))
        await asyncio.sleep(1)

    bench.door.act = be_overtaken
    there = await store.begin()
    await store.say(there)
    bench.runner.wake(there)
    await bench.settled()
    assert await log_of(store, there) == ["ai_disclosure", "Bonjour"]
    reply = TurnReply(turn=other[0].id, parts=[Part(text="from the other")])
    await store.conversations.receive(there, i.TurnAnswered(reply=reply))
    assert await log_of(store, there) == ["ai_disclosure", "Bonjour", "from the other"]


async def test_stopping_puts_the_turn_back(store: Store) -> None:
    bench = Bench(store)
    asked = asyncio.Event()

    async def linger(_request: TurnRequest) -> None:
        asked.set()
        await asyncio.sleep(30)

    bench.door.act = linger
    there = await store.begin()
    await store.say(there)
    bench.runner.wake(there)
    async with asyncio.timeout(5):
        await asked.wait()
    await bench.runner.stop()
    assert await store.turns.due() == [there]
    bench.runner.wake(there)
    assert bench.runner._workers == {}, "a stopped runner begins nothing"


async def test_a_question_is_looked_up_before_newer_messages_and_told(store: Store) -> None:
    bench = Bench(store)
    there = await store.begin()
    await store.say(there, "know why?", "m-0")
    await store.say(there, "newer", "m-1")
    bench.runner.wake(there)
    await bench.settled()
    assert [type(asked.input).__name__ for asked in bench.door.asked] == ["TextInput", "SystemInput", "TextInput"]
    assert [asked.query.question for asked in bench.answers.asked] == ["know why?"]
    assert await log_of(store, there) == ["ai_disclosure", "know why?", "newer", "answered", "ok"]
    stored = await store.answers.find("code 0001")
    assert (stored.conversation, stored.record.question) == (there, "know why?")


async def test_it_is_shown_what_is_being_done_without_a_pause_between(store: Store) -> None:
    bench = Bench(store)
    there = await store.begin()
    await store.say(there, "know why?", "m-0")
    bench.runner.wake(there)
    await bench.settled()
    assert [(busy.busy, busy.stage, busy.pages) for busy in bench.shown] == [
        (True, None, 0),
        (True, None, 0),
        (True, "searching", 0),
        (True, "reading", 2),
        (True, None, 0),
        (False, None, 0),
    ]


async def test_an_answer_server_that_comes_back_is_asked_again(store: Store) -> None:
    bench = Bench(store)
    bench.answers.fails = 2
    there = await store.begin()
    await store.say(there, "know why?", "m-0")
    bench.runner.wake(there)
    await bench.settled()
    assert len(bench.answers.asked) == 3
    assert (await log_of(store, there))[-1] == "answered"


@pytest.mark.parametrize("failure", [AnswersUnavailableError("away"), AnswersRefusedError("no")])
async def test_an_answer_server_that_stays_away_is_no_dead_end(store: Store, failure: Exception) -> None:
    bench = Bench(store, question=0.1)
    bench.answers.fails, bench.answers.failure = math.inf, failure
    there = await store.begin()
    await store.say(there, "know why?", "m-0")
    bench.runner.wake(there)
    await bench.settled()
    assert (await log_of(store, there))[-1] == "unknown"
    assert await store.turns.due() == []


async def test_who_no_longer_waits_gets_a_quotation_and_the_model_is_stopped(store: Store) -> None:
    bench = Bench(store)
    bench.answers.waits = 30
    there = await store.begin()
    await store.say(there, "know why?", "m-0")
    bench.runner.stop_writing(there)  # nothing is in progress yet
    bench.runner.wake(there)
    async with asyncio.timeout(5):
        while not bench.answers.asked:  # noqa: ASYNC110 - it happens in code that knows no event
            await asyncio.sleep(0.01)
        bench.runner.stop_writing("another")
        bench.runner.stop_writing(there)
        await bench.settled()
    assert [asked.quoted for asked in bench.answers.asked] == [False, True]
    assert bench.answers.cancelled == 1
    assert (await log_of(store, there))[-1] == "answered"
    # It holds for this question only.
    await store.say(there, "know how?", "m-1")
    bench.answers.waits = 0
    bench.runner.wake(there)
    await bench.settled()
    assert [asked.quoted for asked in bench.answers.asked] == [False, True, False]


async def test_a_runner_that_is_stopped_stops_the_work_and_leaves_the_question_to_the_next(store: Store) -> None:
    bench = Bench(store)
    bench.answers.waits = 30
    there = await store.begin()
    await store.say(there, "know why?", "m-0")
    bench.runner.wake(there)
    async with asyncio.timeout(5):
        while not bench.answers.asked:  # noqa: ASYNC110 - it happens in code that knows no event
            await asyncio.sleep(0.01)
    await bench.runner.stop()
    assert bench.answers.cancelled == 1
    successor = Bench(store)
    successor.runner.wake(there)
    await successor.settled()
    assert (await log_of(store, there))[-1] == "answered"


async def test_a_turn_that_was_leased_as_it_was_stored_is_carried_out(store: Store) -> None:
    bench = Bench(store)
    there = await store.begin()
    taken = await store.turns.started(await store.say(there, "text", "m-0", starts=True))
    assert taken is not None
    assert bench.runner.is_free
    await bench.runner.begin(taken)
    await bench.settled()
    assert (await log_of(store, there))[-2:] == ["text", "ok"]
    assert [asked.turn for asked in bench.door.asked] == [taken.id]
    assert bench.runner._begun == {}


async def test_a_turn_that_was_leased_to_whoever_stops_is_free_for_the_next(store: Store) -> None:
    bench = Bench(store)
    there = await store.begin()
    taken = await store.turns.started(await store.say(there, "text", "m-0", starts=True))
    assert taken is not None
    await bench.runner.stop()
    assert not bench.runner.is_free
    await bench.runner.begin(taken)
    assert bench.door.asked == []
    assert await store.turns.due() == [there]


async def test_what_was_begun_and_not_looked_at_is_put_back_when_the_runner_stops(store: Store) -> None:
    bench = Bench(store)
    there = await store.begin()
    taken = await store.turns.started(await store.say(there, "text", "m-0", starts=True))
    assert taken is not None
    await bench.runner.begin(taken)
    await bench.runner.stop()
    assert await store.turns.due() == [there]
