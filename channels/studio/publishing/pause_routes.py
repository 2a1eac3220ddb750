"""The routes that take a service offline at once, with a notice in four languages, and bring it back."""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import Annotated

import msgspec
from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from channels.answers import CallError, answer, read_body
from channels.openapi.described import describe
from channels.staff.guard import Needs, Visit
from channels.store.pauses import Pauses
from channels.studio.publishing.explaining import read_later
from channels.studio.publishing.room import PublishingRoom
from channels.studio.publishing.views import show_pause
from channels.switches.bodies import read_notice
from contracts.studio import Pause, PauseView

_SERVICE = re.compile(r"[a-z][a-z0-9_]{0,63}")

InStudio = Annotated[Visit, Depends(Needs("owner", "publisher"))]
Publisher = Annotated[Visit, Depends(Needs("publisher"))]

router = APIRouter(prefix="/api/staff/studio/pauses")


class PauseList(msgspec.Struct, frozen=True, kw_only=True):
    """What is offline now."""

    pauses: list[PauseView]


@router.get("")
@describe(gives=PauseList)
async def show_pauses(request: Request, visit: InStudio) -> Response:  # noqa: ARG001 - who may see them
    """List what is offline now."""
    return answer(PauseList(pauses=[show_pause(pause) for pause in await _pauses(request).active()]))


@router.put("/{service}")
@describe(takes=Pause, gives=PauseView, refuses=("unknown_service",))
async def pause(request: Request, service: str, visit: Publisher) -> Response:
    """Take a service offline, or change notice and end of a pause."""
    given = await read_body(request, Pause)
    room: PublishingRoom = request.app.state.publishing
    # The file, not what the gateway read when it was started: the service may be a new one.
    if not _SERVICE.fullmatch(service) or not (room.bot_dir / "catalogue" / f"{service}.yaml").is_file():
        raise CallError("unknown_service", f"{service[:64]!r} is no service of the catalogue")
    notice = read_notice(given.notice)
    until = read_later(given.until, "until", room.now())
    pauses = _pauses(request)
    await pauses.pause(visit.member.actor, service, notice, until)
    shown = next(one for one in await pauses.active() if one.service == service)
    return answer(show_pause(shown))


@router.delete("/{service}")
@describe(refuses=("unknown_service",))
async def resume(request: Request, service: str, visit: Publisher) -> Response:
    """Bring a service back."""
    if not await _pauses(request).resume(visit.member.actor, service):
        raise CallError("unknown_service", f"{service[:64]!r} is not offline")
    return Response(status_code=HTTPStatus.NO_CONTENT)


def _pauses(request: Request) -> Pauses:
    room: PublishingRoom = request.app.state.publishing
    return Pauses(room.database, now=room.now)
