"""Limits and caps of real gateways: what is refused, how it is told, and that nothing is lost by it."""

from __future__ import annotations

import asyncio
import contextlib
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import InvalidStatus

from channels.socket import MOST_IN_WINDOW, WINDOW_SECONDS
from tests.channels.client import Agent, Citizen, citizen, new_message_id, sign_in
from tests.channels.servers import PASSWORD, BotServer, Gateway, RedisServer, running

Pair = tuple[Gateway, Gateway]
PROXY = "127.0.0.1"
SLOW_SECONDS = 60.0
"""More than a socket may stand still."""
PACE = WINDOW_SECONDS / MOST_IN_WINDOW * 1.5
"""Seconds between frames of one conversation that are never too many."""


LIMITS = {
    "MOIEN_MESSAGES_PER_WINDOW": "6",
    "MOIEN_CONVERSATIONS_PER_ADDRESS": "3",
    "MOIEN_CONNECTIONS_PER_ADDRESS": "3",
    "MOIEN_CONNECTIONS_PER_CONVERSATION": "2",
    "MOIEN_CONNECTIONS_PER_AGENT": "1",
}


def settle(folder: Path, sqlite_template: Path, **settings: str) -> dict[str, str]:
    """What gateways of one installation share, behind a proxy that says who calls."""
    shutil.copy(sqlite_template, folder / "moien.db")
    return {"MOIEN_PROXIES": PROXY, "MOIEN_STATE_DIR": str(folder / "state"), **settings}


@pytest.fixture(scope="module")
def pair(
    redis_server: RedisServer, bot: BotServer, sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Gateway, Gateway]]:
    """Two gateways with one database and tight limits; each test has addresses of its own."""
    folder = tmp_path_factory.mktemp("limits")
    settings = settle(folder, sqlite_template, **LIMITS)
    one, other = (Gateway(f"sqlite:///{folder}/moien.db", redis_server.url, bot.url, **settings) for _ in range(2))
    with running(one), running(other):
        yield one, other


def open_socket(gateway: Gateway, address: str, **headers: str) -> connect:
    url = f"{gateway.origin.replace('http', 'ws')}/ws/citizen"
    return connect(url, origin=gateway.origin, additional_headers={"X-Forwarded-For": address, **headers})


async def begin(gateway: Gateway, address: str) -> httpx.Response:
    async with httpx.AsyncClient(base_url=gateway.origin, headers={"X-Forwarded-For": address}) as client:
        return await client.post("/api/conversations", json={"language": "fr"})


def refused_in(answer: httpx.Response, most: float) -> str:
    assert 0 < int(answer.headers["retry-after"]) <= most
    return str(answer.json()["code"])


async def test_two_gateways_count_one_conversation_together(pair: Pair) -> None:
    one, other = pair
    async with citizen(one.origin) as here, citizen(other.origin, token=here.token) as there:
        ids = [new_message_id() for _ in range(8)]
        for number, message_id in enumerate(ids):
            await (here, there)[number % 2].send(type="say", message_id=message_id, text=f"n {number}")
        answers = [
            await line.next(lambda f, own=message_id: f.get("message_id") == own)
            for number, message_id in enumerate(ids)
            for line in [(here, there)[number % 2]]
        ]
        refused = [answer for answer in answers if answer["type"] == "error"]
        assert len(refused) == 2
        assert all((f["code"], 0 < f["retry_after"] <= 10) == ("too_fast", True) for f in refused)
        # What was refused is stored once it is sent again in time, and once.
        for answer in refused:
            await asyncio.sleep(answer["retry_after"])
            await here.send(type="say", message_id=answer["message_id"], text="again")
            await here.next_of("ack", message_id=answer["message_id"])
        page = (await read_log(one, here)).json()["events"]
        stored = [e["data"]["message_id"] for e in page if e["data"].get("author") == "citizen"]
        assert sorted(stored) == sorted(ids)


async def read_log(gateway: Gateway, line: Citizen) -> httpx.Response:
    headers = {"Authorization": f"Bearer {line.token}"}
    async with httpx.AsyncClient(base_url=gateway.origin, headers=headers) as client:
        return await client.get(f"/api/conversations/{line.conversation}/events")


async def test_an_address_begins_so_many_conversations_at_all_gateways_together(pair: Pair) -> None:
    one, other = pair
    statuses = [(await begin(gateway, "192.0.2.7")).status_code for gateway in (one, other, one, other)]
    assert statuses == [201, 201, 201, 429]
    assert refused_in(await begin(one, "192.0.2.7"), 600) == "too_fast"
    assert (await begin(one, "192.0.2.8")).status_code == 201, "a neighbour is not kept out"
    async with open_socket(other, "192.0.2.7") as socket:
        line = Citizen(socket)
        await line.send(type="hello", language="fr")
        error = await line.next_of("error")
        assert (error["code"], error["retry_after"] > 0) == ("too_fast", True)
        await socket.wait_closed()
        assert socket.close_code == 1013


