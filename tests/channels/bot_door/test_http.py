"""The way to the bot over HTTP: what is a reply, what may be asked again, what is refused for good."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import msgspec
import pytest
from aiohttp import web

from channels.bot_door.door import BotRefusedError, BotUnavailableError
from channels.bot_door.http import LONGEST_REPLY, HttpBotDoor
from contracts.parts import Part
from contracts.turns import TextInput, TurnReply, TurnRequest
from tests.ports import free_port

REQUEST = TurnRequest(conversation="c", turn="t", language="lb", input=TextInput(text="/affirm"))
REPLY = TurnReply(turn="t", parts=[Part(text="Moien 🙂")])


class Rasa:
    """A server that answers every request alike, or breaks off, and remembers what it was asked."""

    def __init__(self) -> None:
        self.port = 0
        self.status, self.content = 200, b""
        self.breaks = self.hangs = False
        self.asked: list[tuple[str, str, bytes]] = []
        self.connections: set[object] = set()

    async def answer(self, request: web.Request) -> web.Response:
        self.asked.append((request.method, request.path, await request.read()))
        self.connections.add(request.transport)
        if self.hangs:
            await asyncio.sleep(30)
        if self.breaks and request.transport is not None:
            request.transport.abort()
        return web.Response(status=self.status, body=self.content)


@pytest.fixture
async def rasa() -> AsyncIterator[Rasa]:
    scripted = Rasa()
    runner = web.ServerRunner(web.Server(scripted.answer), shutdown_timeout=0.1)
    await runner.setup()
    scripted.port = free_port()
    await web.TCPSite(runner, "127.0.0.1", scripted.port).start()
    yield scripted
    await runner.cleanup()


@pytest.fixture
async def door(rasa: Rasa) -> AsyncIterator[HttpBotDoor]:
    door = HttpBotDoor(f"http://127.0.0.1:{rasa.port}", timeout=1, connections=2)
    yield door
    await door.close()


async def test_a_turn_is_posted_and_its_reply_read(door: HttpBotDoor, rasa: Rasa) -> None:
    rasa.content = msgspec.json.encode(REPLY)
    assert [await door.answer(REQUEST) for _ in range(3)] == [REPLY] * 3
    method, path, body = rasa.asked[-1]
    assert (method, path) == ("POST", "/webhooks/moien/turns")
    assert msgspec.json.decode(body, type=TurnRequest) == REQUEST
    assert len(rasa.connections) == 1, "the connection is kept open"


@pytest.mark.parametrize("status", [500, 502, 503, 504])
async def test_a_failure_of_the_bot_may_be_asked_again(door: HttpBotDoor, rasa: Rasa, status: int) -> None:
    rasa.status = status
    with pytest.raises(BotUnavailableError, match=str(status)):
        await door.answer(REQUEST)


async def test_a_broken_connection_may_be_asked_again(door: HttpBotDoor, rasa: Rasa) -> None:
    rasa.breaks = True
    with pytest.raises(BotUnavailableError, match="ServerDisconnectedError"):
        await door.answer(REQUEST)


async def test_a_bot_that_says_nothing_in_time_may_be_asked_again(door: HttpBotDoor, rasa: Rasa) -> None:
    rasa.hangs = True
    with pytest.raises(BotUnavailableError, match="SocketTimeoutError"):
        await door.answer(REQUEST)


@pytest.mark.parametrize(
    ("status", "content"),
    [
        (400, b'{"error": "no"}'),
        (404, b""),
        (302, b""),
        (200, b"<html>"),
        (200, b'{"turn":"t"}'),
        (200, b'{"turn":"t","parts":[],"surprise":1}'),
        (200, b'{"turn":"another","parts":[]}'),
        (200, b'{"turn":"t","parts":[{"text":"' + b"x" * LONGEST_REPLY + b'"}]}'),
    ],
)
async def test_what_is_no_reply_is_refused_for_good(door: HttpBotDoor, rasa: Rasa, status: int, content: bytes) -> None:
    rasa.status, rasa.content = status, content
    with pytest.raises(BotRefusedError):
        await door.answer(REQUEST)


@pytest.mark.parametrize(("status", "ready"), [(200, True), (503, False), (404, False)])
async def test_the_bot_says_whether_it_is_ready(door: HttpBotDoor, rasa: Rasa, status: int, ready: bool) -> None:
    rasa.status = status
    if ready:
        await door.check()
    else:
        with pytest.raises(BotUnavailableError):
            await door.check()
    assert rasa.asked[-1][:2] == ("GET", "/webhooks/moien/health")


async def test_nobody_listens() -> None:
    door = HttpBotDoor(f"http://127.0.0.1:{free_port()}", timeout=1, connections=1)
    with pytest.raises(BotUnavailableError, match="ClientConnectorError"):
        await door.answer(REQUEST)
    with pytest.raises(BotUnavailableError, match="ClientConnectorError"):
        await door.check()
    with pytest.raises(BotUnavailableError, match="ClientConnectorError"):
        await door.forget("c1")
    await door.close()


def test_both_ends_name_the_same_door() -> None:
    bot = Path(__file__).parents[3] / "bot" / "channel.py"
    source = bot.read_text(encoding="utf-8")
    assert "return TURN_CHANNEL" in source
    assert '"/turns"' in source
    assert '"/health"' in source


async def test_a_conversation_is_forgotten(door: HttpBotDoor, rasa: Rasa) -> None:
    await door.forget("c1")
    assert rasa.asked[-1][:2] == ("DELETE", "/webhooks/moien/conversations/c1")


@pytest.mark.parametrize(
    ("problem", "raised"),
    [
        (404, BotRefusedError),
        (500, BotRefusedError),
        (503, BotUnavailableError),
        ("hangs", BotRefusedError),
        ("breaks", BotUnavailableError),
    ],
)
async def test_nothing_counts_as_forgotten_that_the_bot_has_not_confirmed(
    door: HttpBotDoor, rasa: Rasa, problem: int | str, raised: type[Exception]
) -> None:
    if isinstance(problem, int):
        rasa.status = problem
    else:
        setattr(rasa, problem, True)
    with pytest.raises(raised):
        await door.forget("c1")
