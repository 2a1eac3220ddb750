"""RFC 6455 byte by byte: each case of the protocol against the gateway's server, in the manner of Autobahn's suite."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import httpx
import pytest

from tests.channels.raw_sockets import (
    BINARY,
    CLOSE,
    CONTINUATION,
    PING,
    PONG,
    TEXT,
    EndedError,
    RawSocket,
    close,
    frame,
)
from tests.channels.servers import BotServer, Gateway, RedisServer, running

HELLO = json.dumps({"type": "hello", "language": "lb"}).encode()
LETTERS = json.dumps({"type": "hello", "language": "lb", "site": "demö"}, ensure_ascii=False).encode()
"""A hello for a site that there is not, with a letter of two bytes."""
MIDST = LETTERS.index("ö".encode()) + 1
"""Between these two bytes."""
LARGEST = 65536
"""Bytes of a message, as the gateway's server is set."""
UNKNOWN_SITE, NO_HELLO = 4400, 4400
OF_CLIENTS = (
    "Invalid UTF-8 sequence received from client.",
    "ASGI callable returned without completing handshake.",
)
"""What the server writes, as a mistake, when a client sends what is no text or goes in the midst of its upgrade."""


def split(payload: bytes, *places: int, opcode: int = TEXT) -> list[bytes]:
    """A message in fragments that end at ``places``."""
    edges = [0, *places, len(payload)]
    pieces = [payload[begin:end] for begin, end in pairwise(edges)]
    return [
        frame(opcode if at == 0 else CONTINUATION, piece, fin=at == len(pieces) - 1) for at, piece in enumerate(pieces)
    ]


GOES_ON: dict[str, list[bytes]] = {
    "text in one frame": [frame(TEXT, HELLO)],
    "text in two fragments": split(HELLO, 5),
    "text in many fragments": split(HELLO, *range(1, len(HELLO))),
    "text in fragments of which some are empty": split(HELLO, 0, 0, 9, 9, len(HELLO)),
    "a frame byte by byte": [bytes([byte]) for byte in frame(TEXT, HELLO)],
    "all fragments in one segment": [b"".join(split(HELLO, 5, 9))],
    "a pong that nobody asked for": [frame(PONG), frame(PONG, b"x" * 125), frame(TEXT, HELLO)],
    "a length in more bytes than it needs": [frame(TEXT, HELLO, extended=2)],
    "a length in eight bytes": [frame(TEXT, HELLO, extended=8)],
}
"""What leads to a welcome."""

PINGS: dict[str, tuple[list[bytes], list[bytes]]] = {
    "empty": ([frame(PING)], [b""]),
    "125 bytes": ([frame(PING, b"p" * 125)], [b"p" * 125]),
    "bytes that are no text": ([frame(PING, b"\x00\xff\xfe")], [b"\x00\xff\xfe"]),
    "ten at once": ([b"".join(frame(PING, b"%d" % at) for at in range(10))], [b"%d" % at for at in range(10)]),
    "byte by byte": ([bytes([byte]) for byte in frame(PING, b"slow")], [b"slow"]),
    "between fragments": ([split(HELLO, 5)[0], frame(PING, b"mid"), split(HELLO, 5)[1]], [b"mid"]),
}
"""What is answered by pongs with these payloads, in this order."""

