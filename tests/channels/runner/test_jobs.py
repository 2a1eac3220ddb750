"""The clerk: sends jobs once, leaves to the sweep what does not go out; the message that workers read."""

from __future__ import annotations

import asyncio
import base64
import json
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
import redis

from channels.core import inputs as i
from channels.core.state import Identity
from channels.runner.jobs import CelerySender, JobClerk, JobUnsentError
from channels.runner.sweep import Sweep
from channels.runner.turns import TurnRunner
from channels.store.conversations import UnknownConversationError
from channels.store.database import Database
from contracts.names import QUEUE_JOBS, TASK_RUN_JOB
from tests.channels.servers import RedisServer
from tests.channels.store.conftest import Clock, Store
from tests.channels.store.test_jobs import filed, work
from tests.ports import free_port

OVER = Identity(subject="s", claims={}, expires_at=datetime(2026, 11, 23, 8, 0, tzinfo=UTC))
"""Somebody whose login has expired when the clock of the store begins."""


class ListSender:
    """Remembers what was sent; raises while it is told to."""

    def __init__(self) -> None:
        self.sent: list[str] = []
        self.is_away = False

    def send(self, job_id: str) -> None:
        if self.is_away:
            raise JobUnsentError("away")
        self.sent.append(job_id)


@pytest.fixture
async def store(sqlite_url: str) -> AsyncIterator[Store]:
    database = Database(sqlite_url)
    yield Store(database, Clock())
    await database.close()


async def settled(clerk: JobClerk) -> None:
    while clerk._tasks:
        await asyncio.gather(*clerk._tasks)


async def test_a_job_is_sent_once_however_often_it_is_asked_for(store: Store) -> None:
    sender = ListSender()
    clerk = JobClerk(store.jobs, sender, store.jobs.report)
    _, filed_job = await filed(store)
    for _ in range(5):
        clerk.send(filed_job)
    await settled(clerk)
    assert sender.sent == [filed_job]
    await clerk.stop()


async def test_a_job_that_does_not_go_out_is_left_to_the_sweep(store: Store) -> None:
    sender = ListSender()
    sender.is_away = True
    clerk = JobClerk(store.jobs, sender, store.jobs.report)
    _, filed_job = await filed(store)
    clerk.send(filed_job)
    await settled(clerk)
    assert await store.jobs.unsent() == [filed_job]
    await clerk.stop()


async def test_a_failure_does_not_stop_the_clerk(store: Store) -> None:
    told = []

    async def fail_first(job_id: str) -> None:
        told.append(job_id)
        if len(told) == 1:
            raise RuntimeError("broken")

    clerk = JobClerk(store.jobs, ListSender(), fail_first)
    clerk.report("one")
    clerk.report("two")
    await settled(clerk)
    assert told == ["one", "two"]
    await clerk.stop()


class Woken(TurnRunner):
    """Remembers what it was woken for."""

    def __init__(self) -> None:
        self.woken: list[str] = []

    def wake(self, conversation_id: str) -> None:
        self.woken.append(conversation_id)


async def test_the_sweep_finds_all_that_was_left_behind(store: Store) -> None:
    sender, runner = ListSender(), Woken()
    clerk = JobClerk(store.jobs, sender, store.jobs.report)
    expired: list[str] = []

    async def expire(conversation_id: str) -> None:
        expired.append(conversation_id)
        raise UnknownConversationError("erased since it was found")

    async def tend() -> None:
        tended.append("desk")

    tended: list[str] = []
    sweep = Sweep(store.turns, store.jobs, store.identities, runner, clerk, expire, tend, 60)
    _, unsent = await filed(store)
    moved_in, moved = await filed(store)
    await store.jobs.mark_sent(moved)
    await work(store, moved, state="running")
    waiting = await store.begin()
    await store.say(waiting)
    logged_in = await store.begin()
    await store.conversations.receive(logged_in, i.LoggedIn(identity=OVER, token_hash="t"))
    await store.answer(logged_in)
    await sweep.look()
    await settled(clerk)
    assert sender.sent == [unsent]
    assert runner.woken == [waiting]
    assert (expired, tended) == ([logged_in], ["desk"])
    assert (await store.conversations.events_after(moved_in, 0))[-1].data.state == "running"
    await sweep.look()
    await settled(clerk)
    assert sender.sent == [unsent], "nothing is left to send"
    await clerk.stop()


async def test_the_sweep_lives_through_a_database_that_is_away(store: Store) -> None:
    runner = Woken()
    clerk = JobClerk(store.jobs, ListSender(), store.jobs.report)
    sweep = Sweep(store.turns, store.jobs, store.identities, runner, clerk, store.begin, store.begin, 0.02)
    async with store.database.write() as connection:
        await connection.exec_driver_sql("ALTER TABLE turn RENAME TO elsewhere")
    running = asyncio.create_task(sweep.run())
    await asyncio.sleep(0.2)
    async with store.database.write() as connection:
        await connection.exec_driver_sql("ALTER TABLE elsewhere RENAME TO turn")
    there = await store.begin()
    happened = i.PersonAsked(message_id="m", owner_seq=0)
    await store.conversations.receive(there, happened)
    await store.conversations.receive(there, i.QueueLeft())
    await asyncio.sleep(0.2)
    running.cancel()
    assert there in runner.woken
    await clerk.stop()


def test_the_message_names_the_task_and_the_job(redis_server: RedisServer) -> None:
    sender = CelerySender(redis_server.url)
    queue = redis.Redis.from_url(redis_server.url)
    queue.delete(QUEUE_JOBS)
    sender.send("the-job")
    [message] = [json.loads(raw) for raw in queue.lrange(QUEUE_JOBS, 0, -1)]
    arguments, options, _ = json.loads(base64.b64decode(message["body"]))
    assert (message["headers"]["task"], arguments, options) == (TASK_RUN_JOB, ["the-job"], {})
    assert message["content-type"] == "application/json"
    queue.delete(QUEUE_JOBS)
    queue.close()
    sender.close()


def test_without_redis_sending_fails_soon() -> None:
    sender = CelerySender(f"redis://127.0.0.1:{free_port()}/0")
    began = time.monotonic()
    with pytest.raises(JobUnsentError):
        sender.send("the-job")
    assert time.monotonic() - began < 10
    sender.close()
