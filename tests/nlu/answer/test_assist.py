"""Translations and summaries over the answer server's routes."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest
from starlette.applications import Starlette

from contracts.languages import LANGUAGES
from contracts.translations import (
    DraftedExamples,
    ExamplesRequest,
    Summary,
    SummaryRequest,
    Translation,
    TranslationRequest,
)
from nlu.answer.asking import FaultKind, read_words
from nlu.answer.assist import LONGEST_BODY, Assist
from nlu.answer.chat.model import ChatError, ChatMessage, ChatModel, Completion
from nlu.answer.chat.scripted import ScriptedChat
from nlu.answer.library import Library
from tests.nlu.answer.test_server import EDITION

TEXT = TranslationRequest(text="Votre carte coûte 50 €.", source="fr", target="en")
WANTED = ExamplesRequest(language="en", service="Passport", about="The price.", examples=["price"], count=2)
TALK = SummaryRequest(language="en", messages=["citizen: What does it cost?"])


def client(model: ChatModel | None, *, serves: bool = True) -> httpx.AsyncClient:
    assist = Assist(model, lambda: serves and model is not None, ("fr", "de", "en"), Library(Path(), EDITION))
    app = Starlette(routes=assist.routes)
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://answers")


async def post(model: ChatModel | None, path: str, body: Any, *, serves: bool = True) -> httpx.Response:
    content = body if isinstance(body, bytes) else msgspec.json.encode(body)
    async with client(model, serves=serves) as answers:
        return await answers.post(path, content=content)


async def test_a_translation() -> None:
    response = await post(ScriptedChat("Your card costs ⟦1⟧."), "/translations", TEXT)
    assert response.status_code == 200
    assert msgspec.json.decode(response.content, type=Translation).text == "Your card costs €50."


async def test_a_summary() -> None:
    response = await post(ScriptedChat("- Asks for the price."), "/summaries", TALK)
    assert msgspec.json.decode(response.content, type=Summary).lines == ["Asks for the price."]


async def test_drafted_examples() -> None:
    response = await post(ScriptedChat("- What is the fee?"), "/assist/examples", WANTED)
    assert msgspec.json.decode(response.content, type=DraftedExamples).sentences == ["What is the fee?"]
    assert (await post(ScriptedChat("- Price!"), "/assist/examples", WANTED)).status_code == 422
    assert (await post(None, "/assist/examples", WANTED)).status_code == 503


async def test_what_changed_is_named() -> None:
    response = await post(ScriptedChat("Your card is free."), "/translations", TEXT)
    assert (response.status_code, response.json()["changed"]) == (422, ["€50"])


@pytest.mark.parametrize(
    ("model", "serves", "request_"),
    [
        (None, True, TEXT),
        (ScriptedChat("x"), False, TEXT),
        (ScriptedChat("x"), True, msgspec.structs.replace(TEXT, target="lb")),
        (ScriptedChat(ChatError("slow", "60 s")), True, TEXT),
    ],
)
async def test_where_nobody_translates(model: ChatModel | None, serves: bool, request_: TranslationRequest) -> None:
    assert (await post(model, "/translations", request_, serves=serves)).status_code == 503


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/translations", b"{}", 400),
        ("/translations", msgspec.structs.replace(TEXT, target="fr"), 400),
        ("/translations", msgspec.structs.replace(TEXT, text="x" * 6001), 413),
        ("/summaries", b"x" * (LONGEST_BODY + 1), 413),
        ("/summaries", b"\xff", 400),
        ("/summaries", msgspec.structs.replace(TALK, messages=[]), 400),
        ("/assist/examples", b"{}", 400),
        ("/assist/examples", msgspec.structs.replace(WANTED, count=0), 400),
        ("/assist/examples", msgspec.structs.replace(WANTED, count=11), 400),
    ],
)
async def test_what_does_not_fit_is_refused(path: str, body: Any, status: int) -> None:
    assert (await post(ScriptedChat("x"), path, body)).status_code == status


class Waiting:
    """Thinks until it is stopped."""

    name = "waiting"

    def __init__(self) -> None:
        self.begun, self.stopped = asyncio.Event(), asyncio.Event()

    async def complete(self, messages: Sequence[ChatMessage]) -> Completion:
        self.begun.set()
        try:
            await asyncio.Event().wait()
        finally:
            self.stopped.set()
        raise AssertionError


async def test_who_goes_away_stops_the_model() -> None:
    model = Waiting()
    received = [{"type": "http.request", "body": msgspec.json.encode(TEXT), "more_body": False}]

    async def receive() -> dict[str, Any]:
        if received:
            return received.pop()
        await model.begun.wait()
        return {"type": "http.disconnect"}

    async def send(_message: Any) -> None:
        return

    (route, *_) = Assist(model, lambda: True, ("en",), Library(Path(), EDITION)).routes
    scope = {"type": "http", "method": "POST", "path": "/translations", "headers": [], "query_string": b""}
    async with asyncio.timeout(10):
        await route.app(scope, receive, send)
        await model.stopped.wait()


@pytest.mark.parametrize("key", ["translate", "from", "summarise", "draft", "of", "again"])
def test_every_rule_stands_in_every_language(key: str) -> None:
    assert tuple(read_words()[key]) == LANGUAGES


def test_every_fault_has_a_name() -> None:
    assert set(read_words()["faults"]) == set(FaultKind.__args__)
    assert all(set(names) == set(LANGUAGES) for names in read_words()["faults"].values())
