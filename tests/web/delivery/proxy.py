"""A TCP proxy between browsers and the gateway that misbehaves: it cuts, stalls, swallows, delays, refuses."""

from __future__ import annotations

import asyncio
import contextlib
import random
import socket
import struct
from collections import Counter
from dataclasses import dataclass

from tests.channels.servers import LOCAL

CHUNK = 4096
MOST_LIFE = 1.2
"""Seconds after which a connection is broken at the latest, while the proxy misbehaves."""
MOST_BYTES = 4000
"""Positions within which a cut by bytes falls."""

CARRYING = (b"GET /ws/citizen", b"POST /api/poll")
"""What connections begin with that carry a conversation: only these count as disconnected."""


@dataclass(frozen=True, slots=True)
class Fate:
    """How one connection ends."""

    up: int
    """Bytes from the browser after which it is cut."""
    down: int
    """Bytes from the gateway after which it is cut."""
    life: float
    """Seconds after which it is cut at the latest."""
    reset: bool
    """By RST instead of FIN."""
    stall: float
    """Seconds for which nothing passes any more before the end."""
    delay: float
    """Seconds by which each piece is late."""


PEACE = Fate(up=1 << 60, down=1 << 60, life=1 << 30, reset=False, stall=0, delay=0)


class Cut(Exception):  # noqa: N818 - a decision, no error
    """The fate of a connection has come."""


class MisbehavingProxy:
    """Listens on a port of its own; calm until it is told otherwise."""

    def __init__(self, target: int, seed: int, *, upgrades: bool = True) -> None:
        """``target``: the gateway's port; without ``upgrades`` no WebSocket gets through, however calm it is."""
        self.cuts = 0
        """Connections with a conversation that were broken."""
        self.kinds: Counter[str] = Counter()
        self.calm = True
        self.upgrades = upgrades
        """Whether WebSockets get through."""
        self.changed = asyncio.Condition()
        self._target = target
        self._random = random.Random(seed)
        self._server: asyncio.Server | None = None
        self._open: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        self._server = await asyncio.start_server(self._accept, LOCAL, 0)

    async def stop(self) -> None:
        if self._server is not None:
            self._server.close()
        for task in list(self._open):
            task.cancel()
        await asyncio.gather(*self._open, return_exceptions=True)

    @property
    def origin(self) -> str:
        assert self._server is not None
        return f"http://{LOCAL}:{self._server.sockets[0].getsockname()[1]}"

    async def misbehave_until(self, cuts: int, seconds: float) -> None:
        """Misbehave until so many conversations have been broken off."""
        self.calm = False
        self.cut_all()
        try:
            async with asyncio.timeout(seconds), self.changed:
                await self.changed.wait_for(lambda: self.cuts >= cuts)
        finally:
            self.calm = True

    def cut_all(self) -> None:
        """Break every connection, and let new ones in."""
        for task in list(self._open):
            task.cancel()

    def _draw(self) -> Fate:
        if self.calm:
            return PEACE
        draw = self._random
        kind = draw.choices(("up", "down", "time", "stall", "swallow"), (3, 3, 2, 1, 1))[0]
        self.kinds[kind] += 1
        return Fate(
            up=draw.randrange(MOST_BYTES) if kind == "up" else 0 if kind == "swallow" else PEACE.up,
            down=draw.randrange(MOST_BYTES) if kind == "down" else PEACE.down,
            life=draw.uniform(0.02, MOST_LIFE),
            reset=draw.random() < 0.5,
            stall=draw.uniform(0.2, 1.0) if kind in ("stall", "swallow") else 0,
            delay=draw.uniform(0.01, 0.1) if draw.random() < 0.3 else 0,
        )

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._open.add(task)
        try:
            await self._serve(reader, writer)
        except (OSError, asyncio.CancelledError):
            writer.transport.abort()
        finally:
            self._open.discard(task)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        fate = self._draw()
        if not self.calm and self._random.random() < 0.1:
            self.kinds["refused"] += 1
            _end(writer, reset=True)
            return
        began = await reader.read(CHUNK)
        if not self.upgrades and began.startswith(CARRYING[0]):
            writer.write(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
            writer.close()
            return
        to_gateway = await asyncio.open_connection(LOCAL, self._target)
        carries = began.startswith(CARRYING)
        passing = [
            asyncio.create_task(_pass(reader, to_gateway[1], fate.up, fate.delay, began)),
            asyncio.create_task(_pass(to_gateway[0], writer, fate.down, fate.delay)),
        ]
        try:
            ended, _ = await asyncio.wait(passing, timeout=fate.life, return_when=asyncio.FIRST_COMPLETED)
            if not ended or any(isinstance(one.exception(), Cut) for one in ended):
                await asyncio.sleep(fate.stall)
                if carries:
                    await self._count()
                _end(writer, reset=fate.reset)
                _end(to_gateway[1], reset=fate.reset)
        finally:
            for one in passing:
                one.cancel()
            await asyncio.gather(*passing, return_exceptions=True)
            writer.close()
            to_gateway[1].close()

    async def _count(self) -> None:
        async with self.changed:
            self.cuts += 1
            self.changed.notify_all()


async def _pass(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, most: int, delay: float, began: bytes = b""
) -> None:
    """Hand on what comes, up to a position; raises `Cut` there. The end of one side is the end of both."""
    left = most
    piece = began or await reader.read(CHUNK)
    while piece:
        if delay:
            await asyncio.sleep(delay)
        writer.write(piece[:left])
        await writer.drain()
        left -= len(piece)
        if left <= 0:
            raise Cut
        piece = await reader.read(CHUNK)


def _end(writer: asyncio.StreamWriter, *, reset: bool) -> None:
    """End a connection as a crash does, or as an orderly end."""
    if reset:
        with contextlib.suppress(OSError):
            found: socket.socket = writer.get_extra_info("socket")
            found.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        writer.transport.abort()
    else:
        writer.close()
