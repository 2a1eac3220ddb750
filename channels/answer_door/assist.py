"""Has the language model behind the answer server help the staff: translations, summaries, drafted examples."""

from __future__ import annotations

from http import HTTPStatus
from typing import Protocol, TypeVar

import httpx
import msgspec

from contracts.languages import Language
from contracts.misfits import describe_misfit
from contracts.translations import (
    DraftedExamples,
    ExamplesRequest,
    Summary,
    SummaryRequest,
    Translation,
    TranslationRequest,
)

CONNECT_SECONDS = 2.0
HEALTH_SECONDS = 3.0
MOST_AT_ONCE = 16
LONGEST_REPLY = 256 * 1024
"""Bytes; no honest reply comes near."""


class AssistUnavailableError(Exception):
    """No language model serves, or not in time, or not for this language."""


class NotBorneOutError(Exception):
    """What the model wrote lost or changed something, and cannot be used."""

    def __init__(self, changed: list[str]) -> None:
        """``changed``: what it lost or invented; empty where it was wrong in another way."""
        super().__init__(", ".join(changed))
        self.changed = changed


class Serving(msgspec.Struct, frozen=True, kw_only=True):
    """The model that serves at the moment."""

    model: str | None
    languages: list[Language]
    """In which it may write; empty where none serves."""


class AssistDoor(Protocol):
    """Whoever translates, sums up and drafts examples."""

    async def serving(self) -> Serving:
        """Return which model serves; raises nothing."""

    async def translate(self, request: TranslationRequest) -> Translation:
        """Return a translation; raises `AssistUnavailableError` and `NotBorneOutError`."""

    async def summarise(self, request: SummaryRequest) -> Summary:
        """Return a summary; raises `AssistUnavailableError` and `NotBorneOutError`."""

    async def draft(self, request: ExamplesRequest) -> DraftedExamples:
        """Return sentences; raises `AssistUnavailableError` and `NotBorneOutError`."""


class _Health(msgspec.Struct):
    mode: str
    model: str | None = None
    languages: list[Language] = []


class _Refused(msgspec.Struct):
    changed: list[str] = []


Told = TypeVar("Told")


class HttpAssistDoor:
    """The answer server, over connections that are kept open."""

    def __init__(self, url: str, patience: float) -> None:
        """``patience`` is the longest wait for an answer in seconds."""
        self._client = httpx.AsyncClient(
            base_url=url,
            timeout=httpx.Timeout(patience, connect=CONNECT_SECONDS),
            limits=httpx.Limits(max_connections=MOST_AT_ONCE),
            headers={"Content-Type": "application/json"},
            # The answer server is near: no proxy that the environment names may see what citizens write.
            trust_env=False,
        )

    async def serving(self) -> Serving:
        """Return which model serves; none where the answer server cannot be reached."""
        try:
            response = await self._client.get("/healthz", timeout=HEALTH_SECONDS)
            told = msgspec.json.decode(response.content, type=_Health)
        except (httpx.HTTPError, msgspec.DecodeError):
            return Serving(model=None, languages=[])
        if told.mode != "llm":
            return Serving(model=None, languages=[])
        return Serving(model=told.model, languages=told.languages)

    async def translate(self, request: TranslationRequest) -> Translation:
        """Return a translation; raises `AssistUnavailableError` and `NotBorneOutError`."""
        return await self._ask("/translations", request, Translation)

    async def summarise(self, request: SummaryRequest) -> Summary:
        """Return a summary; raises `AssistUnavailableError` and `NotBorneOutError`."""
        return await self._ask("/summaries", request, Summary)

    async def draft(self, request: ExamplesRequest) -> DraftedExamples:
        """Return sentences; raises `AssistUnavailableError` and `NotBorneOutError`."""
        return await self._ask("/assist/examples", request, DraftedExamples)

    async def close(self) -> None:
        """Close all connections."""
        await self._client.aclose()

    async def _ask(
        self, path: str, request: TranslationRequest | SummaryRequest | ExamplesRequest, kind: type[Told]
    ) -> Told:
        try:
            response = await self._client.post(path, content=msgspec.json.encode(request))
        except httpx.HTTPError as error:
            raise AssistUnavailableError(type(error).__name__) from error
        if len(response.content) > LONGEST_REPLY:
            raise AssistUnavailableError(f"a reply of more than {LONGEST_REPLY} bytes")
        try:
            if response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY:
                raise NotBorneOutError(msgspec.json.decode(response.content, type=_Refused).changed)
            if response.status_code != HTTPStatus.OK:
                raise AssistUnavailableError(f"status {response.status_code}")
            return msgspec.json.decode(response.content, type=kind)
        except msgspec.DecodeError as error:
            raise AssistUnavailableError(f"the reply is no {kind.__name__}: {describe_misfit(error)}") from error