async def test_who_calls_is_what_the_proxy_says(pair: Pair) -> None:
    """What a stranger writes stands before what the proxy adds; a household has one address of IPv6."""
    gateway, _ = pair
    for address in ("192.0.2.30", "2001:db8:1:2::1"):
        assert [(await begin(gateway, address)).status_code for _ in range(3)] == [201] * 3
    for address, status in (
        ("198.51.100.9, 192.0.2.30", 429),
        ("192.0.2.30:4711", 429),
        ("::ffff:192.0.2.30", 429),
        ("192.0.2.31", 201),
        ("2001:db8:1:2:ffff::2", 429),
        ("2001:db8:1:3::1", 201),
    ):
        assert (await begin(gateway, address)).status_code == status, address


async def test_sockets_and_waiting_calls_of_one_address(pair: Pair) -> None:
    gateway, other = pair
    async with contextlib.AsyncExitStack() as opened:
        first, *_ = [await opened.enter_async_context(open_socket(gateway, "192.0.2.40")) for _ in range(3)]
        with pytest.raises(InvalidStatus) as turned_away:
            await open_socket(gateway, "192.0.2.40")
        response = turned_away.value.response
        assert (response.status_code, response.headers["retry-after"]) == (429, "30")
        assert b'"too_fast"' in response.body
        async with httpx.AsyncClient(base_url=gateway.origin, headers={"X-Forwarded-For": "192.0.2.40"}) as client:
            hello = {"type": "hello", "language": "fr"}
            polled = await client.post("/api/poll", json={"hello": hello, "frames": [], "known": None, "wait": 0})
            assert (polled.status_code, refused_in(polled, 30)) == (429, "too_fast")
        async with open_socket(gateway, "192.0.2.41"), open_socket(other, "192.0.2.40"):
            pass
        await first.close()
        await until_free(lambda: opened.enter_async_context(open_socket(gateway, "192.0.2.40")))


class StillTakenError(Exception):
    """The place of whoever left is not free yet."""


async def until_free(come: Callable[[], Awaitable[Any]]) -> Any:
    """Come again and again until there is a place: a gateway sees a little later that somebody has left."""
    async with asyncio.timeout(60):
        while True:
            try:
                return await come()
            except (InvalidStatus, StillTakenError):  # noqa: PERF203 - that is what is waited for
                await asyncio.sleep(0.05)


async def welcomed(socket: ClientConnection) -> Citizen:
    line = Citizen(socket)
    await line.hello()
    return line


async def test_a_process_that_is_full_and_without_redis(
    own_redis: RedisServer, bot: BotServer, sqlite_template: Path, tmp_path: Path
) -> None:
    settings = settle(tmp_path, sqlite_template, **LIMITS, MOIEN_CONNECTIONS="1")
    gateway = Gateway(f"sqlite:///{tmp_path}/moien.db", own_redis.url, bot.url, **settings)
    with running(gateway):
        await full(gateway)
        await without_redis(gateway, own_redis)
        own_redis.start()


async def full(gateway: Gateway) -> None:
    async with open_socket(gateway, "192.0.2.7") as socket:
        await welcomed(socket)
        with pytest.raises(InvalidStatus) as turned_away:
            await open_socket(gateway, "192.0.2.8")
        assert turned_away.value.response.status_code == 503
        assert b'"crowded"' in turned_away.value.response.body
        async with httpx.AsyncClient(base_url=gateway.origin) as client:
            assert (await client.get("/healthz")).status_code == 200


async def test_many_sockets_on_one_conversation(pair: Pair) -> None:
    gateway, other = pair
    async with citizen(gateway.origin) as first, citizen(gateway.origin, token=first.token):
        async with open_socket(gateway, "192.0.2.9") as third:
            line = Citizen(third)
            await line.send(type="hello", language="fr", token=first.token)
            error = await line.next_of("error")
            assert (error["code"], error["retry_after"]) == ("too_fast", 30)
            await third.wait_closed()
            assert third.close_code == 1013
        headers = {"Authorization": f"Bearer {first.token}"}
        async with httpx.AsyncClient(base_url=gateway.origin, headers=headers) as client:
            waited = await client.get(f"/api/conversations/{first.conversation}/events", params={"wait": 5})
            assert (waited.status_code, refused_in(waited, 30)) == (429, "too_fast")
        await first.say("still here")
        async with citizen(other.origin, token=first.token) as elsewhere:
            await elsewhere.say("and at another gateway")


