"""Many citizens and agents on one gateway whose connections break at random, and a count of what each of them got."""

from __future__ import annotations

import asyncio
import contextlib
import json
import random
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import create_engine, insert
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidMessage

from channels.store.conversations import fresh_token, hash_token, new_id
from channels.store.database import sync_url
from contracts.staff_tables import staff, staff_session
from tests.channels.client import Frame, new_message_id

PING_EVERY = 10.0
"""Seconds between two signs of life of a console; agents who give none for thirty lose their conversations."""
PAUSE = 0.2
"""Seconds before a client whose connection broke tries again."""
BROKEN = (ConnectionClosed, InvalidHandshake, InvalidMessage, OSError, TimeoutError)


def add_agents(database_url: str, count: int, capacity: int) -> list[str]:
    """Put agents who speak everything into the database; returns the cookie of each, signed in."""
    return [add_agent(database_url, f"agent{number}", capacity=capacity) for number in range(count)]


def add_agent(database_url: str, name: str, **values: Any) -> str:
    """Put somebody into the database who is signed in; returns the cookie. ``values``: columns of ``staff``."""
    now = datetime.now(UTC)
    token = fresh_token()
    person = {
        "id": new_id(),
        "name": name,
        "display_name": f"{name.title()} Muster",
        "roles": ["agent"],
        "languages": dict.fromkeys(("lb", "fr", "de", "en"), "C2"),
        "services": [],
        "administrations": [],
        "capacity": 4,
        "active": True,
        "created_at": now,
        **values,
    }
    session = {
        "token_hash": hash_token(token),
        "id": new_id(),
        "staff_id": person["id"],
        "browser": "test",
        "created_at": now,
        "seen_at": now,
        "expires_at": now + timedelta(hours=2),
    }
    engine = create_engine(sync_url(database_url))
    with engine.begin() as connection:
        connection.execute(insert(staff).values(person))
        connection.execute(insert(staff_session).values(session))
    engine.dispose()
    return f"moien_staff={token}"


@dataclass
class Heard:
    """What one client got of one conversation."""

    last_seq: int = 0
    texts: Counter[str] = field(default_factory=Counter)
    gaps: int = 0
    doubles: int = 0


class Member:
    """A client that connects again whenever its connection breaks, and sends anew what was not acknowledged."""

    def __init__(self, url: str, origin: str, cookie: str | None = None) -> None:
        self.heard: dict[str, Heard] = {}
        self.heard_more = asyncio.Event()
        """Set whenever an event arrived; whoever waits clears it."""
        self.breaks = 0
        self._url = url
        self._options: dict[str, Any] = {"origin": origin, "ping_interval": None, "max_size": None}
        if cookie is not None:
            self._options["additional_headers"] = {"Cookie": cookie}
        self._socket: ClientConnection | None = None
        self._unsent: dict[str, Frame] = {}
        self._acked: dict[str, asyncio.Event] = {}
        self._ready = asyncio.Event()

    async def run(self) -> None:
        """Be connected until cancelled."""
        while True:
            with contextlib.suppress(*BROKEN):
                async with connect(self._url, **self._options) as socket:
                    await self._greet(socket)
                    self._socket = socket
                    self._ready.set()
                    for frame in list(self._unsent.values()):
                        await socket.send(json.dumps(frame))
                    async for text in socket:
                        await self._take(json.loads(text))
            self._socket = None
            self._ready.clear()
            await asyncio.sleep(PAUSE * random.uniform(0.5, 1.5))

    def break_off(self) -> None:
        """Tear the connection down without a word."""
        if self._socket is not None:
            self.breaks += 1
            self._socket.transport.abort()

    async def send(self, **frame: Any) -> None:
        """Send something that nobody acknowledges, once there is a connection."""
        while True:
            await self._ready.wait()
            socket = self._socket
            if socket is not None:
                with contextlib.suppress(*BROKEN):
                    await socket.send(json.dumps(frame))
                    return
            await asyncio.sleep(0)

    async def send_surely(self, **frame: Any) -> None:
        """Send something with a message id until it is acknowledged."""
        message_id = frame.setdefault("message_id", new_message_id())
        acked = self._acked[message_id] = asyncio.Event()
        self._unsent[message_id] = frame
        if self._socket is not None:
            with contextlib.suppress(*BROKEN):
                await self._socket.send(json.dumps(frame))
        await acked.wait()

    async def _greet(self, socket: ClientConnection) -> None:
        """Say what a client says first."""

    async def _take(self, frame: Frame) -> None:
        if frame["type"] == "ack":
            self._unsent.pop(frame["message_id"], None)
            if (acked := self._acked.pop(frame["message_id"], None)) is not None:
                acked.set()
        elif frame["type"] == "event":
            self._hear(frame["event"])

    def _hear(self, event: Frame) -> None:
        heard = self.heard.setdefault(event["conversation"], Heard())
        if event["seq"] <= heard.last_seq:
            heard.doubles += 1
            return
        heard.gaps += event["seq"] - heard.last_seq - 1
        heard.last_seq = event["seq"]
        if event["data"]["kind"] == "message":
            heard.texts[event["data"]["text"]] += 1
        self.heard_more.set()


