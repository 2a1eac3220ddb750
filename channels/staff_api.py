"""The staff API: signing in and out, and the health of the catalogue for service owners."""

from __future__ import annotations

import asyncio
from http import HTTPStatus
from pathlib import Path

import msgspec
from fastapi import APIRouter, Request
from starlette.responses import Response

from channels.agent import COOKIE
from channels.answers import CallError, answer, read_body
from channels.catalogue_health import describe_catalogue
from channels.door import Door
from channels.passwords import is_right
from channels.store.answers import UnknownCodeError
from channels.store.staff import Member, Role

router = APIRouter()


class Credentials(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Body of signing in."""

    name: str
    password: str


class Account(msgspec.Struct, frozen=True, kw_only=True):
    """Who is signed in."""

    name: str
    display_name: str
    roles: list[Role]


def door_of(request: Request) -> Door:
    """Return the gateway, where the page that calls is our own; raises `CallError`."""
    door: Door = request.app.state.door
    if not door.origins.may_call_as_staff(request.headers):
        raise CallError(
            "foreign_origin", "staff calls come from the gateway's own pages; set MOIEN_PUBLIC_URL to its address"
        )
    return door


async def member_of(request: Request, door: Door) -> Member:
    """Return who is signed in; raises `CallError`."""
    member = await door.hub.staff.signed_in(request.cookies.get(COOKIE, ""))
    if member is None:
        raise CallError("signed_out", "nobody is signed in; sign in with POST /api/staff/session")
    return member


@router.post("/api/staff/session")
async def sign_in(request: Request) -> Response:
    """Sign in; a few wrong passwords in a row make the name and the address wait."""
    door = door_of(request)
    given = await read_body(request, Credentials)
    address = request.client.host if request.client else ""
    if not door.sign_in_rates.is_free(given.name, address):
        raise CallError("too_fast", "too many wrong passwords; wait some minutes and try again")
    # Counted before the slow check, so that many at once do not slip through.
    door.sign_in_rates.count(given.name, address)
    found = await door.hub.staff.find(given.name[:64])
    right = await is_right(given.password, found[1] if found else None)
    if found is None or not right:
        raise CallError("wrong_password", "name and password do not belong together; check both")
    door.sign_in_rates.forgive(given.name, address)
    member = found[0]
    token = await door.hub.staff.sign_in(member)
    response = answer(_account(member))
    response.set_cookie(
        COOKIE,
        token,
        max_age=int(door.settings.session_hours * 3600),
        path="/",
        secure=request.scope["scheme"] == "https",
        httponly=True,
        samesite="strict",
    )
    return response


@router.get("/api/staff/session")
async def who_is_signed_in(request: Request) -> Response:
    """Say who is signed in."""
    return answer(_account(await member_of(request, door_of(request))))


@router.delete("/api/staff/session")
async def sign_out(request: Request) -> Response:
    """Sign out; open sockets of this session end within seconds."""
    door = door_of(request)
    await door.hub.staff.sign_out(request.cookies.get(COOKIE, ""))
    response = Response(status_code=HTTPStatus.NO_CONTENT)
    response.delete_cookie(COOKIE, path="/", httponly=True, samesite="strict")
    return response


@router.get("/api/staff/catalogue")
async def show_catalogue(request: Request) -> Response:
    """Show service owners their services and what is wrong with them."""
    door = door_of(request)
    member = await member_of(request, door)
    if "owner" not in member.roles:
        raise CallError("not_yours", "the role 'owner' is needed; sign in as a service owner")
    bot_dir: Path = door.settings.bot_dir
    return answer(await asyncio.to_thread(describe_catalogue, bot_dir))


@router.get("/api/staff/answers/{code}")
async def show_answer(request: Request, code: str) -> Response:
    """Show agents and auditors how an answer to free text came about."""
    door = door_of(request)
    await member_of(request, door)
    try:
        return answer(await door.hub.answers.find(code))
    except UnknownCodeError as error:
        raise CallError("unknown_code", f"{code[:20]!r}: no answer has this code; read it off the answer") from error


def _account(member: Member) -> Account:
    return Account(name=member.name, display_name=member.display_name, roles=list(member.roles))
