"""The criminal records department: an extract of one's criminal record, asked for by somebody who has logged in."""

from __future__ import annotations

from fastapi import APIRouter, Depends, Response

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
    come_in,
    issued,
    standing,
)
from services.sandbox.kinds import Kind
from services.sandbox.models import CriminalRecordApplication, Receipt, Standing

KINDS: frozenset[Kind] = frozenset({"criminal_record"})

router = APIRouter(prefix="/justice", tags=["Justice: criminal records"], dependencies=[Depends(come_in)])


@router.post(
    "/criminal-records",
    operation_id="requestCriminalRecord",
    status_code=201,
    response_model=Receipt,
    responses={**FILING, **REFUSED},
)
async def request_criminal_record(
    body: CriminalRecordApplication, key: IdempotencyKey, desk: TheDesk, fault: FilingFault
) -> Response:
    """Ask for an extract of one's criminal record."""
    return await desk.file("criminal_record", body.model_dump(), key, fault)


@router.get(
    "/criminal-records/{reference:path}",
    operation_id="showCriminalRecord",
    response_model=Standing,
    responses={**BROKEN, **UNKNOWN},
)
async def show_criminal_record(reference: Reference, desk: TheDesk, fault: LookUpFault) -> Response:
    """Say where an extract stands."""
    return await desk.look_up(lambda: standing(desk, reference, KINDS), fault)


@router.get("/documents/{reference}.pdf", response_class=Response, responses=ISSUED)
def fetch_criminal_record(reference: Reference, desk: TheDesk) -> Response:
    """Fetch an extract, a PDF that is plainly void."""
    return issued(desk, reference, KINDS)
