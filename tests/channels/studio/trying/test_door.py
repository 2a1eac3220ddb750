"""The way to the rehearsal bot over HTTP, and to the answer server with the content of a draft."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx
import msgspec
import pytest
import respx

from channels.answer_door.fake import answer_by_script
from channels.answer_door.http import HttpAnswerDoor
from channels.studio.trying.door import HttpRehearsalDoor, ModelGoneError, RehearsalAwayError
from channels.studio.trying.fake import rehearse
from contracts import tracing
from contracts.answers import AnswerRequest
from contracts.effects import KnowledgeQuery
from contracts.tracing import set_up_tracing
from contracts.turns import TextInput, TurnRequest
from tests.otlp import Collector

URL = "http://rehearsal.test:8009"
MARK = "a" * 64
REQUEST = TurnRequest(conversation="c", turn="t", language="lb", input=TextInput(text="Moien"))
REPLY = rehearse(REQUEST, "Moien")


@pytest.fixture
async def door() -> AsyncIterator[HttpRehearsalDoor]:
    door = HttpRehearsalDoor(URL)
    yield door
    await door.close()


@respx.mock
async def test_a_turn_names_its_model(door: HttpRehearsalDoor) -> None:
    route = respx.post(f"{URL}/turns", params={"model": MARK}).respond(content=msgspec.json.encode(REPLY))
    assert await door.answer(MARK, REQUEST) == REPLY
    assert msgspec.json.decode(route.calls.last.request.content, type=TurnRequest) == REQUEST


@respx.mock
async def test_the_trace_goes_along(door: HttpRehearsalDoor, monkeypatch: pytest.MonkeyPatch) -> None:
    route = respx.post(f"{URL}/turns").respond(content=msgspec.json.encode(REPLY))
    with Collector() as collector:
        monkeypatch.setenv("MOIEN_OTLP_URL", collector.url)
        stop = set_up_tracing("gateway")
        with tracing.begin("studio.talk", "0" * 31 + "1"):
            await door.answer(MARK, REQUEST)
        stop()
    (span,) = collector.spans
    assert route.calls.last.request.headers["traceparent"].startswith(f"00-{'0' * 31}1-{span.id}-")


@respx.mock
@pytest.mark.parametrize(
    ("status", "content", "error"),
    [
        (404, b"", ModelGoneError),
        (503, b"", RehearsalAwayError),
        (400, b"", RehearsalAwayError),
        (200, b"{}", RehearsalAwayError),
        (200, b" " * 1_000_001, RehearsalAwayError),
        (200, msgspec.json.encode(rehearse(msgspec.structs.replace(REQUEST, turn="u"), "x")), RehearsalAwayError),
    ],
)
async def test_what_is_no_reply(door: HttpRehearsalDoor, status: int, content: bytes, error: type[Exception]) -> None:
    respx.post(f"{URL}/turns").respond(status, content=content)
    with pytest.raises(error):
        await door.answer(MARK, REQUEST)


@respx.mock
async def test_nobody_is_there(door: HttpRehearsalDoor) -> None:
    respx.post(f"{URL}/turns").mock(side_effect=httpx.ConnectError("refused"))
    with pytest.raises(RehearsalAwayError, match="ConnectError"):
        await door.answer(MARK, REQUEST)


@respx.mock
@pytest.mark.parametrize(("draft", "query"), [(MARK, f"content={MARK}"), (None, "")])
async def test_a_question_names_the_content_of_a_draft(draft: str | None, query: str) -> None:
    asked = AnswerRequest(language="lb", query=KnowledgeQuery(question="know"))
    told = answer_by_script(asked, "CODE-0001")
    route = respx.post("http://answers.test/answers").respond(content=msgspec.json.encode(told))
    door = HttpAnswerDoor("http://answers.test", 1, 1)
    assert await door.answer(asked, print, draft) == told
    assert route.calls.last.request.url.query.decode() == query
    await door.close()
