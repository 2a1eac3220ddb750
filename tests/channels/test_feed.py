"""What one socket is sent: order, no gaps, bounded memory whatever the client does."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import msgspec
import pytest

from channels import feed as feed_module
from channels.core import inputs as i
from channels.core.staff_inputs import AgentNoted
from channels.fanout import Fanout
from channels.feed import MOST_FRAMES, MOST_NEWS, Feed, SlowReaderError
from channels.store.conversations import LONGEST_PAGE
from channels.store.database import Database
from channels.views import show_to_citizen, show_to_staff
from contracts.events import Event
from contracts.frames import Append, Busy, Pong
from tests.channels.store.conftest import Clock, Store


class Wire:
    """The socket's side: keeps what was sent, and can stop reading."""

    def __init__(self) -> None:
        self.sent: list[dict] = []
        self.reads = asyncio.Event()
        self.reads.set()
        self._came = asyncio.Condition()

    async def send(self, text: str) -> None:
        await self.reads.wait()
        async with self._came:
            self.sent.append(json.loads(text))
            self._came.notify_all()

    @property
    def seqs(self) -> list[int]:
        return [frame["event"]["seq"] for frame in self.sent if frame["type"] == "event"]

    async def has(self, count: int) -> None:
        async with asyncio.timeout(10), self._came:
            await self._came.wait_for(lambda: len(self.sent) >= count)


@pytest.fixture
async def store(sqlite_url: str) -> AsyncIterator[Store]:
    database = Database(sqlite_url)
    yield Store(database, Clock())
    await database.close()


@asynccontextmanager
async def fed(store: Store, wire: Wire, show=show_to_citizen):
    fanout = Fanout("redis://127.0.0.1:1/0")  # never run: wake-ups within the process only
    feed = Feed(wire.send, store.conversations, fanout, show)
    running = asyncio.create_task(feed.run())
    try:
        yield feed, fanout, running
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        feed.close()
        await fanout.close()


async def test_a_log_longer_than_a_page_is_sent_in_order(store: Store) -> None:
    there = await store.begin()
    for n in range(LONGEST_PAGE + 20):
        await store.conversations.receive(there, i.LanguageChosen(language="de" if n % 2 else "lb"))
    wire = Wire()
    async with fed(store, wire) as (feed, _, _):
        feed.follow(there, 3)
        await wire.has(LONGEST_PAGE + 18)
        await asyncio.sleep(0.05)
        assert wire.seqs == list(range(4, LONGEST_PAGE + 22))


async def test_what_is_new_is_sent_when_the_log_moves(store: Store) -> None:
    there = await store.begin()
    wire = Wire()
    async with fed(store, wire) as (feed, fanout, _):
        feed.follow(there, 0)
        await wire.has(1)
        await store.say(there)
        await asyncio.sleep(0.1)
        assert wire.seqs == [1], "nobody said that it moved"
        fanout.conversation_moved(there)
        fanout.conversation_moved(there)
        await wire.has(2)
        await asyncio.sleep(0.05)
        assert wire.seqs == [1, 2]


