"""A model's server for tests: real HTTP that streams by a script, with the faults that servers really have.

What the last message holds says what happens: ``SAY x`` streams x word by word; ``SLEEP 3`` waits before the first
word; ``HANG`` sends one word and no more; ``CUT`` ends without an end; ``LONG`` never stops; ``BROKEN`` sends a line
that is no JSON; ``ERROR`` an error in the stream; ``STATUS 503`` that status; ``DONE`` ends with ``[DONE]``.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

_ORDER = re.compile(r"\b(SAY|SLEEP|HANG|CUT|LONG|BROKEN|ERROR|STATUS|DONE)\b ?(.*)", re.DOTALL)


class FakeModelServer:
    """What the scripted server was asked."""

    def __init__(self) -> None:
        """Nothing was asked yet."""
        self.bodies: list[dict[str, object]] = []
        self.request_ids: list[str] = []
        self.keys: list[str] = []
        self.left = 0
        """Answers whose reader went away before their end."""
        self.at_once = 0
        self.most_at_once = 0
        self.is_ready = True

    async def complete(self, request: Request) -> Response:
        """Answer ``POST /v1/chat/completions``."""
        body = await request.json()
        self.bodies.append(body)
        self.request_ids.append(request.headers["X-Request-Id"])
        self.keys.append(request.headers.get("Authorization", ""))
        found = _ORDER.search(body["messages"][-1]["content"])
        order, rest = (found[1], found[2]) if found else ("SAY", "nothing")
        if order == "STATUS":
            return JSONResponse({"error": "as asked"}, status_code=int(rest.split()[0]))
        return StreamingResponse(self._stream(order, rest), media_type="text/event-stream")

    async def show_health(self, _request: Request) -> Response:
        """Answer ``GET /health``."""
        return Response(status_code=200 if self.is_ready else 503)

    def app(self) -> Starlette:
        """Return the application."""
        return Starlette(
            routes=[
                Route("/v1/chat/completions", self.complete, methods=["POST"]),
                Route("/health", self.show_health, methods=["GET"]),
            ]
        )

    async def _stream(self, order: str, rest: str) -> AsyncIterator[str]:
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            async for line in self._lines(order, rest):
                yield f"data: {line}\n\n"
        except asyncio.CancelledError:
            self.left += 1
            raise
        finally:
            self.at_once -= 1

    async def _lines(self, order: str, rest: str) -> AsyncIterator[str]:
        # As `transformers serve` does, before the model has read the question.
        yield _chunk("")
        if order == "SLEEP":
            await asyncio.sleep(float(rest.split()[0]))
        for word in re.findall(r"\s*\S+", rest if order == "SAY" else "one two"):
            yield _chunk(word)
            if order == "HANG":
                await asyncio.sleep(60)
            await asyncio.sleep(0)
        while order == "LONG":
            yield _chunk("and so on " * 20)
            await asyncio.sleep(0)
        if order == "BROKEN":
            yield "<html>"
        if order == "ERROR":
            yield json.dumps({"error": {"message": "out of memory"}})
        if order != "CUT":
            yield _chunk("", finish="stop")
        if order == "DONE":
            yield "[DONE]"


def _chunk(content: str, finish: str | None = None) -> str:
    return json.dumps({"choices": [{"index": 0, "delta": {"content": content}, "finish_reason": finish}]})
