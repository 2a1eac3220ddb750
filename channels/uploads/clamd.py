"""Speaks with clamd, ClamAV's daemon, in its own protocol: whether it is there, and whether it finds a file clean.

The protocol is that of its manual (clamd(8)): commands that begin with ``z`` end with a zero byte, as the replies do.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

CHUNK = 1 << 16
"""Bytes of a file that are sent at a time; clamd's limit is for all of them together (``StreamMaxLength``)."""
LONGEST_REPLY = 4096
"""Bytes; a reply is one line with the name of a virus at most."""
_UNIX = "unix:"
_NOTHING_MORE = b"\0\0\0\0"


class ClamdError(Exception):
    """There is no clear answer; the message says why, with nothing of the file."""


async def is_clean(address: str, content: bytes, seconds: float) -> bool:
    """Tell whether clamd finds nothing in a file; False where it finds something.

    ``address`` is ``host:port`` or ``unix:/path``; ``seconds``: how long all of it may take.

    Raises:
        ClamdError: clamd cannot be reached, is too slow, or says neither.
    """
    async with _connection(address, seconds) as (reader, writer):
        # Whoever takes no more says why, and hangs up: its reply may be there although sending failed.
        with contextlib.suppress(ConnectionError):
            writer.write(b"zINSTREAM\0")
            for start in range(0, len(content), CHUNK):
                chunk = content[start : start + CHUNK]
                writer.write(len(chunk).to_bytes(4, "big") + chunk)
                await writer.drain()
            writer.write(_NOTHING_MORE)
            await writer.drain()
        return read_reply(await _reply(reader))


async def ping(address: str, seconds: float) -> None:
    """Return where clamd is there; raises `ClamdError`."""
    async with _connection(address, seconds) as (reader, writer):
        writer.write(b"zPING\0")
        if await _reply(reader) != b"PONG":
            raise ClamdError("no PONG")


def read_reply(reply: bytes) -> bool:
    """Tell whether a reply says that a file is clean, or that it is not; raises `ClamdError` where it says neither."""
    if reply == b"stream: OK":
        return True
    if reply.startswith(b"stream: ") and reply.endswith(b" FOUND"):
        return False
    raise ClamdError("an error" if reply.endswith(b"ERROR") else "no clear answer")


@asynccontextmanager
async def _connection(address: str, seconds: float) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    try:
        async with asyncio.timeout(seconds):
            if address.startswith(_UNIX):
                opening = asyncio.open_unix_connection(address.removeprefix(_UNIX), limit=LONGEST_REPLY)
            else:
                host, _, port = address.rpartition(":")
                opening = asyncio.open_connection(host.strip("[]"), int(port), limit=LONGEST_REPLY)
            reader, writer = await opening
            try:
                yield reader, writer
            finally:
                writer.close()
    except (OSError, TimeoutError) as error:
        raise ClamdError(type(error).__name__) from error


async def _reply(reader: asyncio.StreamReader) -> bytes:
    try:
        return (await reader.readuntil(b"\0"))[:-1]
    except (asyncio.IncompleteReadError, asyncio.LimitOverrunError) as error:
        raise ClamdError(type(error).__name__) from error
