"""What the doors share: headers, the fault a request meets, who may come in, and which answers there are."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Depends, Header, HTTPException, Path, Request, Security
from fastapi.security import APIKeyHeader, HTTPAuthorizationCredentials, HTTPBearer
from starlette.responses import Response

from services.sandbox.access import Access
from services.sandbox.applications import Applications
from services.sandbox.certificates import write_certificate
from services.sandbox.desk import Desk
from services.sandbox.faults import HOW_TO_WRITE, Fault, RequestKind
from services.sandbox.kinds import Code, Kind
from services.sandbox.models import Problem
from services.sandbox.store import find

IdempotencyKey = Annotated[
    str,
    Header(
        alias="Idempotency-Key",
        min_length=8,
        max_length=64,
        pattern=r"^[!-~]+$",
        description="Chosen by the caller, one for each application.",
    ),
]
FaultHeader = Annotated[
    str | None, Header(alias="X-Sandbox-Fault", description="A fault to play: kind or kind:seconds.")
]
# Routes of look-ups write {reference:path}: citizens type what they like, and a slash must not lead elsewhere.
Reference = Annotated[
    str,
    Path(
        min_length=1,
        max_length=500,
        pattern="[A-Za-z0-9]",
        description="Public reference; small letters mean the same.",
    ),
]

API_KEY = APIKeyHeader(name="X-API-Key", auto_error=False, description="Where one is set.")
BEARER = HTTPBearer(auto_error=False, description="A token from /oauth/token, where a client is set.")

PROBLEM: dict[str, Any] = {"content": {"application/problem+json": {"schema": Problem.model_json_schema()}}}
BROKEN: dict[int | str, dict[str, Any]] = {
    400: {"description": "The request does not fit.", **PROBLEM},
    401: {"description": "The credentials are missing, wrong or expired.", **PROBLEM},
    500: {"description": "A fault; ask again with the same key.", **PROBLEM},
    503: {"description": "A fault with Retry-After; ask again with the same key.", **PROBLEM},
}
FILING: dict[int | str, dict[str, Any]] = {
    201: {"description": "Filed; the header Idempotent-Replay says that it was already."},
    409: {"description": "The Idempotency-Key was used before.", **PROBLEM},
    **BROKEN,
}
REFUSED: dict[int | str, dict[str, Any]] = {422: {"description": "Refused; 'code' says why.", **PROBLEM}}
UNKNOWN: dict[int | str, dict[str, Any]] = {404: {"description": "Nothing has this reference.", **PROBLEM}}
ISSUED: dict[int | str, dict[str, Any]] = {404: {"description": "There is no such document.", **PROBLEM}}


# These do not wait, and are no plain functions all the same: FastAPI would send each of them through a thread.
async def desk_of(request: Request) -> Desk:
    """Return the desk of the application that serves ``request``."""
    desk: Desk = request.app.state.desk
    return desk


TheDesk = Annotated[Desk, Depends(desk_of)]


async def come_in(
    request: Request,
    api_key: Annotated[str | None, Security(API_KEY)],
    token: Annotated[HTTPAuthorizationCredentials | None, Security(BEARER)],
) -> None:
    """Refuse whoever does not say who they are, where that is wanted."""
    access: Access = request.app.state.access
    if not access.allows(api_key, token.credentials if token else None):
        raise HTTPException(401, "send X-API-Key or a Bearer token", headers={"WWW-Authenticate": "Bearer"})


def _next_fault(kind: RequestKind, desk: Desk, header: str | None) -> Fault | None:
    try:
        return desk.faults.next(kind, header)
    except ValueError as error:
        raise HTTPException(400, f"X-Sandbox-Fault: {HOW_TO_WRITE}") from error


async def next_fault_of_filing(desk: TheDesk, header: FaultHeader = None) -> Fault | None:
    """Return the fault that this filing meets."""
    return _next_fault("file", desk, header)


async def next_fault_of_look_up(desk: TheDesk, header: FaultHeader = None) -> Fault | None:
    """Return the fault that this question meets."""
    return _next_fault("look_up", desk, header)


FilingFault = Annotated[Fault | None, Depends(next_fault_of_filing)]
LookUpFault = Annotated[Fault | None, Depends(next_fault_of_look_up)]


def standing(desk: Desk, reference: str, kinds: frozenset[Kind]) -> dict[str, str] | Code:
    """Say where an application of these kinds stands, or why that cannot be said."""
    with desk.store.reading() as connection:
        row = find(connection, reference)
    if row is None or row.kind not in kinds:
        return "unknown_reference"
    return desk.applications.standing(row, desk.now())


def public_standing(desk: Desk, reference: str, kinds: frozenset[Kind]) -> dict[str, str] | Code:
    """Say the same without what was issued: references count on, so whoever asks may have guessed."""
    told = standing(desk, reference, kinds)
    return told if isinstance(told, str) else {name: value for name, value in told.items() if name != "document"}


def issued(desk: Desk, reference: str, kinds: frozenset[Kind]) -> Response:
    """Return the document of an application of these kinds; raises status 404 where none is issued."""
    with desk.store.reading() as connection:
        row = find(connection, reference)
    applications: Applications = desk.applications
    if row is None or row.kind not in kinds or "document" not in applications.standing(row, desk.now()):
        raise HTTPException(404, "there is no such document")
    return attachment(write_certificate(row), "application/pdf", f"{row.kind}-{row.reference}.pdf".replace("_", "-"))


def attachment(content: bytes, media_type: str, name: str) -> Response:
    """Return a file to download; ``name`` in ASCII."""
    return Response(content, media_type=media_type, headers={"Content-Disposition": f'attachment; filename="{name}"'})