class Reads:
    """Counts how often a log was read."""

    def __init__(self, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
        self.count = 0
        read = store.conversations.events_after

        async def counted(conversation: str, seq: int) -> list[Event]:
            self.count += 1
            return await read(conversation, seq)

        monkeypatch.setattr(store.conversations, "events_after", counted)


async def test_what_was_stored_here_and_follows_is_not_read_again(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    there, wire = await store.begin(), Wire()
    reads = Reads(store, monkeypatch)
    async with fed(store, wire) as (feed, fanout, _):
        feed.follow(there, 0)
        await wire.has(1)
        assert reads.count == 1
        first, second, third = [await store.say(there, f"text {n}", f"m-{n}") for n in range(3)]
        fanout.conversation_moved(there, first.events)
        await wire.has(2)
        fanout.conversation_moved(there, second.events)
        fanout.conversation_moved(there, third.events)
        await wire.has(4)
        fanout.conversation_moved(there, first.events)
        await asyncio.sleep(0.05)
        assert reads.count == 1
        assert wire.sent[1:] == [sent_of(event) for event in await store.conversations.events_after(there, 1)]


def sent_of(event: Event) -> dict:
    return json.loads(msgspec.json.encode(Append(event=show_to_citizen(event))))


@pytest.mark.parametrize("count", [2, MOST_NEWS + 2])
async def test_what_does_not_follow_or_is_too_much_is_read(
    store: Store, monkeypatch: pytest.MonkeyPatch, count: int
) -> None:
    there, wire = await store.begin(), Wire()
    reads = Reads(store, monkeypatch)
    async with fed(store, wire) as (feed, fanout, _):
        feed.follow(there, 0)
        await wire.has(1)
        said = [await store.say(there, f"text {n}", f"m-{n}") for n in range(count)]
        told = said[1:] if count == 2 else said
        for outcome in told:
            fanout.conversation_moved(there, outcome.events)
        await wire.has(1 + count)
        assert wire.seqs == list(range(1, count + 2))
        assert reads.count == 2


async def test_what_nobody_knows_is_read_though_something_else_is_known(store: Store) -> None:
    there, wire = await store.begin(), Wire()
    async with fed(store, wire) as (feed, fanout, _):
        feed.follow(there, 0)
        await wire.has(1)
        first = await store.say(there, "text", "m-0")
        await store.say(there, "elsewhere", "m-1")
        fanout.conversation_moved(there, first.events)
        fanout.wake(there)
        await wire.has(3)
        assert wire.seqs == [1, 2, 3]


async def test_following_from_elsewhere_and_unfollowing(store: Store) -> None:
    there = await store.begin()
    await store.say(there)
    wire = Wire()
    async with fed(store, wire) as (feed, fanout, _):
        feed.follow(there, 1)
        await wire.has(1)
        feed.follow(there, 0)
        await wire.has(3)
        assert wire.seqs == [2, 1, 2]
        feed.unfollow(there)
        await store.say(there, message_id="m-2")
        fanout.conversation_moved(there)
        fanout.pass_on(there, Busy(conversation=there, busy=True))
        await asyncio.sleep(0.05)
        assert wire.seqs == [2, 1, 2]
        assert fanout._watchers == {}


async def test_following_anew_while_the_log_is_being_sent(store: Store) -> None:
    there = await store.begin()
    for n in range(5):
        await store.say(there, message_id=f"m-{n}")
    wire = Wire()
    async with fed(store, wire) as (feed, _, _):
        wire.reads.clear()
        feed.follow(there, 0)
        await asyncio.sleep(0.05)
        feed.follow(there, 4)
        wire.reads.set()
        await wire.has(3)
        await asyncio.sleep(0.05)
        assert wire.seqs == [1, 5, 6]


async def test_notes_leave_a_hole_in_the_citizens_view_only(store: Store) -> None:
    there = await store.begin()
    alex = await store.hire("alex")
    await store.conversations.receive(there, AgentNoted(agent=alex.agent, text="geheim"))
    await store.say(there)
    citizens, agents = Wire(), Wire()
    async with fed(store, citizens) as (a, _, _), fed(store, agents, show_to_staff) as (b, _, _):
        a.follow(there, 0)
        b.follow(there, 0)
        await agents.has(3)
        await citizens.has(2)
    assert (citizens.seqs, agents.seqs) == ([1, 3], [1, 2, 3])


async def test_frames_go_before_logs_and_the_end_of_work_after_them(store: Store) -> None:
    there = await store.begin()
    wire = Wire()
    async with fed(store, wire) as (feed, _, _):
        feed.put_afterwards(Busy(conversation=there, busy=False))
        feed.follow(there, 0)
        feed.put(Pong())
        await wire.has(3)
        assert [frame["type"] for frame in wire.sent] == ["pong", "event", "busy"]


@pytest.mark.parametrize("put", ["put", "put_afterwards"])
async def test_a_client_that_does_not_read_is_given_up(store: Store, put: str) -> None:
    wire = Wire()
    wire.reads.clear()
    async with fed(store, wire) as (feed, _, running):
        for _ in range(10 * MOST_FRAMES):
            getattr(feed, put)(Pong())
        assert len(feed._frames) + len(feed._afterwards) == MOST_FRAMES
        await asyncio.sleep(0.05)
        wire.reads.set()
        with pytest.raises(SlowReaderError):
            await asyncio.wait_for(running, 5)


async def test_a_frame_that_nobody_takes_ends_the_feed(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feed_module, "SEND_SECONDS", 0.1)
    wire = Wire()
    wire.reads.clear()
    async with fed(store, wire) as (feed, _, running):
        feed.put(Pong())
        with pytest.raises(SlowReaderError):
            await asyncio.wait_for(running, 5)


async def test_a_feed_knows_how_far_it_has_sent(store: Store) -> None:
    there = await store.begin()
    await store.say(there)
    wire = Wire()
    async with fed(store, wire) as (feed, _, _):
        assert feed.has_read(there, 5), "what is not followed needs nothing"
        feed.follow(there, 1)
        assert not feed.has_read(there, 2)
        await wire.has(1)
        assert feed.has_read(there, wire.seqs[-1])
        assert not feed.has_read(there, wire.seqs[-1] + 1)
