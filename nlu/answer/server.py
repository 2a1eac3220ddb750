"""The answer server: ``POST /answers`` replies line by line, ``GET /healthz`` says which content and mode serve.

Whoever asks and goes away before the answer stops the work on it.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from http import HTTPStatus

import msgspec
import structlog
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from contracts.answers import Answered, AnswerLine, AnswerRequest, Progress
from nlu.answer.chat.http import HttpChatModel, Limits
from nlu.answer.chat.profile import PROFILES
from nlu.answer.library import Library, make_edition
from nlu.answer.pipeline import EXTRACTIVE, answer_question, make_generative
from nlu.answer.settings import AnswerSettings

log = structlog.get_logger()

LONGEST_BODY = 64 * 1024
"""Bytes of a question with what was said before."""
COME_BACK_SECONDS = 2
"""What ``Retry-After`` says while too many questions wait."""


class AnswerServer:
    """Takes questions."""

    def __init__(self, settings: AnswerSettings, library: Library, model: HttpChatModel | None = None) -> None:
        """Serve from a library, with a language model where there is one."""
        self._library = library
        self._model = model
        self._steps = make_generative(model, settings.llm_languages) if model else EXTRACTIVE
        self._most = settings.answer_waiting
        self._waiting = 0

    async def take_question(self, request: Request) -> Response:
        """Answer ``POST /answers``."""
        body = await request.body()
        if len(body) > LONGEST_BODY:
            return refuse(
                HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"the body has {len(body)} bytes; at most {LONGEST_BODY}"
            )
        try:
            asked = msgspec.json.decode(body, type=AnswerRequest)
        except msgspec.DecodeError as error:
            return refuse(HTTPStatus.BAD_REQUEST, str(error))
        if self._waiting >= self._most:
            busy = refuse(HTTPStatus.SERVICE_UNAVAILABLE, f"{self._waiting} questions wait; come back later")
            busy.headers["Retry-After"] = str(COME_BACK_SECONDS)
            return busy
        return StreamingResponse(self._tell(asked), media_type="application/x-ndjson")

    async def show_health(self, _request: Request) -> Response:
        """Answer ``GET /healthz``."""
        edition, model = self._library.edition, self._model
        state = {
            "status": "ok",
            "mode": "extractive" if model is None or model.rests else "llm",
            "model": model.name if model else None,
            "content": edition.version,
            "pages": edition.pages,
        }
        return Response(msgspec.json.encode(state), media_type="application/json")

    async def _tell(self, asked: AnswerRequest) -> AsyncIterator[bytes]:
        """Give each line as soon as it is known; closing the iterator stops the work."""
        lines: asyncio.Queue[AnswerLine | None] = asyncio.Queue()
        work = asyncio.create_task(self._work(asked, lines))
        self._waiting += 1
        try:
            while (line := await lines.get()) is not None:
                yield msgspec.json.encode(line) + b"\n"
            # Raises what went wrong: the reply ends without an answer, and whoever asked asks again.
            await work
        finally:
            self._waiting -= 1
            work.cancel()

    async def _work(self, asked: AnswerRequest, lines: asyncio.Queue[AnswerLine | None]) -> None:
        def show(progress: Progress) -> None:
            lines.put_nowait(progress)

        try:
            answered = await answer_question(asked, self._library.edition.index, self._steps, show)
            lines.put_nowait(answered)
            _log_answer(answered)
        except Exception:
            log.exception("answer.broke_off")
            raise
        finally:
            lines.put_nowait(None)


def refuse(status: HTTPStatus, problem: str) -> Response:
    """Say what is wrong with a request."""
    return Response(msgspec.json.encode({"error": problem}), status_code=status, media_type="application/json")


def make_model(settings: AnswerSettings) -> HttpChatModel | None:
    """Return the language model of the settings; None where there is none: then answers are quotations."""
    if settings.llm_url is None:
        return None
    limits = Limits(
        first_token=settings.llm_first_token,
        whole=settings.llm_timeout,
        at_once=settings.llm_concurrency,
        waiting=settings.llm_waiting,
        max_tokens=settings.llm_max_tokens,
    )
    profile = PROFILES[settings.llm_profile]
    return HttpChatModel(settings.llm_url, settings.llm_name, profile, limits, settings.llm_api_key)


def build_app(settings: AnswerSettings) -> Starlette:
    """Return the application; the content is indexed before it begins to listen.

    Raises, when it starts:
        CatalogueError: the catalogue has problems.
    """

    @asynccontextmanager
    async def live(app: Starlette) -> AsyncIterator[None]:
        library = Library(settings.bot_dir, await asyncio.to_thread(make_edition, settings.bot_dir))
        model = make_model(settings)
        server = AnswerServer(settings, library, model)
        app.routes.extend(
            [
                Route("/answers", server.take_question, methods=["POST"]),
                Route("/healthz", server.show_health, methods=["GET"]),
            ]
        )
        keeping_up = asyncio.create_task(library.keep_up(), name="library")
        log.info("answers.up", host=settings.host, port=settings.answer_port, pages=library.edition.pages)
        try:
            yield
        finally:
            keeping_up.cancel()
            await asyncio.gather(keeping_up, return_exceptions=True)
            if model is not None:
                await model.close()
            log.info("answers.down")

    return Starlette(lifespan=live)


def _log_answer(answered: Answered) -> None:
    record = answered.record
    spent = sum(step.milliseconds for step in record.steps)
    log.info(
        "answer.given",
        code=record.code,
        language=record.language,
        standing=answered.answer.standing,
        steps=" ".join(f"{step.step}:{step.status}" for step in record.steps),
        milliseconds=round(spent, 1),
    )
