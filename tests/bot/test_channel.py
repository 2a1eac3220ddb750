"""The door: what is decoded, what is answered, and that no failure looks like a reply."""

from __future__ import annotations

import logging
from types import SimpleNamespace
from typing import Any

import msgspec
import pytest
from sanic import Sanic

from bot.channel import TurnChannel
from bot.processor import TurnFailedError
from contracts.names import TURN_CHANNEL
from contracts.parts import Part
from contracts.tracing import set_up_tracing
from contracts.turns import TextInput, TurnReply, TurnRequest
from tests.otlp import Collector

TRACE = "00-0123456789abcdef0123456789abcdef-0123456789abcdef-01"
REQUEST = TurnRequest(conversation="c", turn="t", language="lb", input=TextInput(text="a secret"))
REPLY = TurnReply(turn="t", parts=[Part(text="Moien")])


class Serving:
    """Answers, or fails as told."""

    model = "abc.tar.gz"
    problem = ""

    def __init__(self, outcome: TurnReply | Exception = REPLY) -> None:
        self.outcome = outcome
        self.taken: list[TurnRequest] = []
        self.forgotten: list[str] = []

    async def take_turn(self, request: TurnRequest) -> TurnReply | None:
        self.taken.append(request)
        if isinstance(self.outcome, Exception):
            raise self.outcome
        return self.outcome

    async def forget(self, conversation: str) -> bool:
        self.forgotten.append(conversation)
        return True

    async def known(self, after: str, most: int) -> list[str] | None:
        return [name for name in ("a", "b", "c") if name > after][:most]


class Loading(Serving):
    """Has no model yet."""

    model = None  # type: ignore[assignment]

    async def take_turn(self, request: TurnRequest) -> TurnReply | None:
        return None

    async def forget(self, conversation: str) -> bool:
        return False

    async def known(self, after: str, most: int) -> list[str] | None:
        return None


async def call(
    path: str, serving: Serving, body: bytes = b"", query: dict[str, str] | None = None, **values: str
) -> tuple[int, dict[str, Any]]:
    """Call the handler that stands behind a path."""
    blueprint = TurnChannel().blueprint(lambda message: message)
    handlers = {route.uri: route.handler for route in blueprint._future_routes}
    app = SimpleNamespace(ctx=SimpleNamespace(serving=serving))
    request = SimpleNamespace(app=app, body=body, args=query or {}, headers={"traceparent": TRACE})
    response = await handlers[path](request, **values)
    assert response.content_type == "application/json"
    return response.status, msgspec.json.decode(response.body)


def test_the_door_has_the_name_of_the_contract() -> None:
    assert TurnChannel.name() == TURN_CHANNEL
    assert TurnChannel().url_prefix() == TURN_CHANNEL


async def test_a_turn_is_answered_with_its_reply() -> None:
    serving = Serving()
    status, body = await call("/turns", serving, msgspec.json.encode(REQUEST))
    assert (status, msgspec.convert(body, TurnReply)) == (200, REPLY)
    assert serving.taken == [REQUEST]


async def test_a_turn_goes_on_with_the_trace_it_came_with(monkeypatch: pytest.MonkeyPatch) -> None:
    with Collector() as collector:
        monkeypatch.setenv("MOIEN_OTLP_URL", collector.url)
        stop = set_up_tracing("rasa")
        await call("/turns", Serving(), msgspec.json.encode(REQUEST))
        await call("/turns", Serving(TurnFailedError("x")), msgspec.json.encode(REQUEST))
        stop()
    told = [(span.name, f"00-{span.trace}-{span.parent}-01", span.attributes["outcome"]) for span in collector.spans]
    assert told == [("bot.turn", TRACE, "answered"), ("bot.turn", TRACE, "broke_off")]


