"""A citizen as the widget is one: keeps what was not acknowledged, comes back after each break, sends it again."""

from __future__ import annotations

import asyncio
import contextlib
import json
import random
import time
import uuid
from dataclasses import dataclass, field
from typing import Any

from bench.chaos.verdict import Acknowledged
from bench.load.wire import Line, WireError

AGAIN_SECONDS = (0.1, 0.4)
"""Pause before a broken connection is made anew."""
HELLO_SECONDS = 3.0
QUESTION = "Combien coûte le passeport ?"
"""The bot answers it with one part."""


@dataclass
class Diary:
    """What one citizen saw."""

    conversation: str = ""
    acknowledged: list[Acknowledged] = field(default_factory=list)
    acks: list[tuple[float, float]] = field(default_factory=list)
    """When a message was sent first, and when it was acknowledged (monotonic seconds)."""
    answers: list[tuple[float, float]] = field(default_factory=list)
    """When a message was sent first, and when its answer came."""
    wrong: list[str] = field(default_factory=list)
    """Events that came twice or in another order than that of the log."""
    breaks: int = 0


class Citizen:
    """Writes one message after the other, each when the one before was answered."""

    def __init__(self, port: int) -> None:
        """``port`` is the gateway's."""
        self.diary = Diary()
        self._port = port
        self._token: str | None = None
        self._seq = 0
        self._line: Line | None = None
        self._welcomed = False
        self._pending: str | None = None
        self._since = 0.0
        self._acked = self._answered = False
        self._news = asyncio.Event()

    async def talk(self, until: float, patience: float) -> None:
        """Write until a moment; whatever was begun is waited for, ``patience`` seconds at most."""
        keeping = asyncio.create_task(self._stay_connected())
        try:
            while time.monotonic() < until:
                self._pending, self._acked, self._answered = uuid.uuid4().hex, False, False
                self._since = time.monotonic()
                self._send_pending()
                async with asyncio.timeout(patience):
                    while not (self._acked and self._answered):
                        self._news.clear()
                        await self._news.wait()
        except TimeoutError:
            self.diary.wrong.append(f"{self.diary.conversation}: no answer within {patience:.0f} s to {self._pending}")
        finally:
            keeping.cancel()
            await asyncio.gather(keeping, return_exceptions=True)

    async def _stay_connected(self) -> None:
        while True:
            with contextlib.suppress(OSError, WireError, TimeoutError):
                await self._connect()
            self.diary.breaks += 1
            await asyncio.sleep(random.uniform(*AGAIN_SECONDS))

    async def _connect(self) -> None:
        self._welcomed = False
        async with asyncio.timeout(HELLO_SECONDS):
            self._line = await Line.connect(self._port, "/ws/citizen", self._take)
        hello = {"type": "hello", "language": "fr", "site": "demo", "last_seq": self._seq}
        self._line.send(json.dumps({**hello, "token": self._token} if self._token else hello))
        try:
            await self._line.wait_for_end()
        finally:
            self._line.drop()

    def _send_pending(self) -> None:
        if self._line is not None and self._welcomed and self._pending is not None and not self._acked:
            said = {"type": "say", "message_id": self._pending, "text": QUESTION}
            self._line.send(json.dumps(said))

    def _take(self, text: bytes) -> None:
        frame = json.loads(text)
        match frame["type"]:
            case "welcome":
                self._token, self.diary.conversation = frame["token"], frame["conversation"]
                self._welcomed = True
                self._send_pending()
            case "ack" if frame["message_id"] == self._pending and not self._acked:
                self._acked = True
                self.diary.acks.append((self._since, time.monotonic()))
                self.diary.acknowledged.append(Acknowledged(self.diary.conversation, frame["message_id"], frame["seq"]))
            case "event":
                self._see(frame["event"])
        self._news.set()

    def _see(self, event: dict[str, Any]) -> None:
        if event["seq"] != self._seq + 1:
            self.diary.wrong.append(f"{self.diary.conversation}: event {event['seq']} came after {self._seq}")
        self._seq = max(self._seq, event["seq"])
        said = event["data"]
        if not self._answered and (said.get("author") == "bot" or said.get("code") == "bot_unavailable"):
            self._answered = True
            self.diary.answers.append((self._since, time.monotonic()))
