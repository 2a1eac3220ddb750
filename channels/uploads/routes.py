"""Uploads of citizens, and downloads of what belongs to a conversation: ``/api/conversations/{id}/files``."""

from __future__ import annotations

import asyncio
from http import HTTPStatus

from fastapi import APIRouter, Request
from starlette.responses import Response

from channels.agent import signed_in_agent, token_of
from channels.answers import CallError, answer
from channels.door import Door
from channels.openapi.described import BYTES, UPLOAD, describe
from channels.rest import conversation_of, door_of
from channels.store.conversations import UnknownConversationError
from channels.uploads.keeping import FILE_REFUSALS, take_file
from channels.uploads.names import content_disposition
from contracts.jobs import Document

router = APIRouter()


@router.post("/api/conversations/{conversation}/files")
@describe(takes=UPLOAD, gives=Document, status=HTTPStatus.CREATED, refuses=FILE_REFUSALS)
async def upload(request: Request) -> Response:
    """Take a file; answers once it was checked and is on the disk."""
    door = door_of(request)
    standing = await conversation_of(request, door)
    await _check_rates(request, door, standing.id)
    document = await take_file(request, door, standing.id)
    return answer(document, HTTPStatus.CREATED)


@router.get("/api/conversations/{conversation}/files/{file}")
@describe(gives=BYTES, refuses=("signed_out", "unknown_file"))
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
    of_address = door.limits.uploads_of_address.of(door.addresses.counted(request))
    if wait := await door.counts.take(door.limits.uploads.of(conversation_id), of_address):
        raise CallError("too_fast", "too many files at once; wait some minutes and send it again", retry_after=wait)
    most = door.settings.files_per_conversation
    if await door.hub.files.uploaded(conversation_id) >= most:
        raise CallError("too_many_files", f"a conversation takes at most {most} files, and this one has them")


async def _conversation_of_agent(request: Request, door: Door) -> str:
    if not door.origins.may_call_as_staff(request.method, request.headers):
        raise CallError("foreign_origin", "staff calls come from the gateway's own pages")
    member = await signed_in_agent(door, token_of(door, request))
    if member is None:
        raise CallError("signed_out", "send 'Authorization: Bearer <token>', or sign in as an agent")
    conversation_id: str = request.path_params["conversation"]
    try:
        await door.hub.desk.agents.must_see(member, conversation_id)
    except UnknownConversationError:
        raise CallError("unknown_conversation", "no conversation that you may see has this id") from None
    return conversation_id


def _unknown_file() -> CallError:
    return CallError("unknown_file", "the conversation has no such file (any more)")
