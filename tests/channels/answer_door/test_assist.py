"""The way to the language model for agents: what is a translation, and why there is none."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx
import pytest
import respx

from channels.answer_door.assist import (
    LONGEST_REPLY,
    AssistUnavailableError,
    HttpAssistDoor,
    NotBorneOutError,
    Serving,
)
from contracts.translations import (
    DraftedExamples,
    ExamplesRequest,
    Summary,
    SummaryRequest,
    Translation,
    TranslationRequest,
)
from tests.channels.servers import AnswerServer

URL = "http://answers.test:8005"
TEXT = TranslationRequest(text="Moien", source="lb", target="fr")
TALK = SummaryRequest(language="fr", messages=["citizen: Moien"])


@pytest.fixture
async def door() -> AsyncIterator[HttpAssistDoor]:
    door = HttpAssistDoor(URL, patience=1)
    yield door
    await door.close()


@respx.mock
async def test_texts_and_conversations_are_posted(door: HttpAssistDoor) -> None:
    respx.post(f"{URL}/translations").respond(json={"text": "Bonjour", "model": "m"})
    respx.post(f"{URL}/summaries").respond(json={"lines": ["a"], "model": "m"})
    respx.post(f"{URL}/assist/examples").respond(json={"sentences": ["b"], "model": "m"})
    wanted = ExamplesRequest(language="fr", service="", about="", examples=[], count=1)
    assert await door.draft(wanted) == DraftedExamples(sentences=["b"], model="m")
    assert await door.translate(TEXT) == Translation(text="Bonjour", model="m")
    assert await door.summarise(TALK) == Summary(lines=["a"], model="m")


@respx.mock
async def test_what_changed_is_handed_on(door: HttpAssistDoor) -> None:
    respx.post(f"{URL}/translations").respond(422, json={"error": "…", "changed": ["50 €"]})
    with pytest.raises(NotBorneOutError) as refused:
        await door.translate(TEXT)
    assert refused.value.changed == ["50 €"]


@respx.mock
@pytest.mark.parametrize(
    "reply",
    [
        httpx.Response(503, json={"error": "nobody"}),
        httpx.Response(400, json={"error": "bad"}),
        httpx.Response(200, text="<html>"),
        httpx.Response(422, text="<html>"),
        httpx.Response(200, json={"text": "Bonjour"}),
        httpx.Response(200, text=" " * (LONGEST_REPLY + 1)),
        httpx.ConnectError("refused"),
        httpx.ReadTimeout("silent"),
    ],
)
async def test_nobody_translates(door: HttpAssistDoor, reply: httpx.Response | httpx.HTTPError) -> None:
    how = {"side_effect": reply} if isinstance(reply, httpx.HTTPError) else {"return_value": reply}
    respx.post(f"{URL}/translations").mock(**how)
    with pytest.raises(AssistUnavailableError):
        await door.translate(TEXT)


@respx.mock
@pytest.mark.parametrize(
    ("reply", "languages"),
    [
        (httpx.Response(200, json={"mode": "llm", "model": "m", "languages": ["fr"]}), ["fr"]),
        (httpx.Response(200, json={"mode": "extractive", "model": "m", "languages": []}), []),
        (httpx.Response(200, json={"mode": "extractive", "model": None}), []),
        (httpx.Response(502, text="bad gateway"), []),
        (httpx.ConnectError("refused"), []),
    ],
)
async def test_which_model_serves(
    door: HttpAssistDoor, reply: httpx.Response | httpx.HTTPError, languages: list[str]
) -> None:
    how = {"side_effect": reply} if isinstance(reply, httpx.HTTPError) else {"return_value": reply}
    respx.get(f"{URL}/healthz").mock(**how)
    assert await door.serving() == Serving(model="m" if languages else None, languages=languages)


async def test_the_scripted_server_translates(answers: AnswerServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answers.answers, "writes", ["fr", "de", "en"])
    door = HttpAssistDoor(answers.url, patience=5)
    assert (await door.serving()).languages == ["fr", "de", "en"]
    assert (await door.translate(TEXT)).text == "fr: Moien"
    assert (await door.summarise(TALK)).lines == ["citizen: Moien"]
    with pytest.raises(NotBorneOutError):
        await door.translate(TranslationRequest(text="change 50 €", source="lb", target="fr"))
    with pytest.raises(AssistUnavailableError):
        await door.translate(TranslationRequest(text="Moien", source="fr", target="lb"))
    await door.close()
