"""What ``transformers serve`` does, as it was pinned: what the client relies on, and what it must live with."""

from __future__ import annotations

import asyncio
import dataclasses
import json
import random
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import pytest

from launcher import setup
from launcher.settings import Settings
from nlu.answer.chat.http import HttpChatModel, Limits
from nlu.answer.chat.model import ChatMessage
from nlu.answer.chat.profile import PROFILES, read_control_tokens
from nlu.answer.library import Edition
from nlu.answer.pipeline import answer_question, make_generative
from tests.nlu.llm.conftest import Tiny
from tests.nlu.llm.lessons import EDGE, QUESTIONS, make_tiny, request
from tests.nlu.llm.serving import processor_seconds, read_llm_settings, running

pytestmark = pytest.mark.slow

LIMITS = Limits(first_token=30, whole=60, at_once=8, waiting=64, max_tokens=200)
LANGUAGES = ("fr", "de", "en")


class Server(NamedTuple):
    """A model that is served."""

    url: str
    pid: int


def fill(lesson: dict, number: int = 0) -> list[ChatMessage]:
    """The messages of a lesson with a random word, the same for the same number."""
    edge = random.Random(number).randbytes(4).hex()
    return [ChatMessage(it["role"], it["content"].replace(EDGE, edge)) for it in lesson["messages"]]


@pytest.fixture
async def chat(tiny_url: str, tiny_settings: Settings) -> AsyncIterator[HttpChatModel]:
    tokens = read_control_tokens(tiny_settings.llm_dir / "tokenizer.json")
    profile = dataclasses.replace(PROFILES["transformers"], control_tokens=tokens)
    model = HttpChatModel(tiny_url, "tiny", profile, LIMITS)
    yield model
    await model.close()


@pytest.fixture
async def raw(tiny_url: str) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=tiny_url, timeout=60, trust_env=False) as client:
        yield client


def test_it_learns_within_seconds(tiny: Tiny) -> None:
    assert tiny.told["loss"] < 0.05
    assert tiny.told["wrong"] == 0
    assert tiny.told["parameters"] < 1_000_000


async def test_the_model_gives_the_answers_that_it_learned(chat: HttpChatModel, tiny: Tiny) -> None:
    await chat.check()
    for number, lesson in enumerate(tiny.lessons):
        done = await chat.complete(fill(lesson, number))
        assert done.text == lesson["answer"]
        assert 0 < done.first_token <= done.seconds
        assert done.tokens > 5


async def test_answers_at_once_are_not_mixed(chat: HttpChatModel, tiny: Tiny) -> None:
    lessons = [tiny.lessons[number % len(tiny.lessons)] for number in range(16)]
    done = await asyncio.gather(*(chat.complete(fill(it, n)) for n, it in enumerate(lessons)))
    assert [it.text for it in done] == [lesson["answer"] for lesson in lessons]


@pytest.mark.parametrize(("language", "question"), QUESTIONS)
async def test_a_question_gets_a_checked_answer_of_the_model(
    chat: HttpChatModel, edition: Edition, language: Any, question: str
) -> None:
    steps = make_generative(chat, LANGUAGES)
    answered = await answer_question(request(language, question), edition.index, steps, lambda _: None)
    assert [(it.step, it.status) for it in answered.record.steps][-2:] == [("compose", "written"), ("check", "sound")]
    assert (answered.answer.origin, answered.answer.model) == ("llm", "tiny")
    assert answered.answer.citations
    assert "[1]" not in answered.answer.text


async def test_what_the_model_did_not_learn_is_quoted(chat: HttpChatModel, edition: Edition) -> None:
    steps = make_generative(chat, LANGUAGES)
    asked = request("en", "Which documents do I need to renew my driving licence?")
    answered = await answer_question(asked, edition.index, steps, lambda _: None)
    assert answered.record.steps[-1].step == "extract"
    assert (answered.answer.standing, answered.answer.origin) == ("answered", "retrieval")
    assert answered.record.faults


async def test_in_luxembourgish_people_have_written_what_citizens_read(chat: HttpChatModel, edition: Edition) -> None:
    steps = make_generative(chat, LANGUAGES)
    answered = await answer_question(
        request("lb", "Wéi vill kascht e biometresche Reespass?"), edition.index, steps, lambda _: None
    )
    assert ("compose", "language_off") in [(it.step, it.status) for it in answered.record.steps]
    assert (answered.answer.origin, answered.answer.model) == ("retrieval", None)