async def test_many_sockets_of_one_agent(pair: Pair) -> None:
    gateway, _ = pair
    gateway.hire("alex", "agent")
    cookie = sign_in(gateway.origin, "alex", PASSWORD)
    url, options = f"{gateway.origin.replace('http', 'ws')}/ws/agent", {"additional_headers": {"Cookie": cookie}}
    async with connect(url, origin=gateway.origin, **options) as socket:
        await Agent(socket).next_of("desk")
        async with connect(url, origin=gateway.origin, **options) as second:
            assert (await Agent(second).next_of("error"))["code"] == "too_fast"
            await second.wait_closed()
            assert second.close_code == 1013

    async def come_again() -> None:
        async with connect(url, origin=gateway.origin, **options) as again:
            first = await Agent(again).next(lambda frame: frame["type"] in ("desk", "error"))
            if first["type"] == "error":
                raise StillTakenError

    await until_free(come_again)


async def without_redis(gateway: Gateway, redis: RedisServer) -> None:
    """Messages go through, and limits hold."""
    async with contextlib.AsyncExitStack() as opened:
        socket = await until_free(lambda: opened.enter_async_context(open_socket(gateway, "192.0.2.50")))
        line = await welcomed(socket)
        await line.say("with Redis")
        redis.kill()
        ids = [new_message_id() for _ in range(7)]
        for message_id in ids:
            await line.send(type="say", message_id=message_id, text="without")
        answers = [await line.next(lambda f, own=message_id: f.get("message_id") == own) for message_id in ids]
        assert [answer["type"] for answer in answers] == ["ack"] * 5 + ["error"] * 2


@pytest.fixture
async def still() -> AsyncIterator[Callable[..., Any]]:
    """Opens sockets on which nothing is read."""
    writers: list[asyncio.StreamWriter] = []

    async def open_one(gateway: Gateway, *frames: bytes) -> asyncio.StreamReader:
        reader, writer = await asyncio.open_connection("127.0.0.1", gateway.port, limit=1024)
        writers.append(writer)
        key = "dGhlIHNhbXBsZSBub25jZQ=="
        lines = [
            "GET /ws/citizen HTTP/1.1",
            f"Host: 127.0.0.1:{gateway.port}",
            f"Origin: {gateway.origin}",
            "Upgrade: websocket",
            "Connection: Upgrade",
            f"Sec-WebSocket-Key: {key}",
            "Sec-WebSocket-Version: 13",
        ]
        writer.write("\r\n".join([*lines, "", ""]).encode())
        assert b" 101 " in await reader.readline()
        for frame in frames:
            length = len(frame).to_bytes(2)
            writer.write(b"\x81\xfe" + length + b"\0\0\0\0" + frame)
        await writer.drain()
        return reader

    yield open_one
    for writer in writers:
        writer.close()


async def test_whoever_reads_nothing_costs_little_and_is_let_go(
    still: Callable[..., Any], redis_server: RedisServer, bot: BotServer, sqlite_template: Path, tmp_path: Path
) -> None:
    settings = settle(tmp_path, sqlite_template, MOIEN_MESSAGES_PER_WINDOW="100000")
    gateway = Gateway(f"sqlite:///{tmp_path}/moien.db", redis_server.url, bot.url, **settings)
    with running(gateway):
        await stand_still(gateway, still)


async def stand_still(gateway: Gateway, still: Callable[..., Any], readers: int = 20) -> None:
    async with citizen(gateway.origin) as line:
        for number in range(300):
            await line.say(f"{number} {'x' * 2900}")
            await asyncio.sleep(PACE)
        process = psutil.Process(gateway.process.child.pid)
        before = process.memory_info().rss
        hello = f'{{"type":"hello","language":"fr","token":"{line.token}","last_seq":0}}'.encode()
        hello = hello.ljust(200)
        stalled = [await still(gateway, hello) for _ in range(readers)]
        # The others go on meanwhile.
        for number in range(50):
            await line.say(f"meanwhile {number}")
            await asyncio.sleep(PACE)
        grown = process.memory_info().rss - before
        assert grown < readers * 2 * 1024 * 1024, f"{grown / readers / 1024:.0f} KiB for each that reads nothing"
    async with asyncio.timeout(SLOW_SECONDS):
        await asyncio.gather(*(read_to_the_end(reader) for reader in stalled[:3]))
    async with citizen(gateway.origin) as other:
        await other.say("and to the end")


async def read_to_the_end(reader: asyncio.StreamReader) -> None:
    """Wait until the gateway has given the socket up, without reading before."""
    await asyncio.sleep(25)
    while await reader.read(65536):
        pass
