"""An HTTP client that costs little: calls with JSON, one after the other on one connection; loopback only."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from bench.load.wire import HOST


class CallFailedError(Exception):
    """The server answered with another status than 200; the message says which."""


class HttpLine:
    """One connection to a server of this machine."""

    def __init__(self, port: int) -> None:
        """Connects at the first call."""
        self._port = port
        self._reader: asyncio.StreamReader | None = None
        self._writer: asyncio.StreamWriter | None = None

    async def post(self, path: str, body: object) -> Any:  # noqa: ANN401 - JSON
        """Post JSON and return the JSON that comes back; raises `CallFailedError` and ``OSError``."""
        if self._reader is None or self._writer is None:
            self._reader, self._writer = await asyncio.open_connection(HOST, self._port)
        data = json.dumps(body).encode()
        head = (
            f"POST {path} HTTP/1.1\r\nHost: {HOST}:{self._port}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(data)}\r\n\r\n"
        )
        self._writer.write(head.encode() + data)
        said = (await self._reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        status, *lines = said.split("\r\n")
        fields = {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        answer = await self._reader.readexactly(int(fields.get("content-length", 0)))
        if status.split(" ")[1] != "200":
            raise CallFailedError(f"POST {path}: {status}: {answer[:200].decode(errors='replace')}")
        return json.loads(answer)

    def close(self) -> None:
        """Close the connection."""
        if self._writer is not None:
            self._writer.close()
            self._reader = self._writer = None
