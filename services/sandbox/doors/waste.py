"""The communes' waste calendar: the next collections in a street, and all of three months for a calendar."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Query, Response

from services.sandbox.applications import LUXEMBOURG
from services.sandbox.calendars import write_waste_calendar
from services.sandbox.doors.common import BROKEN, ISSUED, REFUSED, LookUpFault, TheDesk, attachment, come_in
from services.sandbox.kinds import Code
from services.sandbox.models import Commune, Street, WasteCalendar
from services.sandbox.waste import WASTES, WasteRound

router = APIRouter(prefix="/waste-calendars", tags=["Communes: waste collection"], dependencies=[Depends(come_in)])


@router.get("", operation_id="showWasteCalendar", response_model=WasteCalendar, responses={**BROKEN, **REFUSED})
async def show_waste_calendar(
    commune: Annotated[Commune, Query()], street: Annotated[Street, Query()], desk: TheDesk, fault: LookUpFault
) -> Response:
    """List the next collections of waste in a street."""
    today = desk.now().astimezone(LUXEMBOURG).date()

    def collections() -> dict[str, str] | Code:
        if not desk.register.knows_street(street):
            return "unknown_street"
        waste_round = WasteRound.of(commune, street)
        days: dict[str, str] = {waste: waste_round.next(waste, today).isoformat() for waste in WASTES}
        return {"street": " ".join(street.split()), **days, "document": waste_round.document}

    return await desk.look_up(collections, fault)


@router.get("/{commune}/{street}.ics", response_class=Response, responses=ISSUED)
def fetch_waste_calendar(commune: str, street: str, desk: TheDesk) -> Response:
    """Fetch the collections of the coming three months for a calendar."""
    if not desk.register.knows_street(street):
        raise HTTPException(404, "the commune has no street of this name")
    now = desk.now()
    content = write_waste_calendar(WasteRound.of(commune, street), now, now.astimezone(LUXEMBOURG).date())
    return attachment(content, "text/calendar", "waste-calendar.ics")
