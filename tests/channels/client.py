"""Clients of the gateway as browsers speak to it, for the tests."""

from __future__ import annotations

import asyncio
import contextlib
import json
import uuid
from collections.abc import Callable
from contextlib import asynccontextmanager
from typing import Any

import httpx
from websockets.asyncio.client import ClientConnection, connect

Frame = dict[str, Any]
SECONDS = 15.0


def new_message_id() -> str:
    return str(uuid.uuid4())


class Line:
    """One WebSocket with everything that came over it."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket
        self.frames: list[Frame] = []
        self._taken: set[int] = set()

    async def send(self, **frame: Any) -> None:
        await self.socket.send(json.dumps(frame))

    async def next(self, wanted: Callable[[Frame], bool], seconds: float = SECONDS) -> Frame:
        """The first wanted frame that was not returned before, whether it has come already or not."""
        looked_at = 0
        async with asyncio.timeout(seconds):
            while True:
                if looked_at == len(self.frames):
                    self.frames.append(json.loads(await self.socket.recv()))
                if looked_at not in self._taken and wanted(self.frames[looked_at]):
                    self._taken.add(looked_at)
                    return self.frames[looked_at]
                looked_at += 1

    async def next_of(self, kind: str, **fields: Any) -> Frame:
        return await self.next(lambda f: f["type"] == kind and all(f.get(k) == v for k, v in fields.items()))

    async def listen(self, seconds: float) -> list[Frame]:
        """Everything that comes within some seconds."""
        known = len(self.frames)
        with contextlib.suppress(TimeoutError):
            await self.next(lambda _frame: False, seconds)
        return self.frames[known:]

    @property
    def events(self) -> list[Frame]:
        return [frame["event"] for frame in self.frames if frame["type"] == "event"]


class Citizen(Line):
    """A citizen's socket."""

    conversation = ""
    token = ""
    last_seq = 0

    async def hello(self, language: str = "fr", **fields: Any) -> Frame:
        await self.send(type="hello", language=language, **fields)
        welcome = await self.next_of("welcome")
        self.conversation, self.token = welcome["conversation"], welcome["token"]
        return welcome

    async def say(self, text: str, message_id: str | None = None) -> int:
        """Say something and return its seq once it is acknowledged."""
        message_id = message_id or new_message_id()
        await self.send(type="say", message_id=message_id, text=text)
        return int((await self.next_of("ack", message_id=message_id))["seq"])

    async def event(self, kind: str, **fields: Any) -> Frame:
        def wanted(frame: Frame) -> bool:
            data = frame["event"]["data"] if frame["type"] == "event" else {}
            return data.get("kind") == kind and all(data.get(k) == v for k, v in fields.items())

        return (await self.next(wanted))["event"]

    async def hears(self, text: str) -> Frame:
        """Wait for a message with this text from anybody but the citizen."""

        def wanted(frame: Frame) -> bool:
            data = frame["event"]["data"] if frame["type"] == "event" else {}
            return data.get("kind") == "message" and data["author"] != "citizen" and data["text"] == text

        return (await self.next(wanted))["event"]


class Agent(Citizen):
    """An agent's socket."""

    def __init__(self, socket: ClientConnection) -> None:
        super().__init__(socket)
        self.desk: Frame = {}
        self._folded = 0

    def fold(self) -> Frame:
        """The desk as the console shows it: the whole one, and all changes that have come since."""
        for frame in self.frames[self._folded :]:
            if frame["type"] == "desk":
                self.desk = frame
            elif frame["type"] == "desk_change":
                self.desk = fold_desk(self.desk, frame)
        self._folded = len(self.frames)
        return self.desk

    async def desk_where(self, wanted: Callable[[Frame], Any]) -> Any:
        """What ``wanted`` says of the desk, once it is something."""
        async with asyncio.timeout(SECONDS):
            while not (self.fold() and (found := wanted(self.desk))):
                self.frames.append(json.loads(await self.socket.recv()))
        return found

    async def ticket_of(self, conversation: str, **fields: Any) -> Frame:
        """The ticket of a conversation, once the desk shows it with these fields."""

        def shown(desk: Frame) -> Frame | None:
            return next(
                (
                    ticket
                    for ticket in desk["tickets"]
                    if ticket["conversation"] == conversation and all(ticket[k] == v for k, v in fields.items())
                ),
                None,
            )

        return await self.desk_where(shown)

    async def desk_without(self, conversation: str) -> None:
        await self.desk_where(lambda desk: conversation not in [t["conversation"] for t in desk["tickets"]])


def fold_desk(desk: Frame, change: Frame) -> Frame:
    """The desk after a change, as a console works it out."""
    tickets = {ticket["ticket"]: ticket for ticket in desk["tickets"]}
    tickets |= {ticket["ticket"]: ticket for ticket in change.get("tickets", [])}
    for gone in change.get("gone", []):
        del tickets[gone]
    parts = ("me", "callbacks", "queues", "colleagues", "edition")
    others = {key: change[key] for key in parts if change.get(key) is not None}
    in_order = sorted(tickets.values(), key=lambda ticket: (ticket["position"], ticket["ticket"]))
    return {**desk, **others, "tickets": in_order}


@asynccontextmanager
async def citizen(origin: str, language: str = "fr", **hello: Any):
    """A citizen who has said hello."""
    async with connect(f"{origin.replace('http', 'ws')}/ws/citizen", origin=origin) as socket:
        line = Citizen(socket)
        await line.hello(language, **hello)
        yield line


@asynccontextmanager
async def stranger(origin: str):
    """A citizen's socket on which nothing was said yet."""
    async with connect(f"{origin.replace('http', 'ws')}/ws/citizen", origin=origin) as socket:
        yield Citizen(socket)


@asynccontextmanager
async def agent(origin: str, cookie: str):
    async with connect(
        f"{origin.replace('http', 'ws')}/ws/agent", origin=origin, additional_headers={"Cookie": cookie}
    ) as socket:
        yield Agent(socket)


def sign_in(origin: str, name: str, password: str) -> str:
    """Sign in and return the cookie to send."""
    answer = httpx.post(
        f"{origin}/api/staff/session", json={"name": name, "password": password}, headers={"Origin": origin}
    )
    assert answer.status_code == 200, answer.text
    return f"moien_staff={answer.cookies['moien_staff']}"
