"""The way to the answer server over HTTP: what is an answer, what may be asked again, what is refused for good."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import httpx
import msgspec
import pytest
import respx

from channels.answer_door.door import AnswersRefusedError, AnswersUnavailableError
from channels.answer_door.fake import answer_by_script
from channels.answer_door.http import LONGEST_REPLY, HttpAnswerDoor
from contracts.answers import AnswerRequest, Progress
from contracts.effects import KnowledgeQuery
from tests.channels.servers import AnswerServer
from tests.ports import free_port

URL = "http://answers.test:8005"
REQUEST = AnswerRequest(language="lb", query=KnowledgeQuery(question="know?"))
ANSWERED = answer_by_script(REQUEST, "CODE-0001")
SEARCHING = msgspec.json.encode(Progress(stage="searching"))


@pytest.fixture
async def door() -> AsyncIterator[HttpAnswerDoor]:
    door = HttpAnswerDoor(URL, silence=1, connections=2)
    yield door
    await door.close()


async def ask(door: HttpAnswerDoor) -> list[Progress]:
    shown: list[Progress] = []
    assert await door.answer(REQUEST, shown.append) == ANSWERED
    return shown


@respx.mock
async def test_a_question_is_posted_and_its_answer_read(door: HttpAnswerDoor) -> None:
    route = respx.post(f"{URL}/answers").respond(content=SEARCHING + b"\n" + msgspec.json.encode(ANSWERED) + b"\n")
    assert await ask(door) == [Progress(stage="searching")]
    assert msgspec.json.decode(route.calls.last.request.content, type=AnswerRequest) == REQUEST


@respx.mock
@pytest.mark.parametrize("status", [500, 502, 503, 504])
async def test_a_failure_may_be_asked_again(door: HttpAnswerDoor, status: int) -> None:
    respx.post(f"{URL}/answers").respond(status)
    with pytest.raises(AnswersUnavailableError, match=str(status)):
        await ask(door)


@respx.mock
@pytest.mark.parametrize("error", [httpx.ConnectError, httpx.ReadTimeout, httpx.RemoteProtocolError, httpx.PoolTimeout])
async def test_a_broken_connection_may_be_asked_again(door: HttpAnswerDoor, error: type[httpx.HTTPError]) -> None:
    respx.post(f"{URL}/answers").mock(side_effect=error("broken"))
    with pytest.raises(AnswersUnavailableError, match=error.__name__):
        await ask(door)


@respx.mock
@pytest.mark.parametrize("content", [b"", SEARCHING + b"\n"])
async def test_a_reply_that_ends_without_an_answer_may_be_asked_again(door: HttpAnswerDoor, content: bytes) -> None:
    respx.post(f"{URL}/answers").respond(content=content)
    with pytest.raises(AnswersUnavailableError, match="without an answer"):
        await ask(door)


@respx.mock
@pytest.mark.parametrize(
    ("status", "content"),
    [
        (400, b'{"error": "no"}'),
        (404, b""),
        (302, b""),
        (200, b"<html>\n"),
        (200, b'{"type": "answered"}\n'),
        (200, b'{"type": "progress", "stage": "dreaming"}\n'),
        (200, (SEARCHING + b"\n") * (LONGEST_REPLY // len(SEARCHING) + 1)),
    ],
    ids=["400", "404", "302", "html", "half an answer", "unknown stage", "too much"],
)
async def test_anything_else_is_refused_for_good(door: HttpAnswerDoor, status: int, content: bytes) -> None:
    respx.post(f"{URL}/answers").respond(status, content=content)
    with pytest.raises(AnswersRefusedError):
        await ask(door)


async def test_nobody_listens() -> None:
    door = HttpAnswerDoor(f"http://127.0.0.1:{free_port()}", silence=1, connections=1)
    with pytest.raises(AnswersUnavailableError, match="ConnectError"):
        await ask(door)
    await door.close()


async def test_silence_ends_the_wait(answers: AnswerServer) -> None:
    door = HttpAnswerDoor(answers.url, silence=0.2, connections=1)
    slow = AnswerRequest(language="lb", query=KnowledgeQuery(question="slow 5"))
    with pytest.raises(AnswersUnavailableError, match="ReadTimeout"):
        await door.answer(slow, lambda _: None)
    await door.close()


async def test_a_cancelled_question_stops_the_work(answers: AnswerServer) -> None:
    door = HttpAnswerDoor(answers.url, silence=20, connections=1)
    begun = asyncio.Event()
    slow = AnswerRequest(language="lb", query=KnowledgeQuery(question="slow 15"))
    asking = asyncio.create_task(door.answer(slow, lambda _: begun.set()))
    await begun.wait()
    asking.cancel()
    async with asyncio.timeout(10):
        while "slow 15" not in answers.answers.left:  # noqa: ASYNC110 - it happens in code that knows no event
            await asyncio.sleep(0.02)
    await door.close()