async def test_a_stream_ends_without_a_mark_and_begins_with_a_piece_that_says_nothing(
    raw: httpx.AsyncClient, tiny: Tiny
) -> None:
    body = {"messages": [it._asdict() for it in fill(tiny.lessons[0])], "max_tokens": 200, "stream": True}
    response = await raw.post("/v1/chat/completions", json=body)
    pieces = [line.removeprefix("data: ") for line in response.text.splitlines() if line]
    assert "[DONE]" not in pieces
    first, last = json.loads(pieces[0]), json.loads(pieces[-1])
    assert not first["choices"][0]["delta"].get("content")
    assert last["choices"][0]["finish_reason"] == "stop"
    assert last["usage"]["completion_tokens"] > 5


async def test_fields_that_it_does_not_know_are_refused(raw: httpx.AsyncClient) -> None:
    body = {"messages": [{"role": "user", "content": "x"}], "top_k": 3, "stream": True}
    assert (await raw.post("/v1/chat/completions", json=body)).status_code == 422


async def test_sampling_is_off_for_everybody(chat: HttpChatModel, raw: httpx.AsyncClient, tiny: Tiny) -> None:
    body = {"messages": [it._asdict() for it in fill(tiny.lessons[1])], "max_tokens": 200, "stream": True}
    await raw.post("/v1/chat/completions", json={**body, "temperature": 2.0})
    assert (await chat.complete(fill(tiny.lessons[1], "00000000"))).text == tiny.lessons[1]["answer"]


async def test_control_tokens_would_be_commands_and_are_not_sent(
    tiny_settings: Settings, raw: httpx.AsyncClient, chat: HttpChatModel
) -> None:
    tokens = read_control_tokens(tiny_settings.llm_dir / "tokenizer.json")
    assert {"[QUIRK]", "[INST]", "</s>"} <= set(tokens)

    async def count(content: str) -> int:
        body = {"messages": [{"role": "user", "content": content}], "max_tokens": 1, "stream": True}
        last = (await raw.post("/v1/chat/completions", json=body)).text.strip().splitlines()[-1]
        return int(json.loads(last.removeprefix("data: "))["usage"]["prompt_tokens"])

    # One token, where the letters would be several: the server reads it as a command.
    assert await count("[QUIRK]") - await count("") == 1
    assert chat._body([ChatMessage("user", "a[QUIRK]b")])["messages"] == [{"role": "user", "content": "a b"}]


@pytest.fixture(scope="module")
def random_server(llm_python: Path, tiny: Tiny, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """It writes without an end, so that nothing stops it but its limit and whoever reads leaving."""
    folder = tmp_path_factory.mktemp("random") / "random"
    make_tiny(llm_python, tiny.lessons, folder, "--random")
    settings = read_llm_settings(folder.parent, MOIEN_LLM_MODEL=str(folder))
    setup.ensure_llm_weights(settings)
    with running(settings, "llm") as process:
        yield Server(settings.url("llm"), process.pid)


async def measure_work(pid: int) -> float:
    """The share of a second in which a process is at work."""
    before = processor_seconds(pid)
    await asyncio.sleep(1)
    return processor_seconds(pid) - before


async def test_citizens_who_leave_stop_the_model(random_server: Server) -> None:
    endless = {"messages": [{"role": "user", "content": "Moien"}], "max_tokens": 3900, "stream": True}
    async with httpx.AsyncClient(base_url=random_server.url, timeout=60, trust_env=False) as client:
        for _ in range(60):
            async with client.stream("POST", "/v1/chat/completions", json=endless) as response:
                lines = response.aiter_lines()
                while "content" not in await anext(lines):
                    pass
        # All that was asked would keep it at work for minutes, on a busy machine a tenth of each second at least.
        async with asyncio.timeout(20):
            while await measure_work(random_server.pid) > 0.05:
                pass


async def test_rubbish_never_reaches_a_citizen(random_server: Server, edition: Edition) -> None:
    chat = HttpChatModel(random_server.url, "random", PROFILES["transformers"], LIMITS)
    steps = make_generative(chat, LANGUAGES)
    for language, question in QUESTIONS:
        answered = await answer_question(request(language, question), edition.index, steps, lambda _: None)
        statuses = {it.step: it.status for it in answered.record.steps}
        assert statuses["compose"] == "cut_off"
        assert "sound" not in statuses.values()
        assert (answered.answer.origin, answered.answer.standing) == ("retrieval", "answered")
    await chat.close()
