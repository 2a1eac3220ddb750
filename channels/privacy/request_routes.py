"""Requests that reach the administration by letter or at the counter: an administrator finds, exports and erases.

What they type in to find somebody is never stored, and the audit log says neither who was asked about nor what was in
the conversations.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, Literal

import msgspec
from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from channels.answers import CallError, answer, read_body
from channels.openapi.described import HTML, describe
from channels.privacy.codes import read_code
from channels.privacy.exported import Exported
from channels.privacy.person import ExportedPerson, ProvenErasures, TheirConversations, list_conversations, prove
from channels.privacy.routes import ExportFormat, give_person, read_format
from channels.staff.guard import Needs, Visit
from channels.store.conversations import UnknownConversationError
from channels.store.people import LinkedConversation, PersonKeys

router = APIRouter()
PATH = "/api/staff/privacy"
Written = Annotated[str, msgspec.Meta(min_length=1, max_length=255)]


class AskedFor(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Body: whose data it is about. Exactly one of the three."""

    receipt: Written | None = None
    """Code of a receipt, as the citizen wrote it."""
    national_id: Written | None = None
    """National identification number of somebody whose identity was checked."""
    subject: Written | None = None
    """What the identity provider calls the person (``sub``)."""


By = Literal["receipt", "national_id", "subject"]


@router.post(f"{PATH}/list")
@describe(takes=AskedFor, gives=TheirConversations, refuses=("bad_frame", "unknown_person"))
async def list_asked_for(request: Request, visit: Annotated[Visit, Depends(Needs("administrator"))]) -> Response:
    """Name the conversations, without a word of them."""
    by, exported = await _find(request, visit)
    await visit.door.hub.audit.record(visit.member, "person_looked_up", by=by, found=len(exported))
    return answer(list_conversations(exported))


@router.post(f"{PATH}/export")
@describe(
    takes=AskedFor,
    gives=ExportedPerson,
    also={HTTPStatus.OK: HTML},
    query={"format": ExportFormat},
    refuses=("bad_frame", "unknown_person"),
)
async def export_asked_for(request: Request, visit: Annotated[Visit, Depends(Needs("administrator"))]) -> Response:
    """Give everything that is stored of the conversations and is the citizen's, for programs or to be read.

    What is to be read is written in the language of the newest conversation.
    """
    wanted = read_format(request)
    by, exported = await _find(request, visit)
    await visit.door.hub.audit.record(visit.member, "person_exported", by=by, found=len(exported), format=wanted)
    return give_person(exported, wanted, visit.door.privacy.names(exported[0].language))


@router.post(f"{PATH}/erase")
@describe(takes=AskedFor, gives=ProvenErasures, refuses=("bad_frame", "unknown_person"))
async def erase_asked_for(request: Request, visit: Annotated[Visit, Depends(Needs("administrator"))]) -> Response:
    """Erase the conversations everywhere, and give the proofs."""
    asked, by = await _read(request)
    theirs = await _of(visit, asked)
    if not theirs:
        raise await _none_found(visit, by)
    door, actor = visit.door, visit.member.actor
    erased = await door.privacy.erase_all(theirs, "administrator", actor)
    if asked.receipt is None:
        # More than are listed at once.
        erased += await door.privacy.erase_person(door.hub.people, _keys(visit, asked), "administrator", actor)
    return answer(prove(erased))


async def _find(request: Request, visit: Visit) -> tuple[By, list[Exported]]:
    """Raises `CallError` where the body does not fit or nothing is found."""
    asked, by = await _read(request)
    exported = await visit.door.privacy.export_all(await _of(visit, asked))
    if not exported:
        raise await _none_found(visit, by)
    return by, exported


async def _read(request: Request) -> tuple[AskedFor, By]:
    """Raises `CallError` where the body does not name exactly one thing."""
    asked = await read_body(request, AskedFor)
    by: tuple[By, ...] = ("receipt", "national_id", "subject")
    given = [kind for kind in by if getattr(asked, kind) is not None]
    if len(given) != 1:
        raise CallError("bad_frame", "give exactly one of receipt, national_id and subject")
    return asked, given[0]


async def _of(visit: Visit, asked: AskedFor) -> list[LinkedConversation]:
    if asked.receipt is not None:
        return await _opened_by(visit, asked.receipt)
    return await visit.door.hub.people.conversations_of(_keys(visit, asked))


def _keys(visit: Visit, asked: AskedFor) -> PersonKeys:
    # A subject is a secret of nobody: a person without one has no key of the empty name either.
    return visit.door.hub.people.keys_of(asked.subject or "", asked.national_id)


async def _opened_by(visit: Visit, written: str) -> list[LinkedConversation]:
    code = read_code(written)
    if code is None:
        return []
    try:
        return [LinkedConversation(id=await visit.door.privacy.opened_by(code), until=None)]
    except UnknownConversationError:
        return []


async def _none_found(visit: Visit, by: By) -> CallError:
    """Return the refusal; that somebody was looked for is written down, so that guessing shows."""
    await visit.door.hub.audit.record(visit.member, "person_looked_up", by=by, found=0)
    return CallError("unknown_person", "nothing is kept under this receipt, number or name; check how it is written")
