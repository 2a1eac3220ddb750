"""The routes with which the staff switch the bot or the language model off at once, and on again."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from channels.answers import CallError, answer, read_body
from channels.openapi.described import describe
from channels.staff.guard import Needs, Visit
from channels.store.conversations import utc_now
from channels.store.switches import PAST, TARGETS, Switches, Target
from channels.studio.publishing.explaining import read_later
from channels.switches.bodies import SwitchList, SwitchOff, SwitchView, read_notice, show_switch

Switching = Annotated[Visit, Depends(Needs("supervisor", "publisher", "administrator"))]

router = APIRouter(prefix="/api/staff/switches")


@router.get("")
@describe(gives=SwitchList)
async def show_switches(visit: Switching) -> Response:
    """List what is switched off, and what was lately."""
    switches = Switches(visit.door.hub.database)
    past = await switches.ended_since(utc_now() - PAST)
    off = await switches.active()
    return answer(SwitchList(off=[show_switch(one) for one in off], past=[show_switch(one) for one in past]))


@router.put("/{target}")
@describe(takes=SwitchOff, gives=SwitchView, refuses=("unknown_switch",))
async def switch_off(request: Request, target: str, visit: Switching) -> Response:
    """Switch the bot or the language model off, or change notice and end of what is off."""
    given = await read_body(request, SwitchOff)
    known = _read_target(target)
    notice = read_notice(given.notice)
    until = read_later(given.until, "until", utc_now())
    stored = await Switches(visit.door.hub.database).switch_off(visit.member.actor, known, notice, until)
    visit.door.hub.switches.forget()
    return answer(show_switch(stored))


@router.delete("/{target}")
@describe(refuses=("unknown_switch",))
async def switch_on(target: str, visit: Switching) -> Response:
    """Switch it on again."""
    known = _read_target(target)
    if not await Switches(visit.door.hub.database).switch_on(visit.member.actor, known):
        raise CallError("unknown_switch", f"{known} is not switched off")
    visit.door.hub.switches.forget()
    return Response(status_code=HTTPStatus.NO_CONTENT)


def _read_target(given: str) -> Target:
    target = next((one for one in TARGETS if one == given), None)
    if target is None:
        raise CallError("unknown_switch", f"{given[:20]!r} is no switch; one of {', '.join(TARGETS)}")
    return target
