"""WebSockets byte by byte, for what no client library would send."""

from __future__ import annotations

import base64
import os
import socket
import struct
from collections.abc import Iterable
from dataclasses import dataclass

from tests.channels.servers import LOCAL

CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG = 0x0, 0x1, 0x2, 0x8, 0x9, 0xA
SECONDS = 15.0


def frame(
    opcode: int,
    payload: bytes = b"",
    *,
    fin: bool = True,
    reserved: int = 0,
    masked: bool = True,
    declared: int | None = None,
    extended: int | None = None,
) -> bytes:
    """One frame as a client sends it; ``declared``: a length other than the payload's, ``extended``: bytes for it."""
    length = len(payload) if declared is None else declared
    kind = extended if extended is not None else 0 if length < 126 else 2 if length < 65536 else 8
    head = bytes([(0x80 if fin else 0) | reserved << 4 | opcode])
    mask_bit = 0x80 if masked else 0
    match kind:
        case 0:
            head += bytes([mask_bit | length])
        case 2:
            head += bytes([mask_bit | 126]) + struct.pack("!H", length)
        case _:
            head += bytes([mask_bit | 127]) + struct.pack("!Q", length)
    if not masked:
        return head + payload
    key = os.urandom(4)
    return head + key + bytes(byte ^ key[at % 4] for at, byte in enumerate(payload))


def close(code: int | None, reason: bytes = b"") -> bytes:
    return frame(CLOSE, b"" if code is None else struct.pack("!H", code) + reason)


@dataclass(frozen=True)
class Frame:
    """What came from the server."""

    opcode: int
    payload: bytes

    @property
    def code(self) -> int | None:
        return struct.unpack("!H", self.payload[:2])[0] if len(self.payload) >= 2 else None


class EndedError(Exception):
    """The server has closed the connection."""


class RawSocket:
    """A connection on which the test writes bytes."""

    def __init__(self, port: int, receive_buffer: int | None = None) -> None:
        self.port = port
        self.tcp = socket.socket()
        if receive_buffer is not None:
            self.tcp.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        self.tcp.settimeout(SECONDS)
        self.tcp.connect((LOCAL, port))
        self.tcp.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._read = b""

    def __enter__(self) -> RawSocket:
        return self

    def __exit__(self, *_error: object) -> None:
        self.tcp.close()

    def send(self, *pieces: bytes) -> None:
        """Send each piece in a segment of its own, as far as the kernel lets it."""
        for piece in pieces:
            self.tcp.sendall(piece)

    def upgrade(self, path: str = "/ws/citizen", *more: str, then: bytes = b"", left_out: Iterable[str] = ()) -> bytes:
        """Ask for a WebSocket; give the head of the answer. ``then`` follows in the same segment."""
        self.send(self.request(path, *more, left_out=left_out) + then)
        return self.head()

    def request(self, path: str, *more: str, left_out: Iterable[str] = (), line: str = "GET {path} HTTP/1.1") -> bytes:
        headers = {
            "Host": f"{LOCAL}:{self.port}",
            "Origin": f"http://{LOCAL}:{self.port}",
            "Upgrade": "websocket",
            "Connection": "Upgrade",
            "Sec-WebSocket-Key": base64.b64encode(os.urandom(16)).decode(),
            "Sec-WebSocket-Version": "13",
        }
        lines = [f"{name}: {value}" for name, value in headers.items() if name not in left_out]
        return "\r\n".join([line.format(path=path), *lines, *more, "", ""]).encode("latin-1")

    def head(self) -> bytes:
        while b"\r\n\r\n" not in self._read:
            self._fill()
        head, _, self._read = self._read.partition(b"\r\n\r\n")
        return head

    def frame(self) -> Frame:
        first, second = self._take(2)
        length = second & 0x7F
        if length == 126:
            (length,) = struct.unpack("!H", self._take(2))
        elif length == 127:
            (length,) = struct.unpack("!Q", self._take(8))
        assert not second & 0x80, "a server masks nothing"
        assert first & 0x80, "the gateway does not fragment"
        assert not first & 0x70, "no extension was negotiated"
        return Frame(first & 0x0F, self._take(length))

    def until(self, opcode: int) -> Frame:
        """The next frame of a kind."""
        while (found := self.frame()).opcode != opcode:
            assert found.opcode != CLOSE, f"closed with {found.code} {found.payload[2:]!r}"
        return found

    def rest(self) -> bytes:
        """Everything up to the end of the connection."""
        try:
            while True:
                self._fill()
        except EndedError:
            return self._read

    def _take(self, length: int) -> bytes:
        while len(self._read) < length:
            self._fill()
        taken, self._read = self._read[:length], self._read[length:]
        return taken

    def _fill(self) -> None:
        try:
            came = self.tcp.recv(65536)
        except ConnectionResetError:
            came = b""
        if not came:
            raise EndedError
        self._read += came
