"""An answer server for tests: a real HTTP server that answers by a script instead of an index.

What a question begins with says what happens: ``slow 3`` waits 3 seconds where it is not to be quoted, ``break`` fails,
``cut`` ends without an answer, ``know`` is answered, anything else is not known. With ``writes``, a text
is translated by a mark before it (``fr: …``), ``change`` loses its tokens, and a conversation is summed up by its first
message.
"""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator

import msgspec
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from contracts.answers import Answer, Answered, AnswerLine, AnswerRecord, AnswerRequest, Progress
from contracts.languages import Language
from contracts.parts import Citation
from contracts.translations import Summary, SummaryRequest, Translation, TranslationRequest

MODEL = "scripted"
CITED = Citation(title="Passport", link="https://example.org/passport", checked="2026-11-01", language="en")


class FakeAnswers:
    """What the scripted server was asked."""

    def __init__(self) -> None:
        """Nothing was asked yet."""
        self.requests: list[AnswerRequest] = []
        self.left: list[str] = []
        """Questions whose asker went away before the answer."""
        self.writes: list[Language] = []
        """Languages in which a model writes; none where there is no model."""
        self._codes = itertools.count(1)

    async def take_question(self, request: Request) -> Response:
        """Answer ``POST /answers``."""
        try:
            asked = msgspec.json.decode(await request.body(), type=AnswerRequest)
        except msgspec.DecodeError as error:
            return JSONResponse({"error": str(error)}, status_code=400)
        self.requests.append(asked)
        if asked.query.question.startswith("break"):
            return JSONResponse({"error": "asked to break"}, status_code=502)
        return StreamingResponse(self._tell(asked), media_type="application/x-ndjson")

    async def show_health(self, _request: Request) -> Response:
        """Answer ``GET /healthz``."""
        state = {
            "status": "ok",
            "mode": "llm" if self.writes else "extractive",
            "model": MODEL if self.writes else None,
        }
        return JSONResponse({**state, "languages": self.writes, "content": "1", "pages": 1})

    async def take_text(self, request: Request) -> Response:
        """Answer ``POST /translations``."""
        asked = msgspec.json.decode(await request.body(), type=TranslationRequest)
        if asked.target not in self.writes:
            return JSONResponse({"error": f"nobody writes {asked.target}"}, status_code=503)
        if asked.text.startswith("change"):
            return JSONResponse({"error": "asked to change", "changed": [asked.text[7:]]}, status_code=422)
        return Response(msgspec.json.encode(Translation(text=f"{asked.target}: {asked.text}", model=MODEL)))

    async def take_conversation(self, request: Request) -> Response:
        """Answer ``POST /summaries``."""
        asked = msgspec.json.decode(await request.body(), type=SummaryRequest)
        if asked.language not in self.writes:
            return JSONResponse({"error": f"nobody writes {asked.language}"}, status_code=503)
        return Response(msgspec.json.encode(Summary(lines=asked.messages[:1], model=MODEL)))

    def app(self) -> Starlette:
        """Return the application."""
        return Starlette(
            routes=[
                Route("/answers", self.take_question, methods=["POST"]),
                Route("/translations", self.take_text, methods=["POST"]),
                Route("/summaries", self.take_conversation, methods=["POST"]),
                Route("/healthz", self.show_health),
            ]
        )

    async def _tell(self, asked: AnswerRequest) -> AsyncIterator[bytes]:
        question = asked.query.question
        yield _line(Progress(stage="searching"))
        try:
            if question.startswith("slow ") and not asked.quoted:
                await asyncio.sleep(float(question.split()[1]))
        except asyncio.CancelledError:
            self.left.append(question)
            raise
        if question.startswith("cut"):
            return
        yield _line(Progress(stage="reading", pages=1))
        yield _line(answer_by_script(asked, f"CODE-{next(self._codes):04}"))


def answer_by_script(asked: AnswerRequest, code: str) -> Answered:
    """Return the scripted answer."""
    answer = Answer(standing="unknown", code=code)
    if asked.query.question.startswith("know"):
        answer = Answer(standing="answered", text="At the commune.", citations=[CITED], code=code)
    record = AnswerRecord(
        code=code,
        question=asked.query.question,
        language=asked.language,
        steps=[],
        confidence=0.5,
        passages=[],
        model=None,
        answer=answer,
    )
    return Answered(answer=answer, record=record)


def _line(told: AnswerLine) -> bytes:
    return msgspec.json.encode(told) + b"\n"
