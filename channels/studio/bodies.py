"""Reads what the pages of the studio send: texts that fit into a file, and the state of a draft that was seen."""

from __future__ import annotations

from typing import Annotated, TypeVar

import msgspec
from fastapi import Request

from channels.answers import CallError, read_body
from contracts.catalogue.source import MAX_BYTES

LONGEST_BODY = 4 * MAX_BYTES
"""JSON writes some letters longer than a file does."""
LARGEST_REVISION = 2**31 - 1
Revision = Annotated[int, msgspec.Meta(ge=0, le=LARGEST_REVISION)]

Body = TypeVar("Body")


async def read_large_body(request: Request, kind: type[Body]) -> Body:
    """Return a body that may hold a file; raises `CallError`."""
    try:
        return await read_body(request, kind, longest=LONGEST_BODY, with_nul=True)
    except CallError as error:
        if error.code == "message_too_long":
            raise CallError("too_large", _too_large("the body")) from error
        raise
    except RecursionError as error:
        raise CallError("bad_frame", "the body has too many levels inside each other; send a flat one") from error


def read_text(text: str) -> bytes:
    """Return a text as it stands in a file; raises `CallError` for what no file holds."""
    try:
        content = text.encode()
    except UnicodeEncodeError as error:
        line = text.count("\n", 0, error.start) + 1
        raise CallError("bad_frame", f"$.text: line {line} holds half of a letter (U+D800 to U+DFFF)") from error
    if len(content) > MAX_BYTES:
        raise CallError("too_large", _too_large(f"$.text: {len(content)} bytes"))
    if b"\0" in content:
        line = content.count(b"\n", 0, content.index(b"\0")) + 1
        raise CallError("bad_frame", f"$.text: line {line} holds the character U+0000; delete it")
    return content


def check_revision(revision: int) -> int:
    """Return the number of a state; raises `CallError`."""
    if not 0 <= revision <= LARGEST_REVISION:
        raise CallError("bad_frame", f"revision: {revision} is none; send the one that came with the text, or 0")
    return revision


def read_revision(request: Request) -> int:
    """Return the number of a state from the address; raises `CallError`."""
    written = request.query_params.get("revision", "")
    if not (written.isascii() and written.isdecimal() and len(written) <= 10):
        raise CallError("bad_frame", f"revision: {written[:20]!r} is none; send the one that came with the text, or 0")
    return check_revision(int(written))


def _too_large(what: str) -> str:
    return f"{what}: a file has at most {MAX_BYTES // 1024} KiB; keep one public service per file"