CLOSED: dict[str, tuple[list[bytes], int]] = {
    **{f"reserved bit {bit}": ([frame(TEXT, HELLO, reserved=bit)], 1002) for bit in (1, 2, 4)},
    "reserved bit of a ping": ([frame(PING, reserved=4)], 1002),
    **{f"reserved opcode {it:#x}": ([frame(it, b"x")], 1002) for it in (3, 4, 5, 6, 7, 0xB, 0xC, 0xD, 0xE, 0xF)},
    "a frame without a mask": ([frame(TEXT, HELLO, masked=False)], 1002),
    "a ping without a mask": ([frame(PING, masked=False)], 1002),
    "a ping of 126 bytes": ([frame(PING, b"p" * 126)], 1002),
    "a ping in fragments": ([frame(PING, fin=False)], 1002),
    "a close in fragments": ([frame(CLOSE, fin=False)], 1002),
    "a continuation of nothing": ([frame(CONTINUATION, HELLO)], 1002),
    "a continuation after the end": ([*split(LETTERS, 5)[:1], frame(TEXT, HELLO)], 1002),
    "a binary message in the midst of a text": ([split(HELLO, 5)[0], frame(BINARY, b"x")], 1002),
    "a length with the highest bit": ([frame(TEXT, b"", declared=2**63, extended=8)], 1009),
    "no UTF-8": ([frame(TEXT, b'{"type":"\xff"}')], 1007),
    "UTF-8 of a surrogate": ([frame(TEXT, b'"\xed\xa0\x80"')], 1007),
    "UTF-8 above U+10FFFF": ([frame(TEXT, b'"\xf4\x90\x80\x80"')], 1007),
    "UTF-8 longer than it need be": ([frame(TEXT, b'"\xc0\xaf"')], 1007),
    "UTF-8 that breaks off": ([frame(TEXT, b'"\xc3')], 1007),
    "no UTF-8 in the second fragment": (split(b'{"type":"\xff"}', 5), 1007),
    "a letter that another fragment does not end": (split(b'"\xc3"', 2), 1007),
    "a letter in two fragments": (split(LETTERS, MIDST), UNKNOWN_SITE),
    "a binary message": ([frame(BINARY, HELLO)], NO_HELLO),
    "an empty text": ([frame(TEXT)], NO_HELLO),
    "a message that is too long": ([frame(TEXT, b"x" * (LARGEST + 1))], 1009),
    "a message that says that it is too long": ([frame(TEXT, b"", declared=LARGEST + 1)], 1009),
    "a message of 2^62 bytes, not sent": ([frame(TEXT, b"", declared=2**62)], 1009),
    "fragments that are too long together": (
        [frame(TEXT, b"x" * LARGEST, fin=False), frame(CONTINUATION, b"x")],
        1009,
    ),
    "the longest message": ([frame(TEXT, b"x" * LARGEST)], NO_HELLO),
}
"""What ends the socket with this code."""

CODES = (1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 4999)
NO_CODES = (0, 999, 1004, 1005, 1006, 1015, 1016, 2999, 5000, 65535)
CLOSINGS: dict[str, tuple[bytes, int | None]] = {
    **{
        f"code {code}": (close(code), code)
        for code in (1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 4999)
    },
    **{
        f"code {code} is none": (close(code), 1002)
        for code in (0, 999, 1004, 1005, 1006, 1015, 1016, 2999, 5000, 65535)
    },
    "without a code": (close(None), None),
    "half a code": (frame(CLOSE, b"\x03"), 1002),
    "with a reason": (close(1000, "Äddi".encode()), 1000),
    "with the longest reason": (close(1000, b"r" * 123), 1000),
    "with a reason that is too long": (close(1000, b"r" * 124), 1002),
    "with a reason that is no UTF-8": (close(1000, b"\xff"), 1007),
    "in the midst of a message": (frame(TEXT, b"{", fin=False) + close(1000), 1002),
    "with more behind it": (close(1000) + frame(TEXT, HELLO), 1000),
    "twice": (close(1000) + close(1001), 1000),
}
"""What a close is answered by."""

KEY = "Sec-WebSocket-Key"
UPGRADES: dict[str, tuple[str, list[str], list[str], set[int]]] = {
    # first line, headers left out, headers added, statuses
    "an old version": ("GET {path} HTTP/1.1", ["Sec-WebSocket-Version"], ["Sec-WebSocket-Version: 8"], {400, 426}),
    "no version": ("GET {path} HTTP/1.1", ["Sec-WebSocket-Version"], [], {400, 426}),
    "no key": ("GET {path} HTTP/1.1", [KEY], [], {400}),
    "a key that is none": ("GET {path} HTTP/1.1", [KEY], [f"{KEY}: short"], {400}),
    "two keys": ("GET {path} HTTP/1.1", [], [f"{KEY}: AAAAAAAAAAAAAAAAAAAAAA=="], {400}),
    "another method": ("POST {path} HTTP/1.1", [], ["Content-Length: 0"], {400, 404, 405}),
    "HTTP 1.0": ("GET {path} HTTP/1.0", [], [], {404}),
    "no upgrade": ("GET {path} HTTP/1.1", ["Upgrade"], [], {404}),
    "an upgrade to something else": ("GET {path} HTTP/1.1", ["Upgrade"], ["Upgrade: h2c"], {404}),
    "no connection header": ("GET {path} HTTP/1.1", ["Connection"], [], {400, 404}),
    "a foreign origin": ("GET {path} HTTP/1.1", ["Origin"], ["Origin: https://evil.test"], {403}),
    "no such socket": ("GET /ws/nobody HTTP/1.1", [], [], {403, 404}),
    "a NUL in a header": ("GET {path} HTTP/1.1", [], ["X-Strange: a\x00b"], {400}),
    "a header that is folded": ("GET {path} HTTP/1.1", [], ["X-Strange: a\r\n b"], {101, 400}),
    "a header without a name": ("GET {path} HTTP/1.1", [], [": nobody"], {400}),
    "no host": ("GET {path} HTTP/1.1", ["Host"], [], {400}),
    "another host": ("GET {path} HTTP/1.1", ["Host"], ["Host: evil.test"], {400}),
    "no HTTP at all": ("\x16\x03\x01\x02\x00\x01", [], [], {400}),
    "a header bomb": ("GET {path} HTTP/1.1", [], [f"X-Bomb-{at}: {'b' * 1000}" for at in range(200)], {400, 431}),
    "one huge header": ("GET {path} HTTP/1.1", [], [f"X-Bomb: {'b' * 200_000}"], {400, 431}),
    "a huge address": ("GET {path}?" + "a" * 200_000 + " HTTP/1.1", [], [], {400, 414, 431}),
}


