"""A citizen as the widget is one: keeps what was not acknowledged, comes back after each break, sends it again."""

from __future__ import annotations

import asyncio
import contextlib
import json
import random
import time
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from bench.chaos.verdict import Acknowledged
from bench.load.wire import Line, WireError

AGAIN_SECONDS = (0.1, 0.4)
"""Pause before a broken connection is made anew."""
HELLO_SECONDS = 3.0
BURST = (2, 4)
"""Messages that are written at once, at least and at most: only so can their order get lost."""
QUESTION = "Combien coûte le passeport ?"
"""The bot answers it with one part."""


@dataclass
class Said:
    """A message of the citizen's."""

    id: str
    since: float
    """When it was sent first (monotonic seconds)."""
    seq: int | None = None
    """Where it stands, as the gateway acknowledged; None until then."""


@dataclass
class Diary:
    """What one citizen saw."""

    conversation: str = ""
    said: list[Said] = field(default_factory=list)
    """In the order of sending."""
    acks: list[tuple[float, float]] = field(default_factory=list)
    """When a message was sent first, and when it was acknowledged (monotonic seconds)."""
    answers: list[tuple[float, float]] = field(default_factory=list)
    """When a message was sent first, and when its answer came."""
    disordered: list[str] = field(default_factory=list)
    """Events that came twice or in another order than that of the log."""
    lost: list[str] = field(default_factory=list)
    """Messages that the gateway refused, and those that came to no end."""
    breaks: int = 0

    @property
    def acknowledged(self) -> list[Acknowledged]:
        """Return what was acknowledged, in the order of sending."""
        return [Acknowledged(self.conversation, one.id, one.seq) for one in self.said if one.seq is not None]


class Citizen:
    """Writes some messages at once, and the next ones when these were answered."""

    def __init__(self, ports: Sequence[int]) -> None:
        """``ports`` are the gateways'; after a break it goes to the next one, as a proxy would send it."""
        self.diary = Diary()
        self._ports = ports
        self._token: str | None = None
        self._seq = 0
        self._line: Line | None = None
        self._welcomed = False
        self._unanswered: list[Said] = []
        self._news = asyncio.Event()

    async def talk(self, until: float, patience: float) -> None:
        """Write until a moment; whatever was begun is waited for, ``patience`` seconds at most."""
        keeping = asyncio.create_task(self._stay_connected())
        try:
            while time.monotonic() < until and not self.diary.lost:
                await self._say_some(patience)
        finally:
            keeping.cancel()
            await asyncio.gather(keeping, return_exceptions=True)

    async def _say_some(self, patience: float) -> None:
        now = time.monotonic()
        burst = [Said(uuid.uuid4().hex, now) for _ in range(random.randint(*BURST))]
        self.diary.said += burst
        self._unanswered = list(burst)
        self._send_pending()
        try:
            async with asyncio.timeout(patience):
                while (self._unanswered or self._pending) and not self.diary.lost:
                    self._news.clear()
                    await self._news.wait()
        except TimeoutError:
            waiting = [one.id for one in burst if one in self._unanswered or one.seq is None]
            self.diary.lost.append(f"{self.diary.conversation}: no end within {patience:.0f} s of {waiting}")

    @property
    def _pending(self) -> list[Said]:
        """What was not acknowledged, in the order of sending: of the newest only, as nothing else is waited for."""
        return [one for one in self.diary.said[-BURST[1] :] if one.seq is None]

    async def _stay_connected(self) -> None:
        while True:
            with contextlib.suppress(OSError, WireError, TimeoutError):
                await self._connect()
            self.diary.breaks += 1
            await asyncio.sleep(random.uniform(*AGAIN_SECONDS))

    async def _connect(self) -> None:
        self._welcomed = False
        async with asyncio.timeout(HELLO_SECONDS):
            port = self._ports[self.diary.breaks % len(self._ports)]
            self._line = await Line.connect(port, "/ws/citizen", self._take)
        hello = {"type": "hello", "language": "fr", "site": "demo", "last_seq": self._seq}
        self._line.send(json.dumps({**hello, "token": self._token} if self._token else hello))
        try:
            await self._line.wait_for_end()
        finally:
            self._welcomed = False
            self._line.drop()

    def _send_pending(self) -> None:
        if self._line is None or not self._welcomed:
            return
        for one in self._pending:
            self._line.send(json.dumps({"type": "say", "message_id": one.id, "text": QUESTION}))

    def _take(self, text: bytes) -> None:
        frame = json.loads(text)
        match frame["type"]:
            case "welcome":
                self._token, self.diary.conversation = frame["token"], frame["conversation"]
                self._welcomed = True
                self._send_pending()
            case "ack":
                self._see_stored(frame["message_id"], frame["seq"])
            case "error":
                self.diary.lost.append(f"{self.diary.conversation}: the gateway refused: {frame}")
            case "event":
                self._see(frame["event"])
        self._news.set()

    def _see_stored(self, message_id: str, seq: int) -> None:
        for one in self._pending:
            if one.id == message_id:
                one.seq = seq
                self.diary.acks.append((one.since, time.monotonic()))

    def _see(self, event: dict[str, Any]) -> None:
        if event["seq"] != self._seq + 1:
            self.diary.disordered.append(f"{self.diary.conversation}: event {event['seq']} came after {self._seq}")
        self._seq = max(self._seq, event["seq"])
        said = event["data"]
        # A notice that the bot is away may stand for all that wait; answers come in the order of the messages.
        answered = len(self._unanswered) if said.get("code") == "bot_unavailable" else said.get("author") == "bot"
        ended, self._unanswered = self._unanswered[:answered], self._unanswered[answered:]
        self.diary.answers += [(one.since, time.monotonic()) for one in ended]
