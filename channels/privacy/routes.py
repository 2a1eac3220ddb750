"""The calls with which a chat gets a receipt, an export or an erasure: under ``/api/conversations/{id}``."""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus
from typing import Literal

import msgspec
from fastapi import APIRouter, Request
from starlette.responses import Response

from channels.answers import CallError, answer
from channels.local_time import day_of
from channels.openapi.described import HTML, describe
from channels.privacy.codes import show_code
from channels.privacy.exported import Exported
from channels.privacy.naming import Names
from channels.privacy.person import ExportedPerson
from channels.privacy.readable import write_document
from channels.rest import token_of, who
from channels.store.conversations import UnknownConversationError
from channels.uploads.names import content_disposition

router = APIRouter()
ExportFormat = Literal["json", "html"]


class Issued(msgspec.Struct, frozen=True, kw_only=True):
    """A receipt, told once: only its hash is kept."""

    code: str
    """In groups."""
    kept_until: str
    """UTC, ISO 8601 with ``Z``; later where something more happens in the conversation."""


@router.post("/api/conversations/{conversation}/receipt")
@describe(gives=Issued, status=HTTPStatus.CREATED, refuses=("too_fast",))
async def issue_receipt(request: Request) -> Response:
    """Give a code with which its holder sees, takes along and erases the conversation."""
    door, standing = await who(request)
    if wait := await door.counts.take(door.limits.receipts.of(standing.id)):
        raise CallError("too_fast", "too many receipts at once; wait some minutes and ask again", retry_after=wait)
    try:
        code, kept_until = await door.privacy.issue_receipt(standing.id, token_of(request))
    except UnknownConversationError:
        raise CallError("unknown_conversation", "the conversation has a new token, or is gone") from None
    return _unkept(answer(Issued(code=show_code(code), kept_until=kept_until), HTTPStatus.CREATED))


@router.get("/api/conversations/{conversation}/export")
@describe(gives=Exported, also={HTTPStatus.OK: HTML}, refuses=("too_fast",), query={"format": ExportFormat})
async def export(request: Request) -> Response:
    """Give everything that is stored about the conversation, for programs (``json``) or to be read (``html``)."""
    door, standing = await who(request)
    wanted = read_format(request)
    if wait := await door.counts.take(door.limits.exports.of(standing.id)):
        raise CallError("too_fast", "too many exports at once; wait some minutes and ask again", retry_after=wait)
    try:
        exported = await door.privacy.export(standing.id)
    except UnknownConversationError:
        raise CallError("unknown_conversation", "the conversation is gone") from None
    # Somebody may have logged in meanwhile: who holds the old token sees nothing of what follows.
    await who(request)
    names = door.privacy.names(exported.language)
    return give_html(exported, names) if wanted == "html" else give_json(exported)


@router.delete("/api/conversations/{conversation}")
@describe()
async def erase(request: Request) -> Response:
    """Erase the conversation everywhere; nothing of it comes back."""
    door, standing = await who(request)
    try:
        await door.privacy.erase(standing.id, "citizen")
    except UnknownConversationError:
        raise CallError("unknown_conversation", "the conversation is gone already") from None
    return Response(status_code=HTTPStatus.NO_CONTENT)


def read_format(request: Request) -> ExportFormat:
    """Return what an export should be; raises `CallError` where the address says something else."""
    match request.query_params.get("format", "json"):
        case "json":
            return "json"
        case "html":
            return "html"
        case wanted:
            raise CallError("bad_frame", f"format={wanted[:20]!r}: write json or html")


def give_person(exported: Sequence[Exported], wanted: ExportFormat, names: Names) -> Response:
    """Return conversations of one person, one at least, as a file."""
    content = ExportedPerson(conversations=list(exported)) if wanted == "json" else write_document(exported, names)
    return give_file(content, exported[0].exported_at, wanted)


def give_json(exported: Exported) -> Response:
    """Return an export as a file for programs."""
    return give_file(exported, exported.exported_at, "json")


def give_html(exported: Exported, names: Names) -> Response:
    """Return an export as a file to be read."""
    return give_file(write_document([exported], names), exported.exported_at, "html")


def give_file(content: object, exported_at: str, ending: ExportFormat) -> Response:
    """Return a file: a page where ``content`` is a text, else what msgspec writes of it."""
    if isinstance(content, str):
        body, media_type = content.encode(), "text/html; charset=utf-8"
    else:
        body, media_type = msgspec.json.format(msgspec.json.encode(content), indent=2), "application/json"
    headers = {
        "Content-Disposition": content_disposition(f"chat-{day_of(exported_at)}.{ending}"),
        "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
    }
    return _unkept(Response(body, media_type=media_type, headers=headers))


def _unkept(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    return response
