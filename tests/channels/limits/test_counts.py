"""Limits that several gateways share, with a Redis that is there, goes away and comes back."""

from __future__ import annotations

import asyncio
import tracemalloc
from collections.abc import AsyncIterator, Callable

import pytest
from redis.asyncio import Redis

from channels.limits.counts import PAUSE_SECONDS, Counts
from channels.limits.table import Limit
from channels.rates import Rate
from tests.channels.servers import RedisServer
from tests.ports import free_port

SECRET = b"of the installation"
PATIENT = 30.0
"""Seconds that a gateway of these tests waits for Redis: on a busy machine one that is slow is not away."""
SOON = 0.3
"""Seconds of a window that the test waits for."""

Open = Callable[..., Counts]


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
async def gateway() -> AsyncIterator[Open]:
    """Opens the counters of one gateway after the other."""
    opened: list[Counts] = []

    def open_one(url: str, **options: object) -> Counts:
        opened.append(Counts(url, SECRET, **{"answer": PATIENT, **options}))
        return opened[-1]

    yield open_one
    for one in opened:
        await one.close()


@pytest.fixture
async def redis(redis_server: RedisServer) -> AsyncIterator[Redis]:
    client = Redis.from_url(redis_server.url)
    await client.flushdb()
    yield client
    await client.aclose()


def limit(most: int, window: float = 60, name: str = "l") -> Limit:
    return Limit(name=name, most=most, window=window)


async def test_all_gateways_count_together(redis_server: RedisServer, redis: Redis, gateway: Open) -> None:
    one, other = gateway(redis_server.url), gateway(redis_server.url)
    three = limit(3)
    assert [await g.take(three.of("a")) for g in (one, other, one)] == [0, 0, 0]
    for g in (one, other):
        assert 59 < await g.take(three.of("a")) <= 60
    assert await other.take(three.of("b")) == 0


async def test_many_at_the_same_moment_get_no_more(redis_server: RedisServer, redis: Redis, gateway: Open) -> None:
    gateways = [gateway(redis_server.url) for _ in range(4)]
    waits = await asyncio.gather(*(g.take(limit(10).of("a")) for g in gateways for _ in range(25)))
    assert waits.count(0) == 10


async def test_the_window_slides(redis_server: RedisServer, redis: Redis, gateway: Open) -> None:
    one, two = gateway(redis_server.url), limit(2, SOON)
    assert [await one.take(two.of("a")), await one.take(two.of("a"))] == [0, 0]
    wait = await one.take(two.of("a"))
    assert 0 < wait <= SOON
    async with asyncio.timeout(20):
        while await one.take(two.of("a")):  # noqa: ASYNC110 - Redis has the clock
            await asyncio.sleep(0.01)


async def test_under_all_keys_or_under_none(redis_server: RedisServer, redis: Redis, gateway: Open) -> None:
    one, wide, narrow = gateway(redis_server.url), limit(3, name="wide"), limit(1, name="narrow")
    assert await one.take(wide.of("a"), narrow.of("x")) == 0
    assert await one.take(wide.of("a"), narrow.of("x")) > 0
    assert [await one.take(wide.of("a")), await one.take(wide.of("a"))] == [0, 0], "the refused one did not count"
    assert await one.take(wide.of("a"), narrow.of("y")) > 0
    assert await one.take(narrow.of("y")) == 0


async def test_several_at_once(redis_server: RedisServer, redis: Redis, gateway: Open) -> None:
    one, five = gateway(redis_server.url), limit(5)
    assert await one.take(five.of("a", 3)) == 0
    assert await one.take(five.of("a", 3)) > 0
    assert await one.take(five.of("a", 2)) == 0
    assert await one.take(five.of("b", 6)) > 0, "more than there ever may be"


async def test_taking_back_and_beginning_anew(redis_server: RedisServer, redis: Redis, gateway: Open) -> None:
    one, other, two = gateway(redis_server.url), gateway(redis_server.url), limit(2)
    await one.take(two.of("a", 2))
    await other.give_back(two.of("a"))
    assert [await one.take(two.of("a")) > 0, await one.take(two.of("a")) > 0] == [False, True]
    await other.forget(two.of("a"))
    assert await one.take(two.of("a", 2)) == 0


