"""Killing gateways, Redis and the bot loses nothing and doubles nothing."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from typing import Any

import pytest
import redis
from sqlalchemy import create_engine, select, text, update
from websockets.exceptions import ConnectionClosed, InvalidHandshake

from channels.store.database import sync_url
from contracts.names import QUEUE_JOBS, TOPIC_JOB_MOVED
from contracts.tables import event, job
from tests.channels.client import Citizen, agent, citizen, new_message_id, sign_in
from tests.channels.servers import BotServer, Gateway, RedisServer, wait_until

Start = Callable[..., Gateway]

ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
"""For tests in which the database plays no part."""


@pytest.fixture
def start(database_url: str, own_redis: RedisServer, own_bot: BotServer) -> Iterator[Start]:
    """Starts gateways over one database; whatever still runs at the end is killed."""
    with ExitStack() as stack:

        def start_one(**settings: str) -> Gateway:
            gateway = Gateway(database_url, own_redis.url, own_bot.url, **settings)
            gateway.start()
            stack.callback(gateway.kill)
            return gateway

        yield start_one


def query(database_url: str, statement: Any) -> list:
    engine = create_engine(sync_url(database_url))
    try:
        with engine.begin() as connection:
            done = connection.execute(statement)
            return list(done.all()) if done.returns_rows else []
    finally:
        engine.dispose()


def texts_of(line: Citizen, author: str) -> list[str]:
    return [e["data"]["text"] for e in line.events if e["data"].get("author") == author]


@pytest.mark.parametrize("how", ["kill", "stop"])
async def test_a_turn_in_the_middle_of_which_the_gateway_ends_is_finished_once(
    start: Start, own_bot: BotServer, how: str
) -> None:
    gateway = start()
    async with citizen(gateway.origin) as line:
        await line.say("slow 1")
        await line.next_of("busy", busy=True)
        await asyncio.to_thread(getattr(gateway, how))
    await asyncio.to_thread(gateway.start)
    async with citizen(gateway.origin, token=line.token) as again:
        await again.hears("fr: slow 1")
        await again.listen(2)
        assert texts_of(again, "bot") == ["fr: slow 1"]
        assert [e["seq"] for e in again.events] == [1, 2, 3]
    assert own_bot.bot.most_in_flight >= 1
    assert len({r.turn for r in own_bot.bot.requests}) == 1, "asked again with the same turn"


@ON_SQLITE
async def test_another_gateway_finishes_what_a_killed_one_left(start: Start) -> None:
    first, second = start(), start()
    async with citizen(second.origin) as line:
        async with citizen(first.origin, token=line.token) as there:
            await there.say("slow 1")
            await line.next_of("busy", busy=True)
        await asyncio.to_thread(first.kill)
        await line.hears("fr: slow 1")
        await line.listen(2)
        assert texts_of(line, "bot") == ["fr: slow 1"]


@ON_SQLITE
async def test_a_message_goes_from_one_gateway_to_another_at_once(start: Start) -> None:
    # So rare a look at the log that only a wake-up can explain a quick arrival.
    first, second = start(MOIEN_POLL="30"), start(MOIEN_POLL="30")
    async with citizen(first.origin) as here, citizen(second.origin, token=here.token) as there:
        await asyncio.sleep(0.5)
        await here.say("Bonjour")
        async with asyncio.timeout(3):
            await there.hears("fr: Bonjour")
            await there.next_of("busy", busy=False)
        await here.hears("fr: Bonjour")
        assert there.events == here.events


@ON_SQLITE
async def test_without_redis_gateways_still_show_the_same(start: Start, own_redis: RedisServer) -> None:
    first, second = start(), start()
    cookie = account(first)
    async with (
        citizen(first.origin) as line,
        agent(second.origin, cookie) as desk,
    ):
        own_redis.kill()
        await line.say("Bonjour")
        await line.hears("fr: Bonjour")
        await line.send(type="ask_person", message_id=new_message_id())
        ticket = await desk.ticket_of(line.conversation)
        await desk.send(type="watch", conversation=line.conversation)
        await desk.send(type="claim", ticket=ticket["ticket"])
        await line.event("owner", owner="agent")
        await desk.send(type="say", conversation=line.conversation, message_id=new_message_id(), text="Je suis là")
        await line.event("message", author="agent", text="Je suis là")
        await line.say("Très bien")
        await desk.event("message", author="citizen", text="Très bien")
        await asyncio.to_thread(own_redis.start)
        await line.say("Encore là ?")
        await desk.event("message", author="citizen", text="Encore là ?")
        seqs = [e["seq"] for e in line.events]
        assert seqs == list(range(1, len(seqs) + 1))


def account(gateway: Gateway) -> str:
    gateway.hire("alex", "agent")
    return sign_in(gateway.origin, "alex", "a long password")


@ON_SQLITE
async def test_an_application_waits_for_redis_and_its_result_for_the_citizen(
    start: Start, database_url: str, own_redis: RedisServer, own_bot: BotServer
) -> None:
    gateway = start()
    own_redis.kill()
    async with citizen(gateway.origin) as line:
        await line.say("file")
        filed = await line.event("job", state="queued")
    await asyncio.to_thread(own_redis.start)
    queue = redis.Redis.from_url(own_redis.url)
    await asyncio.to_thread(wait_until, lambda: queue.llen(QUEUE_JOBS) > 0, "the job is in the queue")
    message = queue.lindex(QUEUE_JOBS, 0)
    assert filed["data"]["job"].encode() in message
    assert b"services.run_job" in message

    # What a worker does: the row first, then the wake-up, which may get lost.
    result = {"state": "succeeded", "reference": "RC-1", "code": None, "detail": None}
    ended = update(job).values(state="succeeded", result=result, updated_at=datetime.now(UTC))
    await asyncio.to_thread(query, database_url, ended)
    async with citizen(gateway.origin, token=line.token) as again:
        told = await again.event("job", state="succeeded")
        assert told["data"]["reference"] == "RC-1"
        await again.hears("fr: system_job_succeeded")
        await again.listen(1)
        assert len([e for e in again.events if e["data"]["kind"] == "job"]) == 2
    assert own_bot.bot.asked["system_job_succeeded"] == 1
    assert queue.llen(QUEUE_JOBS) == 1, "sent once"
    queue.close()


@ON_SQLITE
async def test_a_workers_wake_up_is_heard_at_once(start: Start, database_url: str, own_redis: RedisServer) -> None:
    gateway = start(MOIEN_SWEEP="60")
    async with citizen(gateway.origin) as line:
        await line.say("file")
        filed = await line.event("job", state="queued")
        await asyncio.to_thread(query, database_url, update(job).values(state="running"))
        with redis.Redis.from_url(own_redis.url) as publisher:
            publisher.publish(TOPIC_JOB_MOVED, filed["data"]["job"])
        async with asyncio.timeout(5):
            await line.event("job", state="running")


@ON_SQLITE
async def test_the_bot_may_be_away_for_a_while(start: Start, own_bot: BotServer) -> None:
    gateway = start()
    own_bot.stop()
    async with citizen(gateway.origin) as line:
        await line.say("Vous êtes là ?")
        await asyncio.sleep(2)
        await asyncio.to_thread(own_bot.start)
        await line.hears("fr: Vous êtes là ?")
        assert [e["data"]["kind"] for e in line.events] == ["notice", "message", "message"]


@ON_SQLITE
async def test_a_bot_that_stays_away_is_said_to_be_away_and_the_message_is_kept(
    start: Start, own_bot: BotServer
) -> None:
    gateway = start(MOIEN_TURN_PATIENCE="1")
    own_bot.stop()
    async with citizen(gateway.origin) as line:
        await line.say("Un, dit à personne")
        await line.say("Deux, dit à personne")
        await line.event("notice", code="bot_unavailable")
        await line.next_of("busy", busy=False)
        await asyncio.to_thread(own_bot.start)
        await line.say("Trois, dit au robot")
        await line.hears("fr: Trois, dit au robot")
        assert texts_of(line, "citizen") == ["Un, dit à personne", "Deux, dit à personne", "Trois, dit au robot"]
        assert texts_of(line, "bot") == ["fr: Trois, dit au robot"]
        notices = [e["data"]["code"] for e in line.events if e["data"]["kind"] == "notice"]
        assert notices == ["ai_disclosure", "bot_unavailable"]


@ON_SQLITE
async def test_a_result_waits_for_a_bot_that_is_away(start: Start, database_url: str, own_bot: BotServer) -> None:
    gateway = start(MOIEN_TURN_PATIENCE="1")
    async with citizen(gateway.origin) as line:
        await line.say("file")
        await line.event("job", state="queued")
        own_bot.stop()
        result = {"state": "rejected", "reference": None, "code": "unknown_person", "detail": None}
        await asyncio.to_thread(query, database_url, update(job).values(state="rejected", result=result))
        await line.event("job", state="rejected")
        await asyncio.sleep(2)
        await line.say("Alors ?")
        await line.event("notice", code="bot_unavailable")
        await asyncio.to_thread(own_bot.start)
        await line.hears("fr: system_job_rejected")
        assert texts_of(line, "bot").count("fr: system_job_rejected") == 1


async def test_a_database_that_is_lost_is_no_acknowledgement(start: Start, database_url: str) -> None:
    gateway = start()
    async with citizen(gateway.origin) as line:
        await asyncio.to_thread(query, database_url, text("ALTER TABLE event RENAME TO elsewhere"))
        with pytest.raises(ConnectionClosed) as closed:
            await line.say("Bonjour", "kept-by-the-client")
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == 1011
        await asyncio.to_thread(query, database_url, text("ALTER TABLE elsewhere RENAME TO event"))
    async with citizen(gateway.origin, token=line.token, last_seq=1) as again:
        assert await again.say("Bonjour", "kept-by-the-client") == 2


@pytest.mark.slow
async def test_a_storm_of_kills_loses_and_doubles_nothing(
    start: Start, database_url: str, own_redis: RedisServer, own_bot: BotServer
) -> None:
    """Ten citizens write all the time; gateways and Redis are killed; every message is stored and answered once."""
    gateways = [start(), start()]
    citizens, messages = 10, 8

    async def write_all(number: int) -> tuple[str, dict[str, int]]:
        token, last_seq, seqs = None, 0, {}
        to_say = [(f"dit {number} {n}", new_message_id()) for n in range(messages)]
        attempt = 0
        while to_say:
            attempt += 1
            try:
                async with citizen(gateways[(number + attempt) % 2].origin, token=token, last_seq=last_seq) as line:
                    token = line.token
                    while to_say:
                        seqs[to_say[0][0]] = await line.say(*to_say[0])
                        to_say.pop(0)
                        await asyncio.sleep(0.15)
            except (ConnectionClosed, OSError, InvalidHandshake, TimeoutError):
                await asyncio.sleep(0.2)
        assert token is not None
        return token, seqs

    async def break_things() -> None:
        for round_ in range(4):
            await asyncio.sleep(0.7)
            broken = gateways[round_ % 2]
            await asyncio.to_thread(broken.kill)
            if round_ == 1:
                own_redis.kill()
            await asyncio.to_thread(broken.start)
            if round_ == 2:
                await asyncio.to_thread(own_redis.start)

    breaking = asyncio.create_task(break_things())
    told = await asyncio.gather(*(write_all(number) for number in range(citizens)))
    await breaking

    for number, (token, seqs) in enumerate(told):
        wanted = [f"dit {number} {n}" for n in range(messages)]
        async with citizen(gateways[0].origin, token=token) as line:
            for words in wanted:
                await line.hears(f"fr: {words}")
            assert texts_of(line, "citizen") == wanted
            assert texts_of(line, "bot") == [f"fr: {words}" for words in wanted]
            assert [e["seq"] for e in line.events] == list(range(1, 2 * messages + 2))
            stored = {e["data"]["text"]: e["seq"] for e in line.events if e["data"].get("author") == "citizen"}
            assert stored == seqs, "what was acknowledged is what the log says"
    events = await asyncio.to_thread(query, database_url, select(event.c.message_id))
    assert max(Counter(row.message_id for row in events if row.message_id).values()) == 1
    assert max(own_bot.bot.asked.values()) == 1
