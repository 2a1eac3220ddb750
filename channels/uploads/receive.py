"""Reads an upload from the network: one file, counted while it comes, in memory only until it was checked."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import dataclass, field

from fastapi import Request
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from channels.answers import CallError
from contracts.files import MAX_FILE_BYTES

FIELD = "file"
FRAME_BYTES = 16384
"""What the form around the file may add."""
RECEIVE_SECONDS = 120.0
"""Longest time that one upload may take: ten megabytes over a slow mobile line."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Received:
    """What came, unchecked."""

    name: str = field(repr=False)
    content: bytes = field(repr=False)


class _Parser(MultiPartParser):
    """Keeps the file in memory: what was not checked never touches a disk."""

    spool_max_size = MAX_FILE_BYTES + FRAME_BYTES


async def receive_file(request: Request) -> Received:
    """Return the file of a form; raises `CallError` as soon as more comes than is allowed."""
    if not request.headers.get("content-type", "").startswith("multipart/form-data"):
        raise CallError("bad_frame", f"send multipart/form-data with the file in the field {FIELD!r}")
    declared = request.headers.get("content-length", "")
    if declared.isdecimal() and int(declared) > MAX_FILE_BYTES + FRAME_BYTES:
        raise _too_large()
    parser = _Parser(request.headers, _counted(request), max_files=1, max_fields=0)
    try:
        async with asyncio.timeout(RECEIVE_SECONDS):
            form = await parser.parse()
    except MultiPartException as error:
        raise CallError("bad_frame", f"the form cannot be read: send one file in the field {FIELD!r}") from error
    except TimeoutError as error:
        raise CallError("too_fast", f"the file did not come within {RECEIVE_SECONDS:.0f} s; try again") from error
    try:
        given = form.get(FIELD)
        if not isinstance(given, UploadFile):
            raise CallError("bad_frame", f"the form has no file in the field {FIELD!r}")
        content = await given.read()
    finally:
        await form.close()
    if len(content) > MAX_FILE_BYTES:
        raise _too_large()
    return Received(name=given.filename or "", content=content)


async def _counted(request: Request) -> AsyncGenerator[bytes, None]:
    read = 0
    async for chunk in request.stream():
        read += len(chunk)
        if read > MAX_FILE_BYTES + FRAME_BYTES:
            raise _too_large()
        yield chunk


def _too_large() -> CallError:
    return CallError("file_too_large", f"the file has more than {MAX_FILE_BYTES} bytes; send a smaller one")
