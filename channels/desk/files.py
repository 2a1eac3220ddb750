"""Files that agents send to citizens: ``POST /api/staff/conversations/{id}/files``."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from channels.answers import CallError, answer
from channels.openapi.described import UPLOAD, describe
from channels.staff.guard import Needs, Visit
from channels.uploads.keeping import FILE_REFUSALS, take_file
from contracts.jobs import Document

router = APIRouter()


@router.post("/api/staff/conversations/{conversation}/files")
@describe(takes=UPLOAD, gives=Document, status=HTTPStatus.CREATED, refuses=FILE_REFUSALS)
async def upload(
    request: Request, conversation: str, visit: Annotated[Visit, Depends(Needs("agent", "supervisor"))]
) -> Response:
    """Take a file for the citizen whose conversation the agent has; the frame ``attach`` sends it."""
    tickets = await visit.door.hub.desk.store.tickets_of(conversation)
    if not tickets or tickets[-1].state != "claimed" or tickets[-1].agent_id != visit.member.id:
        raise CallError(
            "not_yours", f"conversation {conversation[:64]!r} is not claimed by you; claim its ticket first"
        )
    if wait := await visit.door.counts.take(visit.door.limits.uploads.of(visit.member.id)):
        raise CallError("too_fast", "too many files at once; wait some minutes and send it again", retry_after=wait)
    return answer(await take_file(request, visit.door, conversation, issued=True), HTTPStatus.CREATED)
