"""Uploads of citizens, and downloads of what belongs to a conversation: ``/api/conversations/{id}/files``."""

from __future__ import annotations

import asyncio
from http import HTTPStatus

import structlog
from fastapi import APIRouter, Request
from starlette.responses import Response

from channels.agent import COOKIE, signed_in_agent
from channels.answers import CallError, answer
from channels.door import Door
from channels.rest import conversation_of, door_of
from channels.uploads.kinds import MEDIA_TYPES, MediaType, UnknownKindError, media_type_of
from channels.uploads.names import content_disposition, display_name
from channels.uploads.receive import Received, receive_file
from contracts.jobs import Document

log = structlog.get_logger()

router = APIRouter()


@router.post("/api/conversations/{conversation}/files")
async def upload(request: Request) -> Response:
    """Take a file; answers once it was checked and is on the disk."""
    door = door_of(request)
    standing = await conversation_of(request, door)
    await _check_rates(request, door, standing.id)
    async with door.uploads:
        received = await receive_file(request)
        media_type = await _check(door, received)
        document = await _keep(door, standing.id, received, media_type)
    log.info("upload.taken", conversation=standing.id, media_type=media_type)
    return answer(document, HTTPStatus.CREATED)


@router.get("/api/conversations/{conversation}/files/{file}")
async def download(request: Request) -> Response:
    """Give a file out: to the citizen of the conversation, or to an agent to whom it was handed over."""
    door = door_of(request)
    if "authorization" in request.headers:
        conversation_id = (await conversation_of(request, door)).id
    else:
        conversation_id = await _conversation_of_agent(request, door)
    file_id = request.path_params["file"]
    document = await door.hub.files.find(conversation_id, file_id)
    if document is None:
        raise _unknown_file()
    try:
        content = await asyncio.to_thread(door.file_store.read, file_id)
    except FileNotFoundError:
        raise _unknown_file() from None
    headers = {
        "Content-Disposition": content_disposition(document.name),
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "Cache-Control": "no-store",
    }
    return Response(content, media_type=document.media_type, headers=headers)


async def _check_rates(request: Request, door: Door, conversation_id: str) -> None:
    address = request.client.host if request.client else ""
    if not door.upload_rate.take(conversation_id) or not door.upload_address_rate.take(address):
        raise CallError("too_fast", "too many files at once; wait some minutes and send it again")
    most = door.settings.files_per_conversation
    if await door.hub.files.uploaded(conversation_id) >= most:
        raise CallError("too_many_files", f"a conversation takes at most {most} files, and this one has them")
    if door.uploads.locked():
        raise CallError("too_fast", "too many files are being received; send it again in a moment")


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


async def _keep(door: Door, conversation_id: str, received: Received, media_type: MediaType) -> Document:
    file_id = await asyncio.to_thread(door.file_store.write, received.content)
    document = Document(
        id=file_id,
        name=display_name(received.name, media_type),
        media_type=media_type,
        size=len(received.content),
    )
    try:
        await door.hub.files.add(conversation_id, document)
    except BaseException:
        await asyncio.to_thread(door.file_store.delete, file_id)
        raise
    return document


async def _conversation_of_agent(request: Request, door: Door) -> str:
    if not door.origins.may_call_as_staff(request.headers):
        raise CallError("foreign_origin", "staff calls come from the gateway's own pages")
    if await signed_in_agent(door, request.cookies.get(COOKIE, "")) is None:
        raise CallError("signed_out", "send 'Authorization: Bearer <token>', or sign in as an agent")
    conversation_id: str = request.path_params["conversation"]
    if not await door.hub.desk.was_handed_over(conversation_id):
        raise CallError("unknown_conversation", "no conversation that was handed to agents has this id")
    return conversation_id


def _unknown_file() -> CallError:
    return CallError("unknown_file", "the conversation has no such file (any more)")