@pytest.fixture(scope="module")
def gateway(
    redis_server: RedisServer, bot: BotServer, sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Gateway]:
    """A gateway whose log must tell of no mistake at the end."""
    folder = tmp_path_factory.mktemp("protocol")
    (folder / "moien.db").write_bytes(sqlite_template.read_bytes())
    (folder / "web").mkdir()
    many = {f"MOIEN_{name}": "100000" for name in ("CONVERSATIONS_PER_ADDRESS", "CONNECTIONS_PER_ADDRESS")}
    server = Gateway(
        f"sqlite:///{folder / 'moien.db'}", redis_server.url, bot.url, MOIEN_WEB_DIR=str(folder / "web"), **many
    )
    with (folder / "log").open("wb") as log:
        server.process.options["stderr"] = log
        with running(server):
            yield server
    told = (folder / "log").read_text(encoding="utf-8")
    mistakes = [line for line in told.splitlines() if "level=error" in line or "Traceback" in line]
    assert [line for line in mistakes if not any(words in line for words in OF_CLIENTS)] == []


@pytest.fixture
def raw(gateway: Gateway) -> Iterator[RawSocket]:
    """A socket that was upgraded."""
    with RawSocket(gateway.port) as opened:
        assert opened.upgrade().startswith(b"HTTP/1.1 101 ")
        yield opened


def is_welcomed(raw: RawSocket) -> bool:
    return bool(json.loads(raw.until(TEXT).payload)["type"] == "welcome")


@pytest.mark.parametrize("pieces", GOES_ON.values(), ids=GOES_ON.keys())
def test_what_the_protocol_allows_is_read(raw: RawSocket, pieces: list[bytes]) -> None:
    raw.send(*pieces)
    assert is_welcomed(raw)


@pytest.mark.parametrize(("pieces", "payloads"), PINGS.values(), ids=PINGS.keys())
def test_a_ping_is_answered_by_its_own_payload(raw: RawSocket, pieces: list[bytes], payloads: list[bytes]) -> None:
    raw.send(*pieces)
    assert [raw.until(PONG).payload for _ in payloads] == payloads
    if len(pieces) == 3:
        assert is_welcomed(raw), "the message around it is whole"


@pytest.mark.parametrize(("pieces", "code"), CLOSED.values(), ids=CLOSED.keys())
def test_what_the_protocol_forbids_ends_the_socket_with_its_code(
    raw: RawSocket, pieces: list[bytes], code: int
) -> None:
    raw.send(*pieces)
    while (came := raw.frame()).opcode == TEXT:
        assert json.loads(came.payload)["type"] == "error"
    assert (came.opcode, came.code) == (CLOSE, code)


@pytest.mark.parametrize(("sent", "code"), CLOSINGS.values(), ids=CLOSINGS.keys())
def test_a_close_is_answered_once_and_the_connection_ends(raw: RawSocket, sent: bytes, code: int | None) -> None:
    raw.send(sent)
    came = raw.frame()
    assert (came.opcode, came.code) == (CLOSE, code)
    with pytest.raises(EndedError):
        raw.frame()


