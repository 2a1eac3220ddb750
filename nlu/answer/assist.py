"""What the answer server does for the staff: ``POST /translations``, ``POST /summaries``, ``POST /assist/examples``."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Coroutine
from http import HTTPStatus
from typing import TypeVar

import msgspec
import structlog
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from contracts.languages import Language
from contracts.translations import (
    MOST_DRAFTED,
    DraftedExamples,
    ExamplesRequest,
    Summary,
    SummaryRequest,
    Translation,
    TranslationRequest,
)
from nlu.answer.asking import NotUsableError
from nlu.answer.chat.model import ChatError, ChatModel
from nlu.answer.examples import draft_examples
from nlu.answer.library import Library
from nlu.answer.summarise import summarise
from nlu.answer.translate import LONGEST_TEXT, read_titles, translate

log = structlog.get_logger()

LONGEST_BODY = 256 * 1024
"""Bytes; a long conversation to sum up."""

Wanted = TypeVar("Wanted")


class Assist:
    """Translates, sums up and drafts examples, where a language model serves and may write the language."""

    def __init__(
        self, model: ChatModel | None, serves: Callable[[], bool], languages: Collection[Language], library: Library
    ) -> None:
        """``serves`` says whether the model is there; ``languages``: those in which it may write."""
        self._model = model
        self._serves = serves
        self._languages = languages
        self._library = library

    @property
    def languages(self) -> list[Language]:
        """Return the languages into which is translated at the moment."""
        return list(self._languages) if self._model is not None and self._serves() else []

    @property
    def routes(self) -> list[Route]:
        """Return the routes."""
        return [
            Route("/translations", self.take_text, methods=["POST"]),
            Route("/summaries", self.take_conversation, methods=["POST"]),
            Route("/assist/examples", self.take_examples, methods=["POST"]),
        ]

    async def take_text(self, request: Request) -> Response:
        """Answer ``POST /translations``."""
        asked = await _read(request, TranslationRequest)
        if isinstance(asked, Response):
            return asked
        if asked.source == asked.target:
            return _refuse(HTTPStatus.BAD_REQUEST, f"the text is in {asked.target} already; name two languages")
        if len(asked.text) > LONGEST_TEXT:
            told = f"the text has {len(asked.text)} characters; at most {LONGEST_TEXT}"
            return _refuse(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, told)
        model = self._writes(asked.target)
        if model is None:
            return _nobody(asked.target)
        titles = read_titles(self._library.edition.index.pages, asked.source, asked.target)
        return await self._write(request, "translation", translate(asked, model, titles))

    async def take_conversation(self, request: Request) -> Response:
        """Answer ``POST /summaries``."""
        asked = await _read(request, SummaryRequest)
        if isinstance(asked, Response):
            return asked
        if not asked.messages:
            return _refuse(HTTPStatus.BAD_REQUEST, "there are no messages to sum up")
        model = self._writes(asked.language)
        if model is None:
            return _nobody(asked.language)
        return await self._write(request, "summary", summarise(asked, model))

    async def take_examples(self, request: Request) -> Response:
        """Answer ``POST /assist/examples``."""
        asked = await _read(request, ExamplesRequest)
        if isinstance(asked, Response):
            return asked
        if not 1 <= asked.count <= MOST_DRAFTED:
            return _refuse(HTTPStatus.BAD_REQUEST, f"count is {asked.count}; 1 to {MOST_DRAFTED}")
        model = self._writes(asked.language)
        if model is None:
            return _nobody(asked.language)
        return await self._write(request, "examples", draft_examples(asked, model))

    def _writes(self, language: Language) -> ChatModel | None:
        return self._model if self._serves() and language in self._languages else None

    async def _write(
        self, request: Request, what: str, writing: Coroutine[None, None, Translation | Summary | DraftedExamples]
    ) -> Response:
        """Give what the model wrote; who goes away stops the work."""
        work, gone = asyncio.create_task(writing), asyncio.create_task(_until_gone(request))
        try:
            await asyncio.wait((work, gone), return_when=asyncio.FIRST_COMPLETED)
            if not work.done():
                return _refuse(HTTPStatus.SERVICE_UNAVAILABLE, "whoever asked went away")
            return Response(msgspec.json.encode(work.result()), media_type="application/json")
        except ChatError as error:
            log.warning("assist.no_answer", what=what, why=str(error))
            return _refuse(HTTPStatus.SERVICE_UNAVAILABLE, f"the language model did not answer: {error.failure}")
        except NotUsableError as error:
            log.info("assist.not_usable", what=what, faults=str(error))
            told = f"what the language model wrote cannot be used: {error}"
            return _refuse(HTTPStatus.UNPROCESSABLE_ENTITY, told, changed=error.changed)
        finally:
            work.cancel()
            gone.cancel()
            await asyncio.gather(work, gone, return_exceptions=True)


async def _read(request: Request, kind: type[Wanted]) -> Wanted | Response:
    body = await request.body()
    if len(body) > LONGEST_BODY:
        return _refuse(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"the body has {len(body)} bytes; at most {LONGEST_BODY}")
    try:
        return msgspec.json.decode(body, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        return _refuse(HTTPStatus.BAD_REQUEST, str(error))


async def _until_gone(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass


def _nobody(language: Language) -> Response:
    told = f"no language model that may write {language} serves at the moment; see MOIEN_LLM_LANGUAGES"
    return _refuse(HTTPStatus.SERVICE_UNAVAILABLE, told)


def _refuse(status: HTTPStatus, problem: str, **more: object) -> Response:
    return Response(msgspec.json.encode({"error": problem, **more}), status, media_type="application/json")
