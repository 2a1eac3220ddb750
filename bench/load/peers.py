"""Whoever answers turns: the platform, its bot alone, and Rasa as it comes; each with a conversation that is timed."""

from __future__ import annotations

import asyncio
import json
import time
import uuid
from abc import ABC, abstractmethod
from typing import Any

from typing_extensions import override

from bench.load.http_line import HttpLine
from bench.load.stock import MESSAGES
from bench.load.talker import PATIENCE, Talker
from bench.load.wire import Line

QUESTIONS = (
    "Combien coûte le passeport ?",
    "Où demander une carte d'identité ?",
    "Quels documents pour le permis de conduire ?",
    "certificat de résidence",
)
"""Answered by the bot itself, each by an action; French, as half of what Luxembourg's citizens write."""


class Conversation(ABC):
    """One conversation of a citizen with a peer."""

    @abstractmethod
    async def come(self) -> None:
        """Begin it."""

    @abstractmethod
    async def turn(self, number: int) -> float:
        """Write message ``number`` and return the seconds until its answer was there."""

    @abstractmethod
    def leave(self) -> None:
        """End it."""


class ThroughHub(Conversation):
    """Over the widget's WebSocket: hub, database, Rasa, actions."""

    def __init__(self, port: int) -> None:
        """``port`` is the gateway's."""
        self._talker = Talker(port)

    @override
    async def come(self) -> None:
        await self._talker.come()

    @override
    async def turn(self, number: int) -> float:
        return await self._talker.say(QUESTIONS[number % len(QUESTIONS)])

    @override
    def leave(self) -> None:
        self._talker.leave()


class OverHttp(Conversation, ABC):
    """One call for each turn, on a connection that is kept."""

    def __init__(self, port: int) -> None:
        """``port`` is the bot's."""
        self._line = HttpLine(port)
        self._id = uuid.uuid4().hex

    @override
    async def come(self) -> None:
        pass

    @override
    def leave(self) -> None:
        self._line.close()

    async def _timed(self, path: str, body: object) -> float:
        began = time.perf_counter()
        await self._line.post(path, body)
        return time.perf_counter() - began


class AtBotsDoor(OverHttp):
    """The same turns posted to our bot directly."""

    @override
    async def turn(self, number: int) -> float:
        said = {"type": "text", "text": QUESTIONS[number % len(QUESTIONS)]}
        request = {"conversation": self._id, "turn": uuid.uuid4().hex, "language": "fr", "input": said}
        return await self._timed("/webhooks/moien/turns", request)


class StockRest(OverHttp):
    """Rasa's REST channel."""

    @override
    async def turn(self, number: int) -> float:
        said = {"sender": self._id, "message": MESSAGES[number % len(MESSAGES)]}
        return await self._timed("/webhooks/rest/webhook", said)


class StockSocketio(Conversation):
    """Rasa's socketio channel: Engine.IO 4 and Socket.IO 5 over a WebSocket, as its clients speak."""

    def __init__(self, port: int) -> None:
        """``port`` is the bot's."""
        self._port = port
        self._line: Line | None = None
        self._heard: asyncio.Queue[str] = asyncio.Queue()

    @override
    async def come(self) -> None:
        self._line = await Line.connect(self._port, "/socket.io/?EIO=4&transport=websocket", self._take)
        await self._next("0")
        self._line.send("40")
        await self._next("40")

    @override
    async def turn(self, number: int) -> float:
        began = time.perf_counter()
        self._emit("user_uttered", {"message": MESSAGES[number % len(MESSAGES)]})
        await self._next('42["bot_uttered"')
        return time.perf_counter() - began

    @override
    def leave(self) -> None:
        if self._line is not None:
            self._line.drop()

    def _emit(self, name: str, data: dict[str, Any]) -> None:
        assert self._line is not None
        self._line.send("42" + json.dumps([name, data]))

    def _take(self, text: bytes) -> None:
        packet = text.decode()
        if packet == "2" and self._line is not None:
            self._line.send("3")
        else:
            self._heard.put_nowait(packet)

    async def _next(self, begin: str) -> None:
        async with asyncio.timeout(PATIENCE):
            while not (await self._heard.get()).startswith(begin):
                pass
