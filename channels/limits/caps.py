"""Bounds what is open at the same time on this gateway: sockets and waiting calls, by address, conversation, agent."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Literal

from channels.settings import GatewaySettings

CapName = Literal["process", "address", "conversation", "agent"]

RETRY_SECONDS: dict[CapName, int] = {"process": 10, "address": 30, "conversation": 30, "agent": 30}
"""When it makes sense to come back."""


class FullError(Exception):
    """As many are open already as may be."""

    def __init__(self, name: CapName, most: int) -> None:
        """``name``: of the cap that is reached; ``most``: how many it lets in."""
        super().__init__(name)
        self.name = name
        self.most = most
        self.retry_after = RETRY_SECONDS[name]

    @property
    def detail(self) -> str:
        """Return what to do, for developers."""
        whose = {
            "process": "this gateway has",
            "address": "your network address has",
            "conversation": "this conversation has",
            "agent": "you have",
        }[self.name]
        return f"{whose} {self.most} open connections, and no more; close some, or come back in {self.retry_after} s"


class Cap:
    """At most so many at once for each key."""

    def __init__(self, name: CapName, most: int) -> None:
        """Nothing is open yet."""
        self._name = name
        self._most = most
        self._open: Counter[str] = Counter()

    @contextmanager
    def hold(self, key: str = "") -> Iterator[None]:
        """Count as open for the time of the block; raises `FullError` before it."""
        if self._open[key] >= self._most:
            raise FullError(self._name, self._most)
        self._open[key] += 1
        try:
            yield
        finally:
            self._open[key] -= 1
            if not self._open[key]:
                del self._open[key]


class Caps:
    """All caps of one gateway."""

    def __init__(self, settings: GatewaySettings) -> None:
        """Nothing is open yet."""
        self._process = Cap("process", settings.connections)
        self._address = Cap("address", settings.connections_per_address)
        self._conversation = Cap("conversation", settings.connections_per_conversation)
        self._agent = Cap("agent", settings.connections_per_agent)

    @contextmanager
    def of_citizen(self, address: str) -> Iterator[None]:
        """Hold one socket or waiting call of whoever calls from ``address``; raises `FullError`."""
        with ExitStack() as held:
            held.enter_context(self._process.hold())
            held.enter_context(self._address.hold(address))
            yield

    @contextmanager
    def of_staff(self) -> Iterator[None]:
        """Hold one socket of somebody of the staff, whose whole office may share an address; raises `FullError`."""
        with self._process.hold():
            yield

    def of_conversation(self, conversation_id: str) -> ExitStack:
        """Hold one of the sockets and calls of a conversation until it is closed; raises `FullError`."""
        held = ExitStack()
        held.enter_context(self._conversation.hold(conversation_id))
        return held

    def of_agent(self, member_id: str) -> ExitStack:
        """Hold one of the sockets of an agent until it is closed; raises `FullError`."""
        held = ExitStack()
        held.enter_context(self._agent.hold(member_id))
        return held
