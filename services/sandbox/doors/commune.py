"""The communes' applications: filing them, asking where they stand, withdrawing them, fetching what was issued."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Response

from services.sandbox.applications import COMMUNE_KINDS
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
    public_standing,
    standing,
)
from services.sandbox.models import (
    ChangeOfAddress,
    ParkingPermitApplication,
    PublicStanding,
    Receipt,
    ResidenceCertificateApplication,
    Standing,
    TakenBack,
)
from services.sandbox.proofs import describe_proof

router = APIRouter(tags=["Communes: applications"], dependencies=[Depends(come_in)])


@router.post(
    "/residence-certificates",
    operation_id="requestResidenceCertificate",
    status_code=201,
    response_model=Receipt,
    responses={**FILING, **REFUSED},
)
async def request_residence_certificate(
    body: ResidenceCertificateApplication, key: IdempotencyKey, desk: TheDesk, fault: FilingFault
) -> Response:
    """Ask for a certificate of residence."""
    return await desk.file("residence_certificate", body.model_dump(), key, fault)


@router.post(
    "/parking-permits",
    operation_id="requestParkingPermit",
    status_code=201,
    response_model=Receipt,
    responses={**FILING, **REFUSED},
)
async def request_parking_permit(
    body: ParkingPermitApplication, key: IdempotencyKey, desk: TheDesk, fault: FilingFault
) -> Response:
    """Ask for a resident's parking permit."""
    return await desk.file("parking_permit", body.model_dump(), key, fault)


@router.post(
    "/changes-of-address",
    operation_id="declareChangeOfAddress",
    status_code=201,
    response_model=Receipt,
    responses={**FILING, **REFUSED},
)
async def declare_change_of_address(
    body: Annotated[ChangeOfAddress, Form(media_type="multipart/form-data")],
    key: IdempotencyKey,
    desk: TheDesk,
    fault: FilingFault,
) -> Response:
    """Declare a move, with a file that proves it."""
    proof = describe_proof(await body.proof.read())
    return await desk.file("change_of_address", {**body.model_dump(exclude={"proof"}), **proof}, key, fault)


@router.get(
    "/applications/{reference:path}",
    operation_id="showApplication",
    response_model=Standing,
    responses={**BROKEN, **UNKNOWN},
)
async def show_application(reference: Reference, desk: TheDesk, fault: LookUpFault) -> Response:
    """Say where an application stands."""
    return await desk.look_up(lambda: standing(desk, reference, COMMUNE_KINDS), fault)


@router.get(
    "/application-standings/{reference:path}",
    operation_id="trackApplication",
    response_model=PublicStanding,
    responses={**BROKEN, **UNKNOWN},
)
async def track_application(reference: Reference, desk: TheDesk, fault: LookUpFault) -> Response:
    """Say where an application stands, and no more, to whoever knows its number."""
    return await desk.look_up(lambda: public_standing(desk, reference, COMMUNE_KINDS), fault)


@router.post(
    "/applications/{reference}/withdrawal",
    operation_id="withdrawApplication",
    status_code=201,
    response_model=TakenBack,
    responses={**FILING, **REFUSED, **UNKNOWN},
)
async def withdraw_application(
    reference: Reference, key: IdempotencyKey, desk: TheDesk, fault: FilingFault
) -> Response:
    """Take an application back that is not decided yet."""
    return await desk.file("withdrawal", {"reference": reference}, key, fault)


@router.get("/documents/{reference}.pdf", response_class=Response, responses=ISSUED)
def fetch_document(reference: Reference, desk: TheDesk) -> Response:
    """Fetch what a commune issued, a PDF that is plainly void."""
    return issued(desk, reference, COMMUNE_KINDS)
