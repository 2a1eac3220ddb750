"""Takes one file from a call into the file store: received, checked, on the disk, and known to its conversation."""

from __future__ import annotations

import asyncio

import structlog
from fastapi import Request
from sqlalchemy.exc import IntegrityError

from channels.answers import CallError, RestCode
from channels.door import Door
from channels.uploads.kinds import MEDIA_TYPES, MediaType, UnknownKindError, media_type_of
from channels.uploads.names import display_name
from channels.uploads.receive import Received, receive_file
from contracts.jobs import Document

log = structlog.get_logger()

FILE_REFUSALS: tuple[RestCode, ...] = (
    "bad_frame",
    "too_fast",
    "file_too_large",
    "file_kind",
    "file_unsafe",
    "scanner_away",
    "too_many_files",
    "unknown_conversation",
)
"""Why a file is not taken."""


async def take_file(request: Request, door: Door, conversation_id: str, *, issued: bool = False) -> Document:
    """Return the file of a call once it was checked and is on the disk; raises `CallError`.

    ``issued``: it is for the citizen, not from them.
    """
    if door.uploads.locked():
        raise CallError("too_fast", "too many files are being received; send it again in a moment")
    async with door.uploads:
        received = await receive_file(request)
        media_type = await _check(door, received)
        document = await _keep(door, conversation_id, received, media_type, issued=issued)
    log.info("upload.taken", conversation=conversation_id, media_type=media_type, issued=issued)
    return document


async def _check(door: Door, received: Received) -> MediaType:
    try:
        media_type = await asyncio.to_thread(media_type_of, received.content)
    except UnknownKindError:
        raise CallError(
            "file_kind", f"the content is none of {', '.join(MEDIA_TYPES)}, or more than one thing; send such a file"
        ) from None
    if door.scanner is not None:
        await door.scanner.check(received.content)
    return media_type


async def _keep(
    door: Door, conversation_id: str, received: Received, media_type: MediaType, *, issued: bool
) -> Document:
    file_id = await asyncio.to_thread(door.file_store.write, received.content)
    document = Document(
        id=file_id,
        name=display_name(received.name, media_type),
        media_type=media_type,
        size=len(received.content),
    )
    try:
        await door.hub.files.add(conversation_id, document, issued=issued)
    except IntegrityError:
        await asyncio.to_thread(door.file_store.delete, file_id)
        raise CallError("unknown_conversation", "the conversation was erased while the file was on its way") from None
    except BaseException:
        await asyncio.to_thread(door.file_store.delete, file_id)
        raise
    return document
