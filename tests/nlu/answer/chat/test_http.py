"""The way to a language model over HTTP, with the faults that servers really have."""

from __future__ import annotations

import asyncio
import dataclasses
import time
from collections.abc import AsyncIterator, Iterator

import pytest

from nlu.answer.chat.fake import FakeModelServer
from nlu.answer.chat.http import FAILURES_IN_A_ROW, HttpChatModel, Limits
from nlu.answer.chat.model import ChatError, ChatMessage
from nlu.answer.chat.profile import PROFILES, ProfileName
from tests.channels.servers import ScriptedServer
from tests.ports import free_port

LIMITS = Limits(first_token=0.5, whole=2.0, at_once=2, waiting=4, max_tokens=64)


class ModelServer(ScriptedServer):
    """The scripted server of a model."""

    def __init__(self) -> None:
        self.model = FakeModelServer()
        super().__init__(self.model.app())


@pytest.fixture
def server() -> Iterator[ModelServer]:
    started = ModelServer()
    started.start()
    yield started
    started.stop()


@pytest.fixture
async def model(server: ModelServer) -> AsyncIterator[HttpChatModel]:
    made = HttpChatModel(server.url, "tiny", PROFILES["transformers"], LIMITS)
    yield made
    await made.close()


async def ask(model: HttpChatModel, text: str) -> str:
    return (await model.complete([ChatMessage("system", "rules"), ChatMessage("user", text)])).text


async def fail(model: HttpChatModel, text: str) -> str:
    with pytest.raises(ChatError) as raised:
        await ask(model, text)
    return raised.value.failure


@pytest.mark.parametrize("order", ["SAY one two", "DONE"])
async def test_the_words_of_a_stream_are_one_answer_with_or_without_a_mark_at_its_end(
    model: HttpChatModel, order: str
) -> None:
    assert await ask(model, order) == "one two"


async def test_an_answer_of_several_lines_and_letters(model: HttpChatModel) -> None:
    assert await ask(model, "SAY Gréisst [1].\n\n- Äntwert 🙂") == "Gréisst [1].\n\n- Äntwert 🙂"


@pytest.mark.parametrize(
    ("order", "failure"),
    [
        ("STATUS 500", "unavailable"),
        ("STATUS 503", "busy"),
        ("STATUS 429", "busy"),
        ("STATUS 422", "refused"),
        ("STATUS 404", "refused"),
        ("SLEEP 5", "slow"),
        ("HANG", "slow"),
        ("CUT", "cut_off"),
        ("LONG", "cut_off"),
        ("BROKEN", "unavailable"),
        ("ERROR", "unavailable"),
    ],
)
async def test_anything_less_than_a_whole_answer_is_an_error(model: HttpChatModel, order: str, failure: str) -> None:
    assert await fail(model, order) == failure


async def test_nobody_listens() -> None:
    model = HttpChatModel(f"http://127.0.0.1:{free_port()}", "tiny", PROFILES["openai"], LIMITS)
    assert await fail(model, "SAY x") == "unavailable"
    with pytest.raises(ChatError):
        await model.check()
    await model.close()


async def test_each_attempt_has_an_id_of_its_own(model: HttpChatModel, server: ModelServer) -> None:
    await asyncio.gather(*(ask(model, f"SAY answer {number}") for number in range(4)))
    assert len(set(server.model.request_ids)) == 4


async def test_answers_are_not_mixed(server: ModelServer) -> None:
    many = Limits(first_token=5, whole=10, at_once=8, waiting=50, max_tokens=64)
    model = HttpChatModel(server.url, "tiny", PROFILES["vllm"], many)
    answers = await asyncio.gather(*(ask(model, f"SAY answer {number}") for number in range(40)))
    assert answers == [f"answer {number}" for number in range(40)]
    assert server.model.most_at_once <= 8
    await model.close()