BAD_BODIES = {
    "nothing": (b"", "no TurnRequest"),
    "no JSON": (b"{", "no TurnRequest"),
    "no text": (b"\xff\xfe", "no TurnRequest"),
    "a list": (b"[]", "object"),
    "no input": (b'{"conversation": "c", "turn": "t", "language": "lb"}', "input"),
    "unknown language": (
        b'{"conversation": "c", "turn": "t", "language": "it", "input": {"type": "text", "text": "x"}}',
        "$.language",
    ),
    "unknown input": (
        b'{"conversation": "c", "turn": "t", "language": "lb", "input": {"type": "shout", "text": "x"}}',
        "$.input.type",
    ),
    "system intent nobody knows": (
        b'{"conversation": "c", "turn": "t", "language": "lb", "input": {"type": "system", "intent": "greet"}}',
        "$.input.intent",
    ),
    "one field too many": (
        b'{"conversation": "c", "turn": "t", "language": "lb", "input": {"type": "text", "text": "x"}, "sender": "y"}',
        "sender",
    ),
}


@pytest.mark.parametrize(("body", "named"), BAD_BODIES.values(), ids=BAD_BODIES)
async def test_a_body_that_does_not_fit_is_refused_and_the_place_named(body: bytes, named: str) -> None:
    serving = Serving()
    status, answer = await call("/turns", serving, body)
    assert status == 400
    assert named in answer["error"]
    assert serving.taken == []


@pytest.mark.parametrize("path", ["/turns", "/health"])
async def test_while_the_model_is_loaded_the_door_says_so(path: str) -> None:
    status, answer = await call(path, Loading(), msgspec.json.encode(REQUEST))
    assert status == 503
    assert "loaded" in answer["error"]


async def test_a_bad_body_is_refused_even_before_the_model_is_there() -> None:
    assert (await call("/turns", Loading(), b"{"))[0] == 400


@pytest.mark.parametrize(
    "failure",
    [
        TurnFailedError("x failed: RasaException"),
        RuntimeError("a secret"),
        OSError("disk"),
        msgspec.ValidationError("x"),
    ],
)
async def test_a_failure_is_no_reply_and_tells_nobody_what_was_written(
    failure: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        status, answer = await call("/turns", Serving(failure), msgspec.json.encode(REQUEST))
    assert status == 502
    assert type(failure).__name__ in answer["error"]
    assert "secret" not in caplog.text + answer["error"]
    assert "turn t failed" in caplog.text


LIST = "/conversations"
FORGET = "/conversations/<conversation:str>"


async def test_a_conversation_is_forgotten() -> None:
    serving = Serving()
    assert await call(FORGET, serving, conversation="c") == (200, {"status": "forgotten"})
    assert serving.forgotten == ["c"]


async def test_nothing_counts_as_forgotten_before_the_model_is_there() -> None:
    assert (await call(FORGET, Loading(), conversation="c"))[0] == 503


@pytest.mark.parametrize(
    ("after", "named", "more"),
    [("", ["a", "b"], True), ("a", ["b", "c"], False), ("b", ["c"], False), ("c", [], False)],
)
async def test_conversations_that_are_not_forgotten_are_named_page_by_page(
    monkeypatch: pytest.MonkeyPatch, after: str, named: list[str], more: bool
) -> None:
    monkeypatch.setattr("bot.channel.LONGEST_LIST", 2)
    query = {"after": after} if after else {}
    assert await call(LIST, Serving(), query=query) == (200, {"conversations": named, "more": more})


async def test_nothing_is_named_before_the_model_is_there() -> None:
    assert (await call(LIST, Loading()))[0] == 503


async def test_health_names_the_model() -> None:
    assert await call("/health", Serving()) == (200, {"status": "ok", "model": "abc.tar.gz"})


async def test_health_says_why_another_model_does_not_serve() -> None:
    serving = Serving()
    serving.problem = "model def.tar.gz could not be loaded"
    _, body = await call("/health", serving)
    assert body == {"status": "ok", "model": "abc.tar.gz", "problem": "model def.tar.gz could not be loaded"}


def test_there_are_no_other_routes() -> None:
    app = Sanic("only_these_routes")
    app.blueprint(TurnChannel().blueprint(lambda message: message), url_prefix="/webhooks/moien")
    app.router.finalize()
    assert {(route.path, *route.methods) for route in app.router.routes} == {
        ("webhooks/moien/turns", "POST"),
        ("webhooks/moien/health", "GET"),
        ("webhooks/moien/conversations", "GET"),
        ("webhooks/moien/conversations/<conversation:str>", "DELETE"),
    }
