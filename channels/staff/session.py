"""Signing in with a password, and a code where one is needed; who is signed in; signing out."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated

import msgspec
from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from channels.agent import token_of
from channels.answers import CallError, answer, read_body
from channels.cookies import STAFF_SESSION
from channels.door import Door
from channels.openapi.described import describe
from channels.passwords import is_right
from channels.staff.attempts import begin_attempt
from channels.staff.guard import Needs, Visit, own_page
from channels.staff.one_time_codes import find_step
from channels.store.staff import Level, Member, Role
from contracts.languages import Language

router = APIRouter()


class Proof(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Body of signing in."""

    name: str
    password: str
    code: str | None = None
    """Of the second factor, where one is on."""


class Account(msgspec.Struct, frozen=True, kw_only=True):
    """Who is signed in."""

    id: str
    name: str
    display_name: str
    roles: list[Role]
    languages: dict[Language, Level]
    second_factor: bool
    local: bool
    """Whether they have a password here."""


class SingleSignOn(msgspec.Struct, frozen=True, kw_only=True):
    """The administration's own sign-in."""

    label: str


class WaysIn(msgspec.Struct, frozen=True, kw_only=True):
    """How one can sign in, beside name and password."""

    sso: SingleSignOn | None


@router.get("/api/staff/sign-in")
@describe(gives=WaysIn)
async def show_ways_in(door: Annotated[Door, Depends(own_page)]) -> Response:
    """Say how one can sign in."""
    label = door.settings.staff_oidc_label
    return answer(WaysIn(sso=SingleSignOn(label=label) if door.staff_provider is not None else None))


@router.post("/api/staff/session")
@describe(takes=Proof, gives=Account, refuses=("wrong_password", "code_needed", "too_fast"))
async def sign_in(request: Request, door: Annotated[Door, Depends(own_page)]) -> Response:
    """Sign in; a few wrong passwords or codes in a row make the name and the address wait."""
    given = await read_body(request, Proof)
    attempt = await begin_attempt(door, request, given.name)
    found = await door.hub.staff.find(given.name[:64])
    right = await is_right(given.password, found.password_hash if found else None)
    if found is None or not right:
        # A name that nobody has might be a password in the wrong field: it is not written down.
        gone = found is None and await door.hub.staff.is_inactive(given.name[:64])
        known = found.member.name if found else given.name[:64] if gone else ""
        why = "inactive" if gone else "password"
        await door.hub.audit.record(None, "sign_in_failed", known, address=attempt.address, reason=why)
        raise CallError("wrong_password", "name and password do not belong together; check both")
    member = found.member
    if member.second_factor:
        if not given.code:
            await attempt.was_half()
            raise CallError("code_needed", "$.code: the code of your second factor is needed")
        if not await use_code(door, member, given.code):
            await door.hub.audit.record(None, "sign_in_failed", member.name, address=attempt.address, reason="code")
            raise CallError("code_needed", "$.code: this code is wrong or was used before; wait for the next one")
    await attempt.was_right()
    token = await door.hub.staff.sessions.begin(member, browser_of(request), token_of(door, request))
    response = answer(show_account(member))
    set_cookie(response, door, token)
    return response


@router.get("/api/staff/session")
@describe(gives=Account)
async def who_is_signed_in(visit: Annotated[Visit, Depends(Needs())]) -> Response:
    """Say who is signed in."""
    return answer(show_account(visit.member))


@router.delete("/api/staff/session")
@describe()
async def sign_out(request: Request, door: Annotated[Door, Depends(own_page)]) -> Response:
    """Sign out; open sockets of this session end within seconds."""
    await door.hub.staff.sign_out(token_of(door, request))
    response = Response(status_code=HTTPStatus.NO_CONTENT)
    STAFF_SESSION.take_back(response, encrypted=door.settings.is_encrypted)
    return response


async def use_code(door: Door, member: Member, code: str) -> bool:
    """Tell whether a code of somebody's second factor is right, and use it up."""
    secret = await door.hub.staff.second_factors.secret(member)
    step = find_step(secret, code) if secret is not None else None
    return secret is not None and step is not None and await door.hub.staff.second_factors.use(member, secret, step)


def show_account(member: Member) -> Account:
    """Return what somebody sees of their own account."""
    return Account(
        id=member.id,
        name=member.name,
        display_name=member.display_name,
        roles=list(member.roles),
        languages=member.skills.languages,
        second_factor=member.second_factor,
        local=member.local,
    )


def set_cookie(response: Response, door: Door, token: str) -> None:
    """Give the browser the token of its session."""
    lasts = int(door.settings.session_hours * 3600)
    STAFF_SESSION.give(response, token, lasts, encrypted=door.settings.is_encrypted)


def browser_of(request: Request) -> str:
    """Return what the browser calls itself, in letters that can be shown."""
    name = request.headers.get("user-agent", "")
    return "".join(letter for letter in name if letter.isprintable())