class CitizenMember(Member):
    """A citizen with a widget."""

    def __init__(self, origin: str, language: str = "fr") -> None:
        super().__init__(f"{origin.replace('http', 'ws')}/ws/citizen", origin)
        self.conversation = ""
        self.begun = asyncio.Event()
        self._hello: Frame = {"type": "hello", "language": language}

    async def _greet(self, socket: ClientConnection) -> None:
        seen = self.heard[self.conversation].last_seq if self.conversation in self.heard else 0
        await socket.send(json.dumps({**self._hello, "last_seq": seen}))
        welcome = json.loads(await socket.recv())
        assert welcome["type"] == "welcome", welcome
        self.conversation, self._hello["token"] = welcome["conversation"], welcome["token"]
        self.begun.set()


class AgentMember(Member):
    """An agent with a console that takes whatever waits, up to what they may have."""

    def __init__(self, origin: str, cookie: str, on_ticket: Callable[[Frame], None] = lambda _ticket: None) -> None:
        super().__init__(f"{origin.replace('http', 'ws')}/ws/agent", origin, cookie)
        self.mine: set[str] = set()
        self._taken = asyncio.Condition()
        self.refused: Counter[str] = Counter()
        self._on_ticket = on_ticket
        self._watched: set[str] = set()
        self.desk_arrived = asyncio.Event()

    async def run(self) -> None:
        """Be connected, and give signs of life, until cancelled."""
        async with asyncio.TaskGroup() as group:
            group.create_task(super().run())
            group.create_task(self._ping())

    async def _ping(self) -> None:
        while True:
            await self.send(type="ping")
            await asyncio.sleep(PING_EVERY)

    async def has_more_than(self, count: int, seconds: float = 60) -> None:
        """Wait until the agent has more conversations than ``count``."""
        async with asyncio.timeout(seconds), self._taken:
            await self._taken.wait_for(lambda: len(self.mine) > count)

    async def _greet(self, socket: ClientConnection) -> None:
        self._watched.clear()
        await socket.send(json.dumps({"type": "presence", "state": "available"}))

    async def _take(self, frame: Frame) -> None:
        await super()._take(frame)
        if frame["type"] in ("desk", "desk_change"):
            if frame["type"] == "desk":
                self.mine.clear()
                self.desk_arrived.set()
            await self._look_at(frame["tickets"])
        elif frame["type"] == "error":
            self.refused[frame["code"]] += 1

    async def _look_at(self, tickets: Iterable[Frame]) -> None:
        for ticket in tickets:
            self._on_ticket(ticket)
            conversation = ticket["conversation"]
            if ticket["mine"]:
                await self._have(conversation)
                if conversation not in self._watched and self._socket is not None:
                    self._watched.add(conversation)
                    seen = self.heard[conversation].last_seq if conversation in self.heard else 0
                    await self._socket.send(
                        json.dumps({"type": "watch", "conversation": conversation, "last_seq": seen})
                    )

    async def _have(self, conversation: str) -> None:
        async with self._taken:
            self.mine.add(conversation)
            self._taken.notify_all()


async def break_at_random(members: list[Member], every: float) -> None:
    """Break one connection off every so many seconds, on average, until cancelled."""
    while True:
        await asyncio.sleep(random.expovariate(1 / every))
        random.choice(members).break_off()
