"""The way to the bot over HTTP: what is a reply, what may be asked again, what is refused for good."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import msgspec
import pytest
import respx

from channels.bot_door.door import BotRefusedError, BotUnavailableError
from channels.bot_door.http import LONGEST_REPLY, HttpBotDoor
from contracts.parts import Part
from contracts.turns import TextInput, TurnReply, TurnRequest
from tests.channels.servers import free_port

URL = "http://rasa.test:8001"
REQUEST = TurnRequest(conversation="c", turn="t", language="lb", input=TextInput(text="/affirm"))
REPLY = TurnReply(turn="t", parts=[Part(text="Moien 🙂")])


@pytest.fixture
async def door() -> AsyncIterator[HttpBotDoor]:
    door = HttpBotDoor(URL, timeout=1, connections=2)
    yield door
    await door.close()


@respx.mock
async def test_a_turn_is_posted_and_its_reply_read(door: HttpBotDoor) -> None:
    route = respx.post(f"{URL}/webhooks/moien/turns").respond(content=msgspec.json.encode(REPLY))
    assert await door.answer(REQUEST) == REPLY
    assert msgspec.json.decode(route.calls.last.request.content, type=TurnRequest) == REQUEST


@respx.mock
@pytest.mark.parametrize("status", [500, 502, 503, 504])
async def test_a_failure_of_the_bot_may_be_asked_again(door: HttpBotDoor, status: int) -> None:
    respx.post(f"{URL}/webhooks/moien/turns").respond(status)
    with pytest.raises(BotUnavailableError, match=str(status)):
        await door.answer(REQUEST)


@respx.mock
@pytest.mark.parametrize("error", [httpx.ConnectError, httpx.ReadTimeout, httpx.RemoteProtocolError, httpx.PoolTimeout])
async def test_a_broken_connection_may_be_asked_again(door: HttpBotDoor, error: type[httpx.HTTPError]) -> None:
    respx.post(f"{URL}/webhooks/moien/turns").mock(side_effect=error("broken"))
    with pytest.raises(BotUnavailableError, match=error.__name__):
        await door.answer(REQUEST)


@respx.mock
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
async def test_what_is_no_reply_is_refused_for_good(door: HttpBotDoor, status: int, content: bytes) -> None:
    respx.post(f"{URL}/webhooks/moien/turns").respond(status, content=content)
    with pytest.raises(BotRefusedError):
        await door.answer(REQUEST)


@respx.mock
@pytest.mark.parametrize(("status", "ready"), [(200, True), (503, False), (404, False)])
async def test_the_bot_says_whether_it_is_ready(door: HttpBotDoor, status: int, ready: bool) -> None:
    respx.get(f"{URL}/webhooks/moien/health").respond(status)
    if ready:
        await door.check()
    else:
        with pytest.raises(BotUnavailableError):
            await door.check()


async def test_nobody_listens() -> None:
    door = HttpBotDoor(f"http://127.0.0.1:{free_port()}", timeout=1, connections=1)
    with pytest.raises(BotUnavailableError, match="ConnectError"):
        await door.answer(REQUEST)
    with pytest.raises(BotUnavailableError, match="ConnectError"):
        await door.check()
    await door.close()


def test_both_ends_name_the_same_door() -> None:
    bot = Path(__file__).parents[3] / "bot" / "channel.py"
    source = bot.read_text(encoding="utf-8")
    assert "return TURN_CHANNEL" in source
    assert '"/turns"' in source
    assert '"/health"' in source


@respx.mock
async def test_a_conversation_is_forgotten(door: HttpBotDoor) -> None:
    route = respx.delete(f"{URL}/webhooks/moien/conversations/c1").respond(json={"status": "forgotten"})
    await door.forget("c1")
    assert route.called


@respx.mock
@pytest.mark.parametrize(
    ("problem", "raised"),
    [
        (404, BotRefusedError),
        (500, BotRefusedError),
        (503, BotUnavailableError),
        (httpx.ReadTimeout, BotRefusedError),
        (httpx.ConnectError, BotUnavailableError),
        (httpx.ConnectTimeout, BotUnavailableError),
    ],
)
async def test_nothing_counts_as_forgotten_that_the_bot_has_not_confirmed(
    door: HttpBotDoor, problem: int | type[httpx.HTTPError], raised: type[Exception]
) -> None:
    route = respx.delete(f"{URL}/webhooks/moien/conversations/c1")
    if isinstance(problem, int):
        route.respond(problem)
    else:
        route.mock(side_effect=problem("broken"))
    with pytest.raises(raised):
        await door.forget("c1")
