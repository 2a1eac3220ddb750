"""Logging in and out over REST: ``/api/conversations/{id}/login``."""

from __future__ import annotations

from http import HTTPStatus

import msgspec
from fastapi import APIRouter, Request
from starlette.responses import Response

from channels.answers import CallError, answer, read_body
from channels.auth.wish import begin_login, try_code
from channels.openapi.described import describe
from channels.rest import check, check_rate, who
from channels.socket import BadFrameError

router = APIRouter()


class Code(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Body that finishes a login."""

    code: str


class LoginPlace(msgspec.Struct, frozen=True, kw_only=True):
    """Where the citizen logs in."""

    url: str


class NewToken(msgspec.Struct, frozen=True, kw_only=True):
    """What opens the conversation from now on."""

    token: str


@router.post("/api/conversations/{conversation}/login")
@describe(gives=LoginPlace, status=HTTPStatus.CREATED, refuses=("login_failed", "too_fast"))
async def start_login(request: Request) -> Response:
    """Say where the citizen logs in."""
    door, standing = await who(request)
    try:
        url = await begin_login(door, standing.id, request.headers.get("origin"))
    except BadFrameError as bad:
        raise CallError(bad.frame.code, bad.frame.detail, retry_after=bad.frame.retry_after) from bad
    return answer(LoginPlace(url=url), HTTPStatus.CREATED)


@router.post("/api/conversations/{conversation}/login/finish")
@describe(takes=Code, gives=NewToken, refuses=("login_failed", "too_fast"))
async def finish_login(request: Request) -> Response:
    """Finish a login; from then on only the new token works."""
    door, standing = await who(request)
    given = await read_body(request, Code)
    try:
        entered = await try_code(door, standing.id, given.code)
    except BadFrameError as bad:
        raise CallError(bad.frame.code, bad.frame.detail, retry_after=bad.frame.retry_after) from bad
    return answer(NewToken(token=entered.token))


@router.delete("/api/conversations/{conversation}/login")
@describe(refuses=("too_fast",))
async def log_out(request: Request) -> Response:
    """Forget who the citizen is."""
    door, standing = await who(request)
    await check_rate(request, door, standing)
    check(await door.hub.log_out(standing.id))
    return Response(status_code=HTTPStatus.NO_CONTENT)
