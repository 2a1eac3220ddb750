"""A citizen who writes one message after the other over a WebSocket and times each turn."""

from __future__ import annotations

import asyncio
import json
import time
import uuid
from typing import Any

from bench.load.wire import Line

PATIENCE = 60.0
"""Seconds a turn may take before the scenario fails."""


class RefusedError(Exception):
    """The gateway did not take what was sent; the message says why."""


class Talker:
    """One conversation with the gateway."""

    def __init__(self, port: int, language: str = "fr") -> None:
        """Opens nothing yet."""
        self._port, self._language = port, language
        self._line: Line | None = None
        self._news = asyncio.Event()
        self._welcome: dict[str, Any] | None = None
        self._said: str | None = None
        self._refused: dict[str, Any] | None = None
        self._answered = self._over = False
        self.acknowledged_after = 0.0
        """Seconds from the latest message to its acknowledgement."""
        self._sent_at = 0.0

    async def come(self) -> None:
        """Begin a conversation."""
        self._line = await Line.connect(self._port, "/ws/citizen", self._take)
        self._line.send(json.dumps({"type": "hello", "language": self._language, "site": "demo"}))
        await self._wait(lambda: self._welcome is not None)

    @property
    def conversation(self) -> str:
        """Return the id of the conversation."""
        assert self._welcome is not None
        return str(self._welcome["conversation"])

    async def say(self, text: str) -> float:
        """Write, and return the seconds until the bot had answered and was at rest again."""
        assert self._line is not None
        self._said, self._answered, self._over = uuid.uuid4().hex, False, False
        self._sent_at = time.perf_counter()
        self._line.send(json.dumps({"type": "say", "message_id": self._said, "text": text}))
        await self._wait(lambda: self._over)
        return time.perf_counter() - self._sent_at

    def leave(self) -> None:
        """Close the socket."""
        if self._line is not None:
            self._line.drop()

    async def _wait(self, holds: Any) -> None:  # noqa: ANN401 - a condition
        async with asyncio.timeout(PATIENCE):
            while not holds():
                if self._refused is not None:
                    raise RefusedError(f"the gateway refused: {self._refused}")
                self._news.clear()
                await self._news.wait()

    def _take(self, text: bytes) -> None:
        frame = json.loads(text)
        match frame["type"]:
            case "welcome":
                self._welcome = frame
            case "ack" if frame["message_id"] == self._said:
                self.acknowledged_after = time.perf_counter() - self._sent_at
            case "event" if frame["event"]["data"].get("author") == "bot":
                self._answered = True
            case "busy" if not frame["busy"]:
                self._over = self._answered
            case "error":
                self._refused = frame
        self._news.set()
