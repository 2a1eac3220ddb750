"""The protocol of clamd, spoken with a small server that records what comes, and with the real one where it is."""

from __future__ import annotations

import asyncio
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from channels.uploads.clamd import CHUNK, LONGEST_REPLY, ClamdError, is_clean, ping, read_reply
from tests.channels.uploads.clamd import Clamd
from tests.channels.uploads.samples import EICAR, PDF
from tests.ports import free_port

CLAMD = shutil.which("clamd") or shutil.which("clamd", path="/usr/sbin")
SECONDS = 20.0


@pytest.fixture(scope="module")
def listening() -> Iterator[Clamd]:
    server = Clamd()
    server.start()
    yield server
    server.stop()


@pytest.fixture
def clamd(listening: Clamd) -> Iterator[Clamd]:
    yield listening
    listening.answer = listening.limit = None
    listening.scanned.clear()


SIZES = st.sampled_from([0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK]).flatmap(
    lambda size: st.binary(min_size=1, max_size=9).map(lambda part: (part * (size // len(part) + 1))[:size])
)


@settings(deadline=None, max_examples=40)
@given(content=SIZES | st.binary(max_size=300))
def test_what_is_sent_arrives_byte_by_byte(listening: Clamd, content: bytes) -> None:
    listening.scanned.clear()
    assert asyncio.run(is_clean(listening.address, content, SECONDS))
    assert listening.scanned == [content]


@pytest.mark.parametrize(
    ("reply", "clean"),
    [
        (b"stream: OK", True),
        (b"stream: Eicar-Test-Signature FOUND", False),
        (b"stream: Win.Test EICAR: OK FOUND", False),
        (b"stream: \xff FOUND", False),
    ],
)
def test_replies(reply: bytes, clean: bool) -> None:
    assert read_reply(reply) is clean


@pytest.mark.parametrize(
    ("reply", "why"),
    [
        (b"", "no clear answer"),
        (b"OK", "no clear answer"),
        (b"stream: OK ", "no clear answer"),
        (b"stream: OK\n", "no clear answer"),
        (b"stream: FOUNDRY", "no clear answer"),
        (b"INSTREAM size limit exceeded. ERROR", "an error"),
        (b"stream: Can't allocate memory ERROR", "an error"),
    ],
)
def test_whatever_is_unclear_is_said(reply: bytes, why: str) -> None:
    with pytest.raises(ClamdError, match=why):
        read_reply(reply)


@given(st.binary(max_size=60))
def test_nothing_else_counts_as_clean(reply: bytes) -> None:
    try:
        clean = read_reply(reply)
    except ClamdError:
        return
    assert clean == (reply == b"stream: OK")


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (b"", "IncompleteReadError"),
        (b"stream: OK", "IncompleteReadError"),
        (b"x" * (3 * LONGEST_REPLY), "LimitOverrunError"),
    ],
)
async def test_a_reply_that_does_not_end(clamd: Clamd, answer: bytes, why: str) -> None:
    clamd.answer = answer
    with pytest.raises(ClamdError, match=why):
        await is_clean(clamd.address, PDF, SECONDS)


@pytest.mark.parametrize("limit", [0, 100_000])
async def test_one_that_takes_no_more_is_no_clean_file(clamd: Clamd, limit: int) -> None:
    clamd.limit = limit
    with pytest.raises(ClamdError):
        await is_clean(clamd.address, PDF * 100_000, SECONDS)


async def test_a_ping_that_is_answered_otherwise(clamd: Clamd) -> None:
    clamd.answer = b"PANG\0"
    with pytest.raises(ClamdError, match="no PONG"):
        await ping(clamd.address, SECONDS)


async def test_one_that_says_nothing_has_its_time() -> None:
    async def say_nothing(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await reader.read()
        finally:
            writer.close()

    async with await asyncio.start_server(say_nothing, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        for asked in (is_clean(f"127.0.0.1:{port}", PDF, 0.2), ping(f"127.0.0.1:{port}", 0.2)):
            with pytest.raises(ClamdError, match="TimeoutError"):
                await asked


@pytest.mark.parametrize("address", ["[::1]:{port}", "127.0.0.1:{port}", "unix:/nowhere/clamd"])
async def test_nobody_there(address: str) -> None:
    with pytest.raises(ClamdError, match=r"Error$"):
        await ping(address.format(port=free_port()), SECONDS)


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], str]]:
    """ClamAV's own daemon with one signature; gives its address on TCP or on a Unix socket."""
    if CLAMD is None:
        pytest.skip("clamd is not installed")
    folder, port = tmp_path_factory.mktemp("clamav"), free_port()
    (folder / "eicar.ndb").write_text(f"Test.Eicar:0:*:{EICAR.hex()}\n", encoding="ascii")
    configuration = {
        "DatabaseDirectory": folder,
        "LocalSocket": folder / "socket",
        "TCPSocket": port,
        "TCPAddr": "127.0.0.1",
        "Foreground": "yes",
        "StreamMaxLength": "1M",
    }
    lines = "".join(f"{name} {value}\n" for name, value in configuration.items())
    (folder / "clamd.conf").write_text(lines, encoding="utf-8")
    with (folder / "log").open("wb") as log:
        command = [CLAMD, "--config-file", str(folder / "clamd.conf")]
        process = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT)
    try:
        _wait_for(process, folder / "socket", folder / "log")
        yield lambda kind: f"unix:{folder}/socket" if kind == "unix" else f"127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(30)


def _wait_for(process: subprocess.Popen[bytes], socket: Path, log: Path) -> None:
    until = time.monotonic() + 60
    while not socket.exists():
        assert process.poll() is None and time.monotonic() < until, log.read_text("utf-8", "replace")
        time.sleep(0.05)


@pytest.mark.parametrize("kind", ["unix", "tcp"])
async def test_the_real_one_says_the_same(real: Callable[[str], str], kind: str) -> None:
    address = real(kind)
    await ping(address, SECONDS)
    assert await is_clean(address, PDF * 1000, SECONDS)
    assert await is_clean(address, b"", SECONDS)
    assert not await is_clean(address, EICAR, SECONDS)
    with pytest.raises(ClamdError):
        await is_clean(address, PDF * 50_000, SECONDS)
