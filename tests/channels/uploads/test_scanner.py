"""Asking clamd, over its own protocol."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from channels.answers import CallError
from channels.uploads.scanner import Scanner
from tests.channels.uploads.clamd import Clamd
from tests.channels.uploads.samples import EICAR, PDF
from tests.ports import free_port


@pytest.fixture(params=["tcp", "unix"])
def clamd(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Clamd]:
    server = Clamd(tmp_path / "clamd" if request.param == "unix" else None)
    server.start()
    yield server
    server.stop()


async def code_of(scanner: Scanner, content: bytes) -> str:
    with pytest.raises(CallError) as refused:
        await scanner.check(content)
    return refused.value.code


async def test_a_clean_file(clamd: Clamd) -> None:
    scanner = Scanner(clamd.address)
    await scanner.ping()
    content = PDF * 5000
    await scanner.check(content)
    assert clamd.scanned == [content]


async def test_an_infected_file(clamd: Clamd) -> None:
    assert await code_of(Scanner(clamd.address), PDF + EICAR) == "file_unsafe"


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"\0",
        b"stream: Can't allocate memory ERROR\0",
        b"INSTREAM size limit exceeded. ERROR\0",
        b"hello\0",
        b"\xff\0",
    ],
)
async def test_no_clear_answer_is_no_clean_file(clamd: Clamd, answer: bytes) -> None:
    clamd.answer = answer
    assert await code_of(Scanner(clamd.address), PDF) == "scanner_away"


@pytest.mark.parametrize("address", ["127.0.0.1:{port}", "unix:/nowhere/clamd"])
async def test_a_scanner_that_is_not_there(address: str) -> None:
    scanner = Scanner(address.format(port=free_port()))
    assert await code_of(scanner, PDF) == "scanner_away"
    with pytest.raises(CallError):
        await scanner.ping()
