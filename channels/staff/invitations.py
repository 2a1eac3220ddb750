"""Whoever has a link chooses the password of their account, without being signed in."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated

import msgspec
from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from channels.answers import CallError, answer, read_body
from channels.door import Door
from channels.openapi.described import describe
from channels.staff.guard import own_page
from channels.staff.me import hash_given
from channels.store.invitations import Invitation

router = APIRouter()


class Link(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Body that shows a link."""

    token: str


class Choice(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Body that uses a link."""

    token: str
    password: str


class Invited(msgspec.Struct, frozen=True, kw_only=True):
    """Whose link it is."""

    name: str
    """What they will sign in with."""
    display_name: str


@router.post("/api/staff/invitation")
@describe(takes=Link, gives=Invited, refuses=("unknown_invitation",))
async def read_invitation(request: Request, door: Annotated[Door, Depends(own_page)]) -> Response:
    """Say whose link it is."""
    given = await read_body(request, Link)
    member = await door.hub.staff.invitations.read(given.token)
    if member is None:
        raise _not_good()
    return answer(Invited(name=member.name, display_name=member.display_name))


@router.post("/api/staff/invitation/accept")
@describe(takes=Choice, refuses=("unknown_invitation", "bad_password"))
async def accept_invitation(request: Request, door: Annotated[Door, Depends(own_page)]) -> Response:
    """Set the password of the account; the link is used up, and nobody is signed in by it."""
    given = await read_body(request, Choice)
    # Asked first: a password is hashed slowly, and not for anybody who makes a link up.
    if await door.hub.staff.invitations.read(given.token) is None:
        raise _not_good()
    stored = await hash_given(given.password, "$.password")
    if await door.hub.staff.invitations.accept(given.token, stored) is None:
        raise _not_good()
    return Response(status_code=HTTPStatus.NO_CONTENT)


def address_of(base_url: str, made: Invitation) -> str:
    """Return the address of a link; its token stands where browsers send nothing to any server."""
    return f"{base_url}/console/#join={made.token}"


def _not_good() -> CallError:
    return CallError("unknown_invitation", "$.token: this link was used, is too old or never was; ask for a new one")
