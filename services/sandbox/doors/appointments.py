"""The communes' appointments: finding, booking and cancelling one, and fetching it for a calendar."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Query, Response

from services.sandbox.appointments import LENGTH, beginning_of, free_slots, place_of
from services.sandbox.calendars import write_appointment
from services.sandbox.doors.common import (
    BROKEN,
    FILING,
    ISSUED,
    REFUSED,
    UNKNOWN,
    FilingFault,
    IdempotencyKey,
    LookUpFault,
    Reference,
    TheDesk,
    attachment,
    come_in,
)
from services.sandbox.models import Appointment, AppointmentBooking, Commune, FreeAppointments, Matter, TakenBack
from services.sandbox.store import filed_at_of, find

router = APIRouter(prefix="/appointments", tags=["Communes: appointments"], dependencies=[Depends(come_in)])


@router.get("", operation_id="findAppointments", response_model=FreeAppointments, responses=BROKEN)
async def find_appointments(
    commune: Annotated[Commune, Query()],
    matter: Annotated[Matter, Query(description="What the appointment is about; all desks take all matters.")],  # noqa: ARG001
    desk: TheDesk,
    fault: LookUpFault,
) -> Response:
    """List the next free appointments of a commune, at most twelve."""

    def free() -> dict[str, list[dict[str, str]]]:
        with desk.store.reading() as connection:
            return {"options": free_slots(connection, commune, desk.now())}

    return await desk.look_up(free, fault)


@router.post(
    "",
    operation_id="bookAppointment",
    status_code=201,
    response_model=Appointment,
    responses={**FILING, **REFUSED},
)
async def book_appointment(
    body: AppointmentBooking, key: IdempotencyKey, desk: TheDesk, fault: FilingFault
) -> Response:
    """Book an appointment; the first who asks gets it."""
    return await desk.file("appointment", body.model_dump(), key, fault)


@router.post(
    "/{reference}/cancellation",
    operation_id="cancelAppointment",
    status_code=201,
    response_model=TakenBack,
    responses={**FILING, **REFUSED, **UNKNOWN},
)
async def cancel_appointment(reference: Reference, key: IdempotencyKey, desk: TheDesk, fault: FilingFault) -> Response:
    """Cancel an appointment, an hour before it begins at the latest."""
    return await desk.file("cancellation", {"reference": reference}, key, fault)


@router.get("/{reference}.ics", response_class=Response, responses=ISSUED)
def fetch_appointment(reference: Reference, desk: TheDesk) -> Response:
    """Fetch an appointment for a calendar."""
    with desk.store.reading() as connection:
        row = find(connection, reference)
    if row is None or row.kind != "appointment" or row.taken_back_at:
        raise HTTPException(404, "there is no such appointment")
    content = write_appointment(row.reference, beginning_of(row), LENGTH, place_of(row.commune), filed_at_of(row))
    return attachment(content, "text/calendar", f"appointment-{row.reference}.ics")
