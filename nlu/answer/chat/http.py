"""Asks a server that speaks OpenAI's chat completions; always streaming, since only that can be stopped half-way.

Written for what servers really do (``transformers serve`` 5.23 among them): a stream may end without ``[DONE]``, errors
may come as lines that are no JSON, and an id that two requests share mixes their answers, so each attempt has its own.
"""

from __future__ import annotations

import asyncio
import re
import time
import uuid
from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import dataclass
from http import HTTPStatus

import httpx
import msgspec
from circuitbreaker import CircuitBreaker
from httpx_sse import ServerSentEvent, SSEError, aconnect_sse

from contracts import tracing
from contracts.outbound import destinations
from contracts.outbound_http import AsyncGuardedTransport
from nlu.answer.chat.model import ChatError, ChatMessage, Completion
from nlu.answer.chat.profile import Profile
from nlu.answer.meters import MODEL_CALLS

CONNECT_SECONDS = 2.0
LONGEST_ANSWER = 8000
"""Characters; a model that writes more does not answer any more."""
FAILURES_IN_A_ROW = 3
REST_SECONDS = 20
"""After so many failures the model is left in peace for so long."""


@dataclass(frozen=True, kw_only=True)
class Limits:
    """How much one model may be asked, and how long it may take. Durations in seconds."""

    first_token: float
    whole: float
    at_once: int
    """Questions that it works on at the same time."""
    waiting: int
    """Questions that may wait for one of these places."""
    max_tokens: int


class _Delta(msgspec.Struct):
    content: str | None = None


class _Choice(msgspec.Struct):
    delta: _Delta = msgspec.field(default_factory=_Delta)
    finish_reason: str | None = None


class _Usage(msgspec.Struct):
    completion_tokens: int = 0


class _Chunk(msgspec.Struct):
    choices: list[_Choice] = []
    usage: _Usage | None = None
    error: msgspec.Raw | None = None


