"""Wake-ups between two gateways over a real Redis, and without it."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import pytest
import redis

from channels.fanout import Fanout
from channels.passing import Passing, Watching
from contracts.agent_frames import Erased
from contracts.events import Event, Notice
from contracts.frames import Busy, Typing
from contracts.names import TOPIC_CONVERSATION_MOVED, TOPIC_JOB_MOVED, TOPIC_PASSING
from tests.channels.servers import RedisServer, wait_until


class Ear:
    """Writes down what it was told."""

    def __init__(self) -> None:
        self.heard: list[object] = []
        self.rung = asyncio.Event()

    def log_moved(self, conversation_id: str, news: Sequence[Event] = ()) -> None:
        self._note((conversation_id, *news) if news else conversation_id)

    def desk_moved(self) -> None:
        self._note("desk")

    def pass_on(self, conversation_id: str, frame: Passing) -> None:
        self._note(frame)

    def _note(self, what: object) -> None:
        self.heard.append(what)
        self.rung.set()

    async def hears(self, what: object) -> None:
        async with asyncio.timeout(10):
            while what not in self.heard:
                self.rung.clear()
                await self.rung.wait()


@asynccontextmanager
async def listening(url: str) -> AsyncIterator[Fanout]:
    fanout = Fanout(url)
    ready = Ear()
    fanout.on_desk_moved = ready.desk_moved
    running = asyncio.create_task(fanout.run())
    try:
        await ready.hears("desk")  # everybody is woken once the subscription stands
        fanout.on_desk_moved = lambda: None
        yield fanout
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        await fanout.close()


async def test_watchers_are_woken_here_and_elsewhere(own_redis: RedisServer) -> None:
    async with listening(own_redis.url) as here, listening(own_redis.url) as there:
        near, far, other = Ear(), Ear(), Ear()
        here.watch("c", near)
        there.watch("c", far)
        there.watch("d", other)
        here.conversation_moved("c")
        assert near.heard == ["c"], "in this process without delay"
        await far.hears("c")
        here.on_desk_moved, there.on_desk_moved = near.desk_moved, far.desk_moved
        here.desk_moved()
        await far.hears("desk")
        there.unwatch("c", far)
        there.on_desk_moved = lambda: None
        here.conversation_moved("c")
        here.desk_moved()
        here.conversation_moved("d")
        await other.hears("d")
        assert far.heard == ["c", "desk"]
        assert near.heard.count("desk") == 2, "a gateway is not woken by its own word"
        assert other.heard == ["d"]


async def test_what_a_gateway_stored_itself_it_hears_of_once(own_redis: RedisServer) -> None:
    """Its own word comes back from Redis; that of another gateway about the same conversation is heard all the same."""
    news = Event(conversation="c", seq=1, at="", data=Notice(code="ai_disclosure"))
    async with listening(own_redis.url) as here, listening(own_redis.url) as there:
        near, far = Ear(), Ear()
        here.watch("c", near)
        there.watch("c", far)
        here.watch("end", near)
        for _ in range(3):
            here.conversation_moved("c", [news])
        there.conversation_moved("c", [news])
        await far.hears("c")
        await near.hears("c")
        there.conversation_moved("end")
        await near.hears("end")
        await asyncio.sleep(0.2)
        assert near.heard.count(("c", news)) == 3
        assert near.heard.count("c") == 1
        assert far.heard.count("c") == 3, "what was stored elsewhere is read"
        assert not here._echoes


async def test_what_is_passed_on_arrives_once_everywhere(own_redis: RedisServer) -> None:
    async with listening(own_redis.url) as here, listening(own_redis.url) as there:
        near, far = Ear(), Ear()
        here.watch("c", near)
        there.watch("c", far)
        busy, typing = Busy(conversation="c", busy=True), Typing(conversation="c", author="agent")
        here.pass_on("c", busy)
        here.pass_on("c", typing)
        await far.hears(typing)
        await asyncio.sleep(0.2)
        assert near.heard == far.heard == [busy, typing]


async def test_who_stops_watching_what_was_erased_keeps_nobody_from_hearing_of_it(own_redis: RedisServer) -> None:
    async with listening(own_redis.url) as here, listening(own_redis.url) as there:

        class Leaving(Ear):
            def pass_on(self, conversation_id: str, frame: Passing) -> None:
                super().pass_on(conversation_id, frame)
                there.unwatch(conversation_id, self)

        ears = [Leaving(), Leaving()]
        for ear in ears:
            there.watch("c", ear)
        here.pass_on("c", Erased(conversation="c"))
        for ear in ears:
            await ear.hears(Erased(conversation="c"))
        assert "c" not in there.watched


async def test_who_looks_on_is_told_to_other_gateways_only(own_redis: RedisServer) -> None:
    async with listening(own_redis.url) as here, listening(own_redis.url) as there:
        ear = Ear()
        here.on_watching = lambda *_: pytest.fail("told itself")
        there.on_watching = lambda _gateway, conversation, watching: ear._note((conversation, watching))
        watching = Watching(people={"1": "Alex"}, ask=True)
        here.tell_watching("c", watching)
        await ear.hears(("c", watching))


async def test_a_workers_word_is_passed_to_the_hub(own_redis: RedisServer) -> None:
    async with listening(own_redis.url) as here:
        heard = asyncio.Queue()
        here.on_job_moved = heard.put_nowait
        with redis.Redis.from_url(own_redis.url) as worker:
            worker.publish(TOPIC_JOB_MOVED, "the-job")
        async with asyncio.timeout(5):
            assert await heard.get() == "the-job"


async def test_nonsense_on_a_topic_is_passed_over(own_redis: RedisServer) -> None:
    async with listening(own_redis.url) as here:
        ear = Ear()
        here.watch("c", ear)
        with redis.Redis.from_url(own_redis.url) as stranger:
            for topic, payload in (
                (TOPIC_PASSING, b"{"),
                (TOPIC_PASSING, b"\xff"),
                (TOPIC_CONVERSATION_MOVED, b"\xff"),
            ):
                stranger.publish(topic, payload)
            stranger.publish(TOPIC_CONVERSATION_MOVED, "c")
        await ear.hears("c")


async def test_after_redis_was_away_everybody_is_woken(own_redis: RedisServer) -> None:
    async with listening(own_redis.url) as here:
        ear = Ear()
        here.watch("c", ear)
        here.on_desk_moved = ear.desk_moved
        own_redis.kill()
        await asyncio.to_thread(wait_until, lambda: not here.is_connected, "the loss of Redis is seen")
        here.conversation_moved("c")
        assert ear.heard == ["c"], "in this process all goes on"
        here.pass_on("c", Busy(conversation="c", busy=True))
        ear.heard.clear()
        await asyncio.to_thread(own_redis.start)
        await ear.hears("c")
        await ear.hears("desk")
        assert here.is_connected


async def test_a_redis_that_is_away_for_long_costs_no_memory(own_redis: RedisServer) -> None:
    own_redis.kill()
    fanout = Fanout(own_redis.url)
    for number in range(10_000):
        fanout.conversation_moved(str(number))
        fanout.pass_on(str(number), Busy(conversation=str(number), busy=True))
    assert fanout._outgoing.qsize() == fanout._outgoing.maxsize
    await fanout.close()


class SwallowingRedis:
    """Publishes, and loses the order to end when it comes in the middle, as calls with a time limit can."""

    def __init__(self) -> None:
        self.called = asyncio.Event()
        self.answered = asyncio.Event()

    @asynccontextmanager
    async def pipeline(self, *, transaction: bool) -> AsyncIterator[SwallowingRedis]:
        yield self

    def publish(self, topic: str, payload: str) -> None:
        """Goes out with `execute`."""

    async def execute(self) -> None:
        self.called.set()
        with contextlib.suppress(asyncio.CancelledError):
            await self.answered.wait()


async def test_an_order_to_end_that_a_call_swallows_is_obeyed(monkeypatch: pytest.MonkeyPatch) -> None:
    fanout = Fanout("redis://127.0.0.1:1/0")
    swallowing = SwallowingRedis()
    monkeypatch.setattr(fanout, "_redis", swallowing)
    publishing = asyncio.create_task(fanout._again_and_again(fanout._publish))
    fanout.conversation_moved("c")
    await swallowing.called.wait()
    publishing.cancel()
    async with asyncio.timeout(10):
        await asyncio.gather(publishing, return_exceptions=True)
