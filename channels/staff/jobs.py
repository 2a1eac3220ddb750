"""Jobs for the staff: list, retry, cancel. No value that a citizen gave is in the list."""

from __future__ import annotations

from typing import Annotated, Literal, get_args

import msgspec
from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from channels.answers import CallError, answer
from channels.openapi.described import describe
from channels.staff.audit import Action
from channels.staff.guard import Needs, Visit
from channels.store.conversations import Outcome
from channels.store.job_list import LONGEST_LIST, ListedJob
from channels.store.jobs import UnknownJobError
from contracts.jobs import JobState

STATES: tuple[JobState, ...] = get_args(JobState)

ForJobs = Annotated[Visit, Depends(Needs("agent", "supervisor", "owner"))]

router = APIRouter()


class JobPage(msgspec.Struct, frozen=True, kw_only=True):
    """Jobs, the newest first."""

    jobs: list[ListedJob]
    after: str | None
    """What to send as ``after`` for those that follow; null at the end."""


class Done(msgspec.Struct, frozen=True, kw_only=True):
    """It is done."""

    state: Literal["done"] = "done"


def read_state(given: str | None) -> JobState | None:
    """Return a state by its name, None for none; raises ValueError."""
    if not given:
        return None
    known = next((state for state in STATES if state == given), None)
    if known is None:
        raise ValueError(f"no job is {given[:20]!r}; one of {', '.join(STATES)}")
    return known


@router.get("/api/staff/jobs")
@describe(gives=JobPage, query={"state": JobState, "service": str, "after": str})
async def list_jobs(request: Request, visit: ForJobs) -> Response:
    """List jobs; ``state``, ``service`` and ``after`` narrow it down."""
    query = request.query_params
    try:
        state = read_state(query.get("state"))
    except ValueError as error:
        raise CallError("bad_frame", f"state: {error}") from error
    found = await visit.door.hub.job_list.page(
        state=state, service=query.get("service") or None, after=query.get("after") or None
    )
    return answer(JobPage(jobs=found, after=found[-1].id if len(found) == LONGEST_LIST else None))


@router.post("/api/staff/jobs/{job}/retry")
@describe(gives=Done, refuses=("unknown_job", "too_late"))
async def retry_job(job: str, visit: ForJobs) -> Response:
    """Try a job anew that had failed."""
    try:
        outcome = await visit.door.hub.retry_job(job)
    except UnknownJobError as error:
        raise _unknown_job() from error
    return await _answer(visit, "job_retried", job, outcome)


@router.post("/api/staff/jobs/{job}/cancel")
@describe(gives=Done, refuses=("unknown_job", "too_late"))
async def cancel_job(job: str, visit: ForJobs) -> Response:
    """Call a job off that waits."""
    try:
        outcome = await visit.door.hub.cancel_job_as_staff(job)
    except UnknownJobError as error:
        raise _unknown_job() from error
    return await _answer(visit, "job_cancelled", job, outcome)


async def _answer(visit: Visit, action: Action, job: str, outcome: Outcome) -> Response:
    if outcome.refusal is not None:
        raise CallError(outcome.refusal.code, outcome.refusal.detail)
    await visit.door.hub.audit.record(visit.member, action, job)
    return answer(Done())


def _unknown_job() -> CallError:
    return CallError("unknown_job", "no job has this id; take one from GET /api/staff/jobs")
