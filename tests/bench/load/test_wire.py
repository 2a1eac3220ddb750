"""The light WebSocket client speaks with a real server, and reads frames however they are cut."""

from __future__ import annotations

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st
from websockets.asyncio.server import ServerConnection, serve
from websockets.frames import Frame, Opcode

from bench.load.wire import Line, WireError, encode_frame, read_frame


@given(st.lists(st.binary(max_size=70_000), min_size=1, max_size=4), st.data())
def test_frames_are_read_however_they_are_cut(payloads: list[bytes], data: st.DataObject) -> None:
    sent = b"".join(Frame(Opcode.TEXT, payload).serialize(mask=False) for payload in payloads)
    cut = data.draw(st.integers(0, len(sent)))
    received, read = b"", []
    for part in (sent[:cut], sent[cut:]):
        received += part
        while (frame := read_frame(received)) is not None:
            opcode, payload, length = frame
            assert opcode == Opcode.TEXT
            read.append(payload)
            received = received[length:]
    assert (read, received) == (payloads, b"")


@pytest.mark.parametrize("begin", [b"\x01\x01a", b"\x81\x81\x00\x00\x00\x00a"])
def test_what_our_servers_never_send_is_an_error(begin: bytes) -> None:
    with pytest.raises(WireError, match="a part of a message, or masked"):
        read_frame(begin)


@pytest.mark.parametrize("length", [0, 125, 126, 65_535, 65_536])
async def test_a_real_server_hears_and_is_heard(length: int) -> None:
    async def echo(connection: ServerConnection) -> None:
        await connection.ping()
        async for message in connection:
            await connection.send(message)

    heard: asyncio.Queue[bytes] = asyncio.Queue()
    async with serve(echo, "127.0.0.1", 0, compression=None) as server:
        port = next(iter(server.sockets)).getsockname()[1]
        line = await Line.connect(port, "/anything", heard.put_nowait)
        assert line.is_open
        line.send("x" * length)
        assert await asyncio.wait_for(heard.get(), 20) == b"x" * length
        line.drop()
        await asyncio.wait_for(line.wait_for_end(), 20)
        assert not line.is_open


async def test_a_refused_socket_is_said() -> None:
    async with serve(lambda _: None, "127.0.0.1", 0, process_request=lambda c, _: c.respond(403, "no")) as server:
        port = next(iter(server.sockets)).getsockname()[1]
        with pytest.raises(WireError, match=r"no WebSocket at /anything: HTTP/1\.1 403"):
            await Line.connect(port, "/anything", lambda _: None)


def test_small_frames_have_no_long_head() -> None:
    assert encode_frame(b"a") == b"\x81\x81\x00\x00\x00\x00a"
