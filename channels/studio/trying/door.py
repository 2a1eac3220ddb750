"""Asks the rehearsal bot and the answer server about a draft; ``POST {MOIEN_REHEARSAL_URL}/turns?model=…``."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Protocol

import httpx
import msgspec

from contracts import tracing
from contracts.answers import Answered, AnswerRequest, Progress
from contracts.misfits import describe_misfit
from contracts.rehearsal import Rehearsed
from contracts.turns import TurnRequest

CONNECT_SECONDS = 2.0
ANSWER_SECONDS = 120.0
"""The first turn waits until the model is loaded."""
LONGEST_REPLY = 1_000_000
"""Bytes; no honest reply comes near."""
MOST_CONNECTIONS = 8


class RehearsalAwayError(Exception):
    """The rehearsal bot did not answer, or not with a reply; the same turn may be asked again."""


class ModelGoneError(Exception):
    """The rehearsal bot does not find the model of the draft."""


class RehearsalDoor(Protocol):
    """Whoever answers turns of drafts; the same turn id twice must give the same reply."""

    async def answer(self, model: str, request: TurnRequest) -> Rehearsed:
        """Return the reply of the bot with this model; raises `RehearsalAwayError` and `ModelGoneError`."""


class DraftAnswerDoor(Protocol):
    """Whoever answers from the content of a draft."""

    async def answer(self, request: AnswerRequest, show: Callable[[Progress], None], draft: str | None) -> Answered:
        """Return the answer; raises `AnswersUnavailableError` and `AnswersRefusedError`.

        ``draft``: fingerprint of the model beside which the content lies.
        """


class HttpRehearsalDoor:
    """The rehearsal bot over HTTP."""

    def __init__(self, url: str) -> None:
        """``url`` without a slash at the end."""
        self._client = httpx.AsyncClient(
            base_url=url,
            timeout=httpx.Timeout(ANSWER_SECONDS, connect=CONNECT_SECONDS),
            limits=httpx.Limits(max_connections=MOST_CONNECTIONS),
            headers={"Content-Type": "application/json"},
            # The bot is near: no proxy that the environment names may see what is written to it.
            trust_env=False,
        )

    async def answer(self, model: str, request: TurnRequest) -> Rehearsed:
        """Return the reply of the bot with this model; raises `RehearsalAwayError` and `ModelGoneError`."""
        try:
            response = await self._client.post(
                "/turns", params={"model": model}, content=msgspec.json.encode(request), headers=tracing.headers()
            )
        except httpx.HTTPError as error:
            raise RehearsalAwayError(type(error).__name__) from error
        if response.status_code == HTTPStatus.NOT_FOUND:
            raise ModelGoneError(model)
        if response.status_code != HTTPStatus.OK:
            raise RehearsalAwayError(f"status {response.status_code}")
        if len(response.content) > LONGEST_REPLY:
            raise RehearsalAwayError(f"a reply of {len(response.content)} bytes; at most {LONGEST_REPLY} are read")
        try:
            rehearsed = msgspec.json.decode(response.content, type=Rehearsed)
        except msgspec.DecodeError as error:
            raise RehearsalAwayError(f"the reply is no Rehearsed: {describe_misfit(error)}") from error
        if rehearsed.reply.turn != request.turn:
            raise RehearsalAwayError("the reply is to another turn")
        return rehearsed

    async def close(self) -> None:
        """Close all connections."""
        await self._client.aclose()
