"""What people see and change of their own account: password, second factor, sessions."""

from __future__ import annotations

import asyncio
from http import HTTPStatus
from typing import Annotated

import msgspec
from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from channels.agent import token_of
from channels.answers import CallError, answer, read_body
from channels.openapi.described import describe
from channels.passwords import hash_password, is_right
from channels.staff.attempts import begin_attempt
from channels.staff.guard import Needs, Visit
from channels.staff.one_time_codes import address_of, draw, find_step, new_secret
from channels.staff.session import browser_of, set_cookie, use_code
from channels.store.conversations import show_moment

ISSUER = "Moien"
"""How authenticator apps call the platform."""

Me = Annotated[Visit, Depends(Needs())]

router = APIRouter()


class SessionView(msgspec.Struct, frozen=True, kw_only=True):
    """One session."""

    id: str
    browser: str
    """What the browser calls itself, shortened."""
    created_at: str
    seen_at: str
    """Last use, to the minute."""
    current: bool
    """Whether it is the one of this call."""


class SessionsView(msgspec.Struct, frozen=True, kw_only=True):
    """All of somebody's sessions, those in use last first."""

    sessions: list[SessionView]


class NewPassword(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Body that changes a password."""

    old: str
    new: str


class Code(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Body that proves that one has the second factor at hand."""

    code: str


class NewFactor(msgspec.Struct, frozen=True, kw_only=True):
    """A second factor that no code has confirmed yet."""

    secret: str
    """Base32, for those who type it in."""
    uri: str
    qr: str
    """The address as a QR code: an SVG element."""


@router.get("/api/staff/me/sessions")
@describe(gives=SessionsView)
async def list_sessions(request: Request, visit: Me) -> Response:
    """List the sessions of whoever calls."""
    listed = await visit.door.hub.staff.sessions.listed(visit.member, token_of(visit.door, request))
    shown = [
        SessionView(
            id=one.id,
            browser=one.browser,
            created_at=show_moment(one.created_at),
            seen_at=show_moment(one.seen_at),
            current=one.current,
        )
        for one in listed
    ]
    return answer(SessionsView(sessions=shown))


@router.delete("/api/staff/me/sessions/{session}")
@describe(refuses=("unknown_session",))
async def end_session(session: str, visit: Me) -> Response:
    """End one session of whoever calls."""
    if not await visit.door.hub.staff.sessions.end(visit.member, session):
        raise CallError("unknown_session", "no session of yours has this id; take one from GET /api/staff/me/sessions")
    return _done()


@router.delete("/api/staff/me/sessions")
@describe()
async def end_other_sessions(request: Request, visit: Me) -> Response:
    """End all sessions of whoever calls but this one."""
    await visit.door.hub.staff.sessions.end_others(visit.member, token_of(visit.door, request))
    return _done()


@router.post("/api/staff/me/password")
@describe(takes=NewPassword, refuses=("not_local", "wrong_password", "bad_password", "too_fast"))
async def change_password(request: Request, visit: Me) -> Response:
    """Change the password; all sessions end, and this browser gets a new one."""
    _must_be_local(visit)
    given = await read_body(request, NewPassword)
    attempt = await begin_attempt(visit.door, request, visit.member.name)
    staff = visit.door.hub.staff
    found = await staff.find(visit.member.name)
    if found is None or not await is_right(given.old, found.password_hash):
        raise CallError("wrong_password", "$.old: this is not your password")
    await attempt.was_right()
    stored = await hash_given(given.new, "$.new")
    token = await staff.accounts.set_password(visit.member, stored, staff.sessions, browser_of(request))
    response = _done()
    set_cookie(response, visit.door, token)
    return response


@router.post("/api/staff/me/second-factor")
@describe(gives=NewFactor, status=HTTPStatus.CREATED, refuses=("not_local", "too_late"))
async def begin_second_factor(visit: Me) -> Response:
    """Make a second factor; it is asked for once a code has confirmed it."""
    _must_be_local(visit)
    secret = new_secret()
    if not await visit.door.hub.staff.second_factors.begin(visit.member, secret):
        raise CallError("too_late", "a second factor is on already; turn it off with a code first")
    address = address_of(secret, visit.member.name, ISSUER)
    return answer(NewFactor(secret=secret, uri=address, qr=draw(address)), HTTPStatus.CREATED)


@router.put("/api/staff/me/second-factor")
@describe(takes=Code, refuses=("too_late", "wrong_code", "too_fast"))
async def turn_second_factor_on(request: Request, visit: Me) -> Response:
    """Turn the second factor on, with a code of it."""
    given = await read_body(request, Code)
    attempt = await begin_attempt(visit.door, request, visit.member.name)
    factors = visit.door.hub.staff.second_factors
    secret = await factors.secret(visit.member)
    if visit.member.second_factor or secret is None:
        raise CallError("too_late", "no second factor waits for a code; begin with POST /api/staff/me/second-factor")
    step = find_step(secret, given.code)
    if step is None or not await factors.turn_on(visit.member, secret, step):
        raise CallError("wrong_code", "$.code: not the code of this second factor at this time; is the clock right?")
    await attempt.was_right()
    return await _renewed(request, visit)


@router.delete("/api/staff/me/second-factor")
@describe(takes=Code, refuses=("too_late", "wrong_code", "too_fast"))
async def turn_second_factor_off(request: Request, visit: Me) -> Response:
    """Turn the second factor off, with a code of it."""
    given = await read_body(request, Code)
    attempt = await begin_attempt(visit.door, request, visit.member.name)
    if not visit.member.second_factor:
        raise CallError("too_late", "no second factor is on")
    if not await use_code(visit.door, visit.member, given.code):
        raise CallError("wrong_code", "$.code: this code is wrong or was used before; wait for the next one")
    await attempt.was_right()
    await visit.door.hub.staff.second_factors.turn_off(visit.member)
    return await _renewed(request, visit)


async def hash_given(password: str, where: str) -> str:
    """Return what is stored of a new password; raises `CallError` where it cannot be one."""
    try:
        return await asyncio.to_thread(hash_password, password)
    except ValueError as error:
        raise CallError("bad_password", f"{where}: {error}") from error


def _must_be_local(visit: Visit) -> None:
    if not visit.member.local:
        raise CallError("not_local", "you sign in with your administration's own provider; change it there")


async def _renewed(request: Request, visit: Visit) -> Response:
    """Answer with a fresh session: whoever knows the token from before has nothing of it."""
    sessions = visit.door.hub.staff.sessions
    token = await sessions.renew(visit.member, browser_of(request), token_of(visit.door, request))
    response = _done()
    set_cookie(response, visit.door, token)
    return response


def _done() -> Response:
    return Response(status_code=HTTPStatus.NO_CONTENT)
