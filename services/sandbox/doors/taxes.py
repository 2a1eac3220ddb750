"""The tax administration: a copy of one's tax card, asked for by somebody who has logged in."""

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
from services.sandbox.models import Receipt, Standing, TaxCardCopyApplication

KINDS: frozenset[Kind] = frozenset({"tax_card_copy"})

router = APIRouter(prefix="/taxes", tags=["Taxes: tax cards"], dependencies=[Depends(come_in)])


@router.post(
    "/tax-card-copies",
    operation_id="requestTaxCardCopy",
    status_code=201,
    response_model=Receipt,
    responses={**FILING, **REFUSED},
)
async def request_tax_card_copy(
    body: TaxCardCopyApplication, key: IdempotencyKey, desk: TheDesk, fault: FilingFault
) -> Response:
    """Ask for a copy of one's tax card."""
    return await desk.file("tax_card_copy", body.model_dump(), key, fault)


@router.get(
    "/tax-card-copies/{reference:path}",
    operation_id="showTaxCardCopy",
    response_model=Standing,
    responses={**BROKEN, **UNKNOWN},
)
async def show_tax_card_copy(reference: Reference, desk: TheDesk, fault: LookUpFault) -> Response:
    """Say where a copy stands."""
    return await desk.look_up(lambda: standing(desk, reference, KINDS), fault)


@router.get("/documents/{reference}.pdf", response_class=Response, responses=ISSUED)
def fetch_tax_card_copy(reference: Reference, desk: TheDesk) -> Response:
    """Fetch a copy, a PDF that is plainly void."""
    return issued(desk, reference, KINDS)
