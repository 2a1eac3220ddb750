"""Requests that reach the administration by letter or at the counter: an administrator finds, exports and erases.

What they type in to find somebody is never stored, and the audit log says neither who was asked about nor what was in
the conversations.
"""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from channels.answers import CallError, answer, read_body
from channels.openapi.described import describe
from channels.privacy.codes import read_code
from channels.privacy.person import ErasedConversations, ExportedPerson, TheirConversations, list_conversations
from channels.privacy.routes import give_file
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
    by, theirs = await _find(request, visit)
    exported = await visit.door.privacy.export_all(theirs)
    await visit.door.hub.audit.record(visit.member, "person_looked_up", by=by, found=len(exported))
    return answer(list_conversations(exported))


@router.post(f"{PATH}/export")
@describe(takes=AskedFor, gives=ExportedPerson, refuses=("bad_frame", "unknown_person"))
async def export_asked_for(request: Request, visit: Annotated[Visit, Depends(Needs("administrator"))]) -> Response:
    """Give everything that is stored of the conversations and is the citizen's."""
    by, theirs = await _find(request, visit)
    exported = await visit.door.privacy.export_all(theirs)
    if not exported:
        raise _unknown()
    await visit.door.hub.audit.record(visit.member, "person_exported", by=by, found=len(exported))
    return give_file(ExportedPerson(conversations=exported), exported[0].exported_at, "json")


@router.post(f"{PATH}/erase")
@describe(takes=AskedFor, gives=ErasedConversations, refuses=("bad_frame", "unknown_person"))
async def erase_asked_for(request: Request, visit: Annotated[Visit, Depends(Needs("administrator"))]) -> Response:
    """Erase the conversations everywhere."""
    asked, _ = await _read(request)
    theirs = await _of(visit, asked)
    door, actor = visit.door, visit.member.actor
    erased = await door.privacy.erase_all(theirs, "administrator", actor)
    if asked.receipt is None:
        # More than are listed at once.
        erased += await door.privacy.erase_person(door.hub.people, _keys(visit, asked), "administrator", actor)
    return answer(ErasedConversations(erased=erased))


async def _find(request: Request, visit: Visit) -> tuple[By, list[LinkedConversation]]:
    """Raises `CallError` where the body does not fit or nothing is found."""
    asked, by = await _read(request)
    return by, await _of(visit, asked)


async def _read(request: Request) -> tuple[AskedFor, By]:
    """Raises `CallError` where the body does not name exactly one thing."""
    asked = await read_body(request, AskedFor)
    by: tuple[By, ...] = ("receipt", "national_id", "subject")
    given = [kind for kind in by if getattr(asked, kind) is not None]
    if len(given) != 1:
        raise CallError("bad_frame", "give exactly one of receipt, national_id and subject")
    return asked, given[0]


async def _of(visit: Visit, asked: AskedFor) -> list[LinkedConversation]:
    """Raises `CallError` where nothing is found."""
    if asked.receipt is not None:
        theirs = await _opened_by(visit, asked.receipt)
    else:
        theirs = await visit.door.hub.people.conversations_of(_keys(visit, asked))
    if not theirs:
        raise _unknown()
    return theirs


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


def _unknown() -> CallError:
    return CallError("unknown_person", "nothing is kept under this receipt, number or name; check how it is written")
