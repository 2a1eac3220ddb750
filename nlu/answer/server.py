"""The answer server: ``POST /answers`` replies line by line, ``GET /healthz`` says which content and mode serve.

Whoever asks and goes away before the answer stops the work on it. ``?content=FINGERPRINT`` asks the content of a draft.
"""

from __future__ import annotations

import asyncio
import dataclasses
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from http import HTTPStatus

import msgspec
import structlog
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from contracts import tracing
from contracts.answers import Answered, AnswerLine, AnswerRequest, Progress, Standing
from contracts.metering import CONTENT_TYPE, watch_loop
from nlu.answer.assist import Assist
from nlu.answer.chat.http import HttpChatModel, Limits
from nlu.answer.chat.profile import PROFILES, read_control_tokens
from nlu.answer.chat.watch import ModelWatch
from nlu.answer.drafts import Drafts, NoSuchContentError
from nlu.answer.embedder import Embedder
from nlu.answer.library import Edition, Library, make_edition
from nlu.answer.meaning import Meaning
from nlu.answer.meters import GIVEN, LOOP_LAG, count_answer, show_metrics
from nlu.answer.pages import Page
from nlu.answer.pipeline import EXTRACTIVE, answer_question, make_generative
from nlu.answer.settings import AnswerSettings

log = structlog.get_logger()

LONGEST_BODY = 64 * 1024
"""Bytes of a question with what was said before."""
COME_BACK_SECONDS = 2
"""What ``Retry-After`` says while too many questions wait."""
_MARK = re.compile(r"[0-9a-f]{64}")