async def test_what_is_kept_tells_nobody_an_address_and_ends(
    redis_server: RedisServer, redis: Redis, gateway: Open
) -> None:
    one = gateway(redis_server.url)
    await one.take(limit(5, 10, name="x").of("192.0.2.7"), limit(5, 600, name="y").of("192.0.2.7"))
    keys = await redis.keys("*")
    assert len(keys) == 2
    assert not any(b"192" in key for key in keys)
    for key in keys:
        assert 0 < await redis.pttl(key) <= (10_000 if b":x:" in key else 600_000)
        assert all(entry.isdigit() for entry in await redis.lrange(key, 0, -1)), "moments only"


async def test_without_redis_each_gateway_goes_on_from_what_it_counted(own_redis: RedisServer, gateway: Open) -> None:
    clock = Clock()
    one, other, four = gateway(own_redis.url, clock=clock), gateway(own_redis.url, clock=clock), limit(4)
    assert [await one.take(four.of("a")), await one.take(four.of("a")), await other.take(four.of("a"))] == [0, 0, 0]
    own_redis.kill()
    assert [await one.take(four.of("a")) > 0 for _ in range(3)] == [False, False, True], "neither open nor locked"
    assert [await other.take(four.of("a")) > 0 for _ in range(4)] == [False, False, False, True]
    assert await one.take(four.of("b")) == 0
    await one.forget(four.of("a"))
    assert await one.take(four.of("a")) == 0
    own_redis.start()
    clock.now += PAUSE_SECONDS
    assert [await one.take(four.of("c")), await other.take(four.of("c", 3))] == [0, 0]
    assert await one.take(four.of("c")) > 0, "they count together again"


async def test_a_redis_that_is_away_is_left_alone_for_a_while(gateway: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock()
    one = gateway(f"redis://127.0.0.1:{free_port()}/0", clock=clock)
    asked = []
    take = one._take

    async def count(**arguments: object) -> object:
        asked.append(clock.now)
        return await take(**arguments)

    monkeypatch.setattr(one, "_take", count)
    for pause in (0, 0, PAUSE_SECONDS / 2, PAUSE_SECONDS):
        clock.now += pause
        assert await one.take(limit(100).of("a")) == 0
    assert asked == [1000.0, 1000 + 1.5 * PAUSE_SECONDS]


async def test_a_redis_that_forbids_scripts_is_one_that_is_away(
    redis_server: RedisServer, redis: Redis, gateway: Open
) -> None:
    await redis.acl_setuser("limited", enabled=True, nopass=True, keys="*", commands=["+@all", "-@scripting"])
    try:
        one = gateway(redis_server.url.replace("redis://", "redis://limited:x@"))
        assert [await one.take(limit(1).of("a")) > 0 for _ in range(2)] == [False, True]
    finally:
        await redis.acl_deluser("limited")


async def test_however_long_a_key_is_it_takes_the_memory_of_a_short_one(gateway: Open) -> None:
    one, names = gateway(f"redis://127.0.0.1:{free_port()}/0"), limit(5)
    await one.take(names.of("warm"))
    tracemalloc.start()
    try:
        for number in range(200):
            await one.take(names.of(f"{number:060000}"))
        taken, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert taken < 2_000_000, "the keys have twelve million letters"


async def test_who_is_refused_is_written_down_once_and_not_by_name(
    redis_server: RedisServer, redis: Redis, gateway: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[dict[str, object]] = []
    monkeypatch.setattr(
        "channels.limits.counts.log.warning", lambda event, **fields: written.append({"event": event, **fields})
    )
    one = gateway(redis_server.url)
    for _ in range(20):
        await one.take(limit(1).of("192.0.2.7"))
    await one.take(limit(1).of("198.51.100.1", 2))
    assert [(line["event"], line["limits"]) for line in written] == [("limits.refused", "l")] * 2
    assert written[0]["by"] != written[1]["by"]
    assert "192.0.2.7" not in str(written)


async def test_the_script_and_the_memory_say_the_same(redis_server: RedisServer, redis: Redis, gateway: Open) -> None:
    one, memory = gateway(redis_server.url), Rate(7, 60)
    for times in (1, 3, 5, 2, 2, 1, 1):
        shared = await one.take(limit(7).of("a", times))
        alone = memory.wait("a", times)
        assert (shared > 0) == (alone > 0), times
        assert shared == pytest.approx(alone, abs=5)
        if not alone:
            memory.count("a", times)