@pytest.mark.parametrize(
    ("profile", "sent"),
    [
        ("transformers", {"messages", "max_tokens", "stream"}),
        ("llama_cpp", {"messages", "max_tokens", "stream", "temperature"}),
        ("vllm", {"messages", "max_tokens", "stream", "temperature", "model"}),
        ("ollama", {"messages", "max_tokens", "stream", "temperature", "model"}),
        ("openai", {"messages", "max_tokens", "stream", "temperature", "model"}),
    ],
)
async def test_each_kind_of_server_is_sent_what_it_understands(
    server: ModelServer, profile: ProfileName, sent: set[str]
) -> None:
    model = HttpChatModel(server.url, "tiny", PROFILES[profile], LIMITS, api_key="secret")
    await ask(model, "SAY x")
    body = server.model.bodies[-1]
    assert set(body) == sent
    assert (body["stream"], body["max_tokens"], body.get("temperature", 0)) == (True, 64, 0)
    assert server.model.keys[-1] == "Bearer secret"
    await model.close()


async def test_control_tokens_of_the_model_never_reach_it(server: ModelServer) -> None:
    profile = dataclasses.replace(PROFILES["transformers"], control_tokens=("[QUIRK]", "<x>", "<x>y"))
    model = HttpChatModel(server.url, "tiny", profile, LIMITS)
    await model.complete([ChatMessage("system", "a <x>y b"), ChatMessage("user", "SAY [1] [QUIRK][quirk]")])
    assert [it["content"] for it in server.model.bodies[-1]["messages"]] == ["a   b", "SAY [1]  [quirk]"]
    await model.close()


async def test_an_answer_says_how_long_it_took(server: ModelServer) -> None:
    model = HttpChatModel(server.url, "tiny", PROFILES["transformers"], dataclasses.replace(LIMITS, first_token=5))
    done = await model.complete([ChatMessage("user", "SLEEP 0.3")])
    assert (done.text, done.tokens) == ("one two", 2)
    assert 0.3 <= done.first_token <= done.seconds
    await model.close()


async def test_who_goes_away_stops_the_model(model: HttpChatModel, server: ModelServer) -> None:
    asking = asyncio.create_task(ask(model, "HANG"))
    async with asyncio.timeout(5):
        while not server.model.at_once:  # noqa: ASYNC110 - it happens in another thread
            await asyncio.sleep(0.01)
    asking.cancel()
    async with asyncio.timeout(5):
        while not server.model.left:  # noqa: ASYNC110 - it happens in another thread
            await asyncio.sleep(0.01)


async def test_only_so_many_are_asked_and_wait(server: ModelServer) -> None:
    model = HttpChatModel(server.url, "tiny", PROFILES["transformers"], LIMITS)
    asking = [asyncio.create_task(fail(model, "HANG")) for _ in range(LIMITS.waiting)]
    await asyncio.sleep(0.2)
    assert await fail(model, "SAY x") == "busy"
    assert set(await asyncio.gather(*asking)) == {"slow"}
    assert server.model.most_at_once == LIMITS.at_once
    await model.close()


async def test_a_model_that_keeps_failing_is_left_in_peace(model: HttpChatModel, server: ModelServer) -> None:
    for _ in range(FAILURES_IN_A_ROW):
        assert not model.rests
        await fail(model, "STATUS 500")
    asked = len(server.model.bodies)
    began = time.monotonic()
    assert await fail(model, "SAY x") == "unavailable"
    assert time.monotonic() - began < 0.5
    assert (len(server.model.bodies), model.rests) == (asked, True)


async def test_a_busy_model_or_a_cut_answer_is_no_reason_to_leave_it_in_peace(model: HttpChatModel) -> None:
    for order in ("STATUS 503", "CUT") * FAILURES_IN_A_ROW:
        await fail(model, order)
    assert not model.rests
    assert await ask(model, "SAY still here") == "still here"


async def test_health_is_that_of_the_model(model: HttpChatModel, server: ModelServer) -> None:
    await model.check()
    server.model.is_ready = False
    with pytest.raises(ChatError, match="503"):
        await model.check()