class AnswerServer:
    """Takes questions."""

    def __init__(
        self,
        settings: AnswerSettings,
        library: Library,
        model: HttpChatModel | None = None,
        meaning: Meaning | None = None,
    ) -> None:
        """Serve from a library, with a language model and an embedding model where there are such."""
        self._library = library
        self._drafts = Drafts(settings.models, library)
        self._model = model
        self._watch = ModelWatch(model) if model else None
        self._meaning = meaning
        self._steps = make_generative(model, settings.llm_languages) if model else EXTRACTIVE
        self._most = settings.answer_waiting
        self._waiting = 0
        self.assist = Assist(model, self._model_serves, settings.llm_languages, library)
        """What it does for agents."""

    async def keep_up(self) -> None:
        """Keep an eye on the content and on the model, until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._library.keep_up(), name="library")
            tasks.create_task(watch_loop(LOOP_LAG), name="event loop lag")
            if self._watch is not None:
                tasks.create_task(self._watch.keep_up(), name="model")
            if self._meaning is not None:
                tasks.create_task(self._meaning.keep_up(self._read_content), name="meaning")

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
        mark = request.query_params.get("content")
        trace = request.headers.get(tracing.HEADER)
        if mark is None:
            return StreamingResponse(self._tell(asked, trace), media_type="application/x-ndjson")
        if not _MARK.fullmatch(mark):
            return refuse(HTTPStatus.BAD_REQUEST, "content is no fingerprint: 64 hexadecimal digits")
        try:
            draft = await self._drafts.find(mark)
        except NoSuchContentError as error:
            return refuse(HTTPStatus.NOT_FOUND, str(error))
        return StreamingResponse(self._tell(asked, trace, draft), media_type="application/x-ndjson")

    async def show_health(self, _request: Request) -> Response:
        """Answer ``GET /healthz``."""
        edition, model = self._library.edition, self._model
        state = {
            "status": "ok",
            "mode": "llm" if self._model_serves() else "extractive",
            "model": model.name if model else None,
            "languages": self.assist.languages,
            "content": edition.version,
            "pages": edition.pages,
            "pages_by_meaning": self._meaning.pages if self._meaning else None,
        }
        return Response(msgspec.json.encode(state), media_type="application/json")

    async def show_metrics(self, _request: Request) -> Response:
        """Answer ``GET /metrics``."""
        serves = None if self._model is None else self._model_serves()
        return Response(show_metrics(self._waiting, serves), media_type=CONTENT_TYPE)

    def _model_serves(self) -> bool:
        return self._model is not None and self._watch is not None and self._watch.is_there and not self._model.rests

    def _read_content(self) -> tuple[str, list[Page]]:
        return self._library.edition.version, self._library.edition.index.pages

    async def _tell(
        self, asked: AnswerRequest, trace: str | None, draft: Edition | None = None
    ) -> AsyncIterator[bytes]:
        """Give each line as soon as it is known; closing the iterator stops the work."""
        lines: asyncio.Queue[AnswerLine | None] = asyncio.Queue()
        work = asyncio.create_task(self._work_traced(asked, trace, draft, lines))
        self._waiting += 1
        try:
            while (line := await lines.get()) is not None:
                yield msgspec.json.encode(line) + b"\n"
            # Raises what went wrong: the reply ends without an answer, and whoever asked asks again.
            await work
        finally:
            self._waiting -= 1
            work.cancel()

    async def _work_traced(
        self, asked: AnswerRequest, trace: str | None, draft: Edition | None, lines: asyncio.Queue[AnswerLine | None]
    ) -> None:
        with tracing.resume("answers.question", trace, language=asked.language) as span:
            span.tell(await self._work(asked, draft, lines))

    async def _work(
        self, asked: AnswerRequest, draft: Edition | None, lines: asyncio.Queue[AnswerLine | None]
    ) -> Standing:
        def show(progress: Progress) -> None:
            lines.put_nowait(progress)

        try:
            edition = draft or self._library.edition
            # Only the pages of what is live are known by their meaning.
            meaning = self._meaning if edition is self._library.edition else None
            steps = EXTRACTIVE if asked.quoted else self._steps
            answered = await answer_question(asked, edition.index, steps, show, meaning)
            lines.put_nowait(answered)
            _log_answer(answered)
            count_answer(answered)
        except Exception:
            log.exception("answer.broke_off")
            GIVEN.count(asked.language, "broke_off")
            raise
        else:
            return answered.answer.standing
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
    if settings.llm_tokenizer is not None:
        profile = dataclasses.replace(profile, control_tokens=read_control_tokens(settings.llm_tokenizer))
    return HttpChatModel(
        settings.llm_url, settings.llm_name, profile, limits, settings.llm_api_key, settings.inner_hosts
    )


def make_embedder(settings: AnswerSettings) -> Embedder | None:
    """Return the embedding model of the settings; None where there is none."""
    if settings.embedding_url is None:
        return None
    prefixes = settings.embedding_question_prefix, settings.embedding_content_prefix
    return Embedder(settings.embedding_url, settings.embedding_name, *prefixes, settings.inner_hosts)


def build_app(settings: AnswerSettings) -> Starlette:
    """Return the application; the content is indexed before it begins to listen.

    Raises, when it starts:
        CatalogueError: the catalogue has problems.
    """

    @asynccontextmanager
    async def live(app: Starlette) -> AsyncIterator[None]:
        library = Library(settings.bot_dir, await asyncio.to_thread(make_edition, settings.bot_dir))
        model = make_model(settings)
        embedder = make_embedder(settings)
        meaning = Meaning(embedder, settings.embedding_weight) if embedder else None
        server = AnswerServer(settings, library, model, meaning)
        app.routes.extend(
            [
                Route("/answers", server.take_question, methods=["POST"]),
                Route("/healthz", server.show_health, methods=["GET"]),
                Route("/readyz", server.show_health, methods=["GET"]),
                Route("/metrics", server.show_metrics, methods=["GET"]),
                *server.assist.routes,
            ]
        )
        keeping_up = asyncio.create_task(server.keep_up(), name="keeping up")
        log.info("answers.up", host=settings.host, port=settings.answer_port, pages=library.edition.pages)
        try:
            yield
        finally:
            keeping_up.cancel()
            await asyncio.gather(keeping_up, return_exceptions=True)
            for opened in (model, embedder):
                if opened is not None:
                    await opened.close()
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
