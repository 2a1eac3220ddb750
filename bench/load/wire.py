"""A WebSocket client that costs little, so that thousands fit beside what is measured; loopback only."""

from __future__ import annotations

import asyncio
import base64
import secrets
from collections.abc import Callable

HOST = "127.0.0.1"
_TEXT, _CLOSE, _PING, _PONG = 0x1, 0x8, 0x9, 0xA
_FINAL = 0x80
_NO_MASK = b"\x00\x00\x00\x00"
"""Clients must mask what they send; with this key the bytes stay as they are, which spares the work."""


class WireError(Exception):
    """The server did not open the socket, or sent what this client does not read; the message says which."""


def encode_frame(payload: bytes, opcode: int = _TEXT) -> bytes:
    """Return one final frame of a client."""
    length = len(payload)
    if length < 126:
        head = bytes((_FINAL | opcode, 0x80 | length))
    elif length < 1 << 16:
        head = bytes((_FINAL | opcode, 0x80 | 126)) + length.to_bytes(2, "big")
    else:
        head = bytes((_FINAL | opcode, 0x80 | 127)) + length.to_bytes(8, "big")
    return head + _NO_MASK + payload


def read_frame(received: bytes) -> tuple[int, bytes, int] | None:
    """Return opcode, payload and length on the wire of the first frame; None where it has not come as a whole.

    Raises:
        WireError: it is a part of a message or masked; our servers send neither.
    """
    if len(received) < 2:
        return None
    first, length, at = received[0], received[1], 2
    if not first & _FINAL or length & 0x80:
        raise WireError(f"a frame that begins with {received[:2].hex()}: a part of a message, or masked")
    if length >= 126:
        wide = 2 if length == 126 else 8
        if len(received) < 2 + wide:
            return None
        length, at = int.from_bytes(received[2 : 2 + wide], "big"), 2 + wide
    if len(received) < at + length:
        return None
    return first & 0x0F, received[at : at + length], at + length


class Line(asyncio.Protocol):
    """One WebSocket; text is handed on as it comes."""

    __slots__ = ("_ended", "_on_text", "_open", "_path", "_port", "_received", "_transport")

    def __init__(self, port: int, path: str, on_text: Callable[[bytes], None]) -> None:
        """``on_text`` is called with each message; see `connect`."""
        self._port, self._path, self._on_text = port, path, on_text
        loop = asyncio.get_running_loop()
        self._open: asyncio.Future[None] | None = loop.create_future()
        self._ended: asyncio.Future[None] = loop.create_future()
        self._received = b""
        self._transport: asyncio.Transport | None = None

    @classmethod
    async def connect(cls, port: int, path: str, on_text: Callable[[bytes], None]) -> Line:
        """Open a socket to a server of this machine; raises `WireError` and ``OSError``."""
        _, line = await asyncio.get_running_loop().create_connection(lambda: cls(port, path, on_text), HOST, port)
        await line.wait_until_open()
        return line

    async def wait_until_open(self) -> None:
        """Wait until the server has opened the socket; raises `WireError`."""
        if self._open is not None:
            await self._open

    @property
    def is_open(self) -> bool:
        """Tell whether the socket stands."""
        return self._open is None and not self._ended.done()

    async def wait_for_end(self) -> None:
        """Wait until the socket is gone."""
        await asyncio.shield(self._ended)

    def send(self, text: str | bytes) -> None:
        """Send one message; what is sent after the end is dropped."""
        if self._transport is not None and not self._transport.is_closing():
            self._transport.write(encode_frame(text.encode() if isinstance(text, str) else text))

    def drop(self) -> None:
        """End the socket without a word."""
        if self._transport is not None:
            self._transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Ask for a WebSocket."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        host = f"{HOST}:{self._port}"
        key = base64.b64encode(secrets.token_bytes(16)).decode()
        lines = (
            f"GET {self._path} HTTP/1.1",
            f"Host: {host}",
            f"Origin: http://{host}",
            "Upgrade: websocket",
            "Connection: Upgrade",
            f"Sec-WebSocket-Key: {key}",
            "Sec-WebSocket-Version: 13",
            "",
            "",
        )
        transport.write("\r\n".join(lines).encode())

    def data_received(self, data: bytes) -> None:
        """Read what came."""
        self._received += data
        try:
            if self._open is not None and not self._is_accepted():
                return
            while (frame := read_frame(self._received)) is not None:
                opcode, payload, length = frame
                self._received = self._received[length:]
                self._take(opcode, payload)
        except WireError as error:
            self._fail(error)

    def connection_lost(self, _exc: Exception | None) -> None:
        """The socket is gone."""
        self._transport = None
        if self._open is not None and not self._open.done():
            self._open.set_exception(WireError("the connection ended before the socket was open"))
        if not self._ended.done():
            self._ended.set_result(None)

    def _is_accepted(self) -> bool:
        head, end, rest = self._received.partition(b"\r\n\r\n")
        if not end:
            return False
        status = head.split(b"\r\n", 1)[0].decode("latin-1")
        if " 101 " not in f"{status} ":
            raise WireError(f"no WebSocket at {self._path}: {status}")
        self._received = rest
        assert self._open is not None
        self._open.set_result(None)
        self._open = None
        return True

    def _take(self, opcode: int, payload: bytes) -> None:
        if opcode == _TEXT:
            self._on_text(payload)
        elif opcode == _PING and self._transport is not None:
            self._transport.write(encode_frame(payload, _PONG))
        elif opcode == _CLOSE and self._transport is not None:
            self._transport.close()

    def _fail(self, error: WireError) -> None:
        if self._open is not None and not self._open.done():
            self._open.set_exception(error)
        if self._transport is not None:
            self._transport.abort()