@pytest.mark.parametrize(("line", "left_out", "more", "statuses"), UPGRADES.values(), ids=UPGRADES.keys())
def test_an_upgrade_that_is_wrong_is_refused(
    gateway: Gateway, line: str, left_out: list[str], more: list[str], statuses: set[int]
) -> None:
    with RawSocket(gateway.port) as raw:
        raw.send(raw.request("/ws/citizen", *more, left_out=left_out, line=line))
        status = int(raw.head().split()[1])
    assert status in statuses
    assert httpx.get(f"{gateway.origin}/healthz").status_code == 200


def test_no_extension_is_negotiated(gateway: Gateway) -> None:
    with RawSocket(gateway.port) as raw:
        head = raw.upgrade("/ws/citizen", "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits")
        assert b"101" in head.split(b"\r\n")[0]
        assert b"sec-websocket-extensions" not in head.lower()


def test_a_client_that_ends_its_side_is_let_go(raw: RawSocket) -> None:
    raw.send(frame(TEXT, HELLO))
    assert is_welcomed(raw)
    raw.tcp.shutdown(1)
    raw.rest()


def test_a_client_that_goes_without_a_word_leaves_the_others(gateway: Gateway) -> None:
    with RawSocket(gateway.port) as other:
        other.upgrade()
        for _ in range(20):
            with RawSocket(gateway.port) as gone:
                gone.upgrade()
                gone.send(frame(TEXT, HELLO)[:-1])
        other.send(frame(TEXT, HELLO))
        assert is_welcomed(other)


def test_heads_that_never_end_hold_nobody_up(gateway: Gateway) -> None:
    slow = [RawSocket(gateway.port) for _ in range(50)]
    try:
        for raw in slow:
            raw.send(raw.request("/ws/citizen")[:-2])
        with RawSocket(gateway.port) as other:
            other.upgrade()
            other.send(frame(TEXT, HELLO))
            assert is_welcomed(other)
        slow[0].send(b"\r\n")
        assert slow[0].head().startswith(b"HTTP/1.1 101 "), "whoever is only slow gets in"
        assert slow[1].head().startswith(b"HTTP/1.1 408 "), "whoever never ends is let go"
    finally:
        for raw in slow:
            raw.tcp.close()


POLL = (
    "POST /api/poll HTTP/1.1",
    "Host: {host}",
    "Origin: http://{host}",
    "Content-Type: application/json",
    "Transfer-Encoding: chunked",
)
ENDLESS = {
    "a trailer": b"0\r\nX-More: ",
    "trailers": b"0\r\n",
    "an extension of a chunk": b"1;x=",
    "the head of the next request": b"2\r\n{}\r\n0\r\n\r\nGET /healthz HTTP/1.1\r\nX-More: ",
}
"""What follows the first head and could go on for ever, without a byte of a body."""


def poll(gateway: Gateway, *more: str) -> bytes:
    """The head of a call."""
    lines = [line.format(host=f"127.0.0.1:{gateway.port}") for line in (*POLL, *more)]
    return "\r\n".join([*lines, "", ""]).encode()


@pytest.mark.parametrize("begun", ENDLESS.values(), ids=ENDLESS.keys())
def test_what_leads_to_no_body_is_read_up_to_a_bound(gateway: Gateway, begun: bytes) -> None:
    piece = b"X-More: 1\r\n" * 80 if begun.endswith(b"0\r\n") else b"x" * 960
    with RawSocket(gateway.port) as raw:
        raw.send(poll(gateway) + begun)
        sent = 0
        with contextlib.suppress(ConnectionError):
            while sent < 4_000_000:
                raw.send(piece)
                sent += len(piece)
    assert sent < 4_000_000, "the connection is cut long before"
    assert httpx.get(f"{gateway.origin}/healthz").status_code == 200


def test_a_body_may_be_followed_by_trailers_and_a_call_by_the_next(gateway: Gateway) -> None:
    with RawSocket(gateway.port) as raw:
        body = b"".join(b"400\r\n%s\r\n" % (b" " * 1024) for _ in range(60))
        raw.send(poll(gateway), body + b"0\r\nX-More: 1\r\n\r\n", poll(gateway, "Connection: close") + b"0\r\n\r\n")
        assert raw.rest().count(b"HTTP/1.1 400 ") == 2, "each is answered: an empty body is no JSON"


def test_a_body_that_never_comes_is_not_waited_for(gateway: Gateway) -> None:
    with RawSocket(gateway.port) as raw:
        raw.send(poll(gateway) + b"1\r\n{\r\n")
        assert raw.head().startswith(b"HTTP/1.1 400 ")
