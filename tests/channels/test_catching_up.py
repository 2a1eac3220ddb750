"""Lost wake-ups are made up for, in one question for all logs, and nobody is woken for nothing twice."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator

import pytest

from channels import catching_up
from channels.catching_up import CatchUp
from channels.fanout import Fanout
from channels.store.database import Database
from channels.store.erasures import Erasures
from contracts.agent_frames import Erased
from tests.channels.store.conftest import Clock, Store


class Bell:
    def __init__(self, read: int = 0) -> None:
        self.rung: Counter[str] = Counter()
        self.read = read
        self.first = asyncio.Event()

    def log_moved(self, conversation_id: str) -> None:
        self.rung[conversation_id] += 1
        self.first.set()

    def has_read(self, _conversation_id: str, seq: int) -> bool:
        return self.read >= seq

    def pass_on(self, conversation_id: str, frame: object) -> None:
        raise AssertionError


@pytest.fixture
async def store(sqlite_url: str) -> AsyncIterator[Store]:
    database = Database(sqlite_url)
    yield Store(database, Clock())
    await database.close()


async def test_who_follows_a_log_that_grew_is_woken_once(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catching_up, "AT_ONCE", 2)
    fanout, bell = Fanout("redis://127.0.0.1:1/0"), Bell()  # never run: nobody else wakes
    catch_up = CatchUp(store.conversations, fanout, 30)
    followed = [await store.begin() for _ in range(5)]
    other = await store.begin()
    for conversation in followed:
        fanout.watch(conversation, bell)
    await catch_up.look()
    assert bell.rung == Counter(followed), "how far they had read is not known at the first look"
    bell.rung.clear()
    await store.say(followed[3])
    await store.say(other)
    await catch_up.look()
    await catch_up.look()
    assert bell.rung == Counter([followed[3]])
    await fanout.close()


async def test_who_has_read_all_is_left_alone(store: Store) -> None:
    there = await store.begin()
    await store.say(there)
    reached = (await store.conversations.reach([there]))[there]
    fanout, up_to_date, behind = Fanout("redis://127.0.0.1:1/0"), Bell(reached), Bell(reached - 1)
    fanout.watch(there, up_to_date)
    fanout.watch(there, behind)
    await CatchUp(store.conversations, fanout, 30).look()
    assert (up_to_date.rung.total(), behind.rung.total()) == (0, 1)
    await fanout.close()


async def test_who_follows_an_erased_log_hears_of_it_though_nobody_said_so(store: Store) -> None:
    class Ear(Bell):
        def pass_on(self, conversation_id: str, frame: object) -> None:
            heard.append(frame)

    heard: list[object] = []
    fanout, ear = Fanout("redis://127.0.0.1:1/0"), Ear()
    there, other = await store.begin(), await store.begin()
    for conversation in (there, other):
        fanout.watch(conversation, ear)
    await Erasures(store.database, now=store.clock).erase(there, "retention")
    await CatchUp(store.conversations, fanout, 30).look()
    assert heard == [Erased(conversation=there)]
    await fanout.close()


async def test_looks_go_on_after_the_database_was_away(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    fanout, bell = Fanout("redis://127.0.0.1:1/0"), Bell()
    catch_up = CatchUp(store.conversations, fanout, 0.01)
    there = await store.begin()
    fanout.watch(there, bell)
    reach, failures = store.conversations.reach, iter([TimeoutError(), OSError()])

    async def sometimes(conversation_ids: list[str]) -> dict[str, int]:
        for failure in failures:
            raise failure
        return await reach(conversation_ids)

    monkeypatch.setattr(store.conversations, "reach", sometimes)
    running = asyncio.create_task(catch_up.run())
    try:
        async with asyncio.timeout(10):
            await bell.first.wait()
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        await fanout.close()