class HttpChatModel:
    """A language model behind HTTP."""

    def __init__(
        self,
        url: str,
        name: str,
        profile: Profile,
        limits: Limits,
        api_key: str = "",
        inner_hosts: Iterable[str] = (),
    ) -> None:
        """``url`` is the server's address without ``/v1``; nothing is opened before the first question."""
        self._name = name
        self._profile = profile
        # Longest first: one token may be the beginning of another.
        tokens = sorted(map(re.escape, profile.control_tokens), key=len, reverse=True)
        self._control = re.compile("|".join(tokens) or r"(?!)")
        self._limits = limits
        self._places = asyncio.Semaphore(limits.at_once)
        self._waiting = 0
        self._breaker = CircuitBreaker(
            failure_threshold=FAILURES_IN_A_ROW, recovery_timeout=REST_SECONDS, expected_exception=_is_failure
        )
        self._client = httpx.AsyncClient(
            base_url=url,
            timeout=httpx.Timeout(limits.whole, connect=CONNECT_SECONDS),
            transport=AsyncGuardedTransport(
                destinations([url], inner_hosts), limits=httpx.Limits(max_connections=limits.at_once + 2)
            ),
            headers={"Authorization": f"Bearer {api_key}"} if api_key else {},
            # The model is near: no proxy that the environment names may see what citizens write.
            trust_env=False,
        )

    @property
    def name(self) -> str:
        """Name of the model, shown with what it wrote."""
        return self._name

    @property
    def rests(self) -> bool:
        """Tell whether the model failed so often that it is left in peace."""
        return bool(self._breaker.opened)

    async def complete(self, messages: Sequence[ChatMessage]) -> Completion:
        """Return the whole answer; raises `ChatError`."""
        try:
            done = await self._complete(messages)
        except ChatError as error:
            MODEL_CALLS.count(error.failure)
            raise
        MODEL_CALLS.count("answered")
        return done

    async def _complete(self, messages: Sequence[ChatMessage]) -> Completion:
        if self.rests:
            raise ChatError("unavailable", "it failed several times in a row and is left in peace")
        if self._waiting >= self._limits.waiting:
            raise ChatError("busy", f"{self._waiting} questions wait")
        self._waiting += 1
        try:
            async with asyncio.timeout(self._limits.whole):
                async with self._places:
                    answer: Completion = await self._breaker.call_async(self._ask, messages)
                    return answer
        except TimeoutError as error:
            raise ChatError("slow", f"no whole answer within {self._limits.whole:g} s") from error
        finally:
            self._waiting -= 1

    async def check(self) -> None:
        """Raise `ChatError` where the server does not answer or still loads its model."""
        try:
            response = await self._client.get(self._profile.health, timeout=CONNECT_SECONDS)
        except httpx.HTTPError as error:
            raise ChatError("unavailable", type(error).__name__) from error
        if response.status_code != HTTPStatus.OK:
            raise ChatError("unavailable", f"status {response.status_code}")

    async def close(self) -> None:
        """Close all connections."""
        await self._client.aclose()

    async def _ask(self, messages: Sequence[ChatMessage]) -> Completion:
        # A deadline of its own, so that the breaker sees a model that hangs as a failure.
        try:
            async with asyncio.timeout(self._limits.whole * 0.95):
                with tracing.step("llm.complete") as span:
                    completion = await self._stream(messages)
                    span.tell("answered")
                    return completion
        except TimeoutError as error:
            limits = self._limits
            told = f"no word within {limits.first_token:g} s, or no whole answer within {limits.whole:g} s"
            raise ChatError("slow", told) from error
        except (httpx.HTTPError, SSEError) as error:
            raise ChatError("unavailable", type(error).__name__) from error

    async def _stream(self, messages: Sequence[ChatMessage]) -> Completion:
        written, tokens = "", 0
        first_token: float | None = None
        finished = False
        began = time.monotonic()
        async with (
            asyncio.timeout(self._limits.first_token) as waiting,
            aconnect_sse(
                self._client,
                "POST",
                "/v1/chat/completions",
                json=self._body(messages),
                headers={"X-Request-Id": uuid.uuid4().hex, **tracing.headers()},
            ) as source,
        ):
            _check_status(source.response)
            async for chunk in _read_chunks(source.aiter_sse()):
                for choice in chunk.choices[:1]:
                    # Some servers begin with a piece that says nothing, before they have thought of anything.
                    if choice.delta.content and first_token is None:
                        first_token = time.monotonic() - began
                        waiting.reschedule(None)
                    written += choice.delta.content or ""
                    tokens += bool(choice.delta.content)
                    finished = finished or choice.finish_reason == "stop"
                if chunk.usage is not None:
                    tokens = chunk.usage.completion_tokens
                if len(written) > LONGEST_ANSWER:
                    raise ChatError("cut_off", f"more than {LONGEST_ANSWER} characters")
        if not finished:
            raise ChatError("cut_off", f"the answer ended after {len(written)} characters without an end")
        return Completion(written.strip(), first_token or 0.0, time.monotonic() - began, tokens)

    def _body(self, messages: Sequence[ChatMessage]) -> dict[str, object]:
        body: dict[str, object] = {
            "messages": [{"role": it.role, "content": self._control.sub(" ", it.content)} for it in messages],
            "max_tokens": self._limits.max_tokens,
            "stream": True,
        }
        if self._profile.names_model:
            body["model"] = self._name
        if self._profile.sends_temperature:
            body["temperature"] = 0
        return body


async def _read_chunks(events: AsyncIterator[ServerSentEvent]) -> AsyncIterator[_Chunk]:
    """Read the pieces of a stream until its end, which may or may not be marked."""
    async for event in events:
        if event.data == "[DONE]":
            return
        try:
            chunk = msgspec.json.decode(event.data, type=_Chunk)
        except msgspec.DecodeError as error:
            raise ChatError("unavailable", "a line of the stream is no JSON") from error
        if chunk.error is not None:
            raise ChatError("unavailable", "the server reported an error in the stream")
        yield chunk


def _check_status(response: httpx.Response) -> None:
    if response.status_code in (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE):
        raise ChatError("busy", f"status {response.status_code}")
    if response.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
        raise ChatError("unavailable", f"status {response.status_code}")
    if response.status_code != HTTPStatus.OK:
        raise ChatError("refused", f"status {response.status_code}")


def _is_failure(_kind: type[BaseException], error: BaseException | None) -> bool:
    """Tell the breaker what speaks against the server; a busy one is sound."""
    return isinstance(error, ChatError) and error.failure in ("unavailable", "slow", "refused")
