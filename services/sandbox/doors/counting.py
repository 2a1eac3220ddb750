"""The doors for tests: what lies in the sandbox's file, and which faults come next. From this machine only."""

from __future__ import annotations

from ipaddress import ip_address
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Query, Request

from services.sandbox.doors.common import PROBLEM, TheDesk
from services.sandbox.faults import HOW_TO_WRITE, parse_fault
from services.sandbox.kinds import Kind
from services.sandbox.models import FaultQueue, FiledApplication, FiledApplications, FiledThings, NationalId


async def from_this_machine(request: Request) -> None:
    """Refuse whoever does not ask from a loopback address."""
    if request.client is None or not ip_address(request.client.host).is_loopback:
        raise HTTPException(403, "the doors for tests open to loopback addresses only")


router = APIRouter(
    prefix="/sandbox",
    tags=["For tests, from this machine only"],
    dependencies=[Depends(from_this_machine)],
    responses={"4XX": {"description": "Not from this machine, or the request does not fit.", **PROBLEM}},
)


@router.get("/applications")
def list_applications(national_id: Annotated[NationalId, Query()], desk: TheDesk) -> FiledApplications:
    """Count what one person filed."""
    now = desk.now()
    filed = [
        FiledApplication(
            reference=row.reference, status=desk.applications.status(row, now), kind=row.kind, filed_at=row.filed_at
        )
        for row in desk.store.filed_by(national_id)
    ]
    return FiledApplications(count=len(filed), applications=filed)


@router.get("/filed")
def list_filed(desk: TheDesk, kind: Annotated[Kind | None, Query(description="Only these.")] = None) -> FiledThings:
    """Count all that was filed and taken back, with references and keys, so that doubles and losses show."""
    filed = desk.store.filed(kind)
    return FiledThings(count=len(filed), filed=filed)


@router.post("/faults", status_code=204)
def plan_faults(plan: FaultQueue, desk: TheDesk) -> None:
    """Plan the faults of the next requests; an empty list takes back what was planned."""
    try:
        desk.faults.plan([parse_fault(text) for text in plan.faults], [parse_fault(text) for text in plan.look_ups])
    except ValueError as error:
        raise HTTPException(400, f"a fault is wrong: {HOW_TO_WRITE}") from error
