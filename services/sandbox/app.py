"""The sandbox's HTTP API: residence certificates, parking permits, and a door for tests."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from ipaddress import ip_address
from typing import Annotated, Any

from fastapi import APIRouter, Depends, FastAPI, Header, HTTPException, Query, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, RedirectResponse
from starlette.exceptions import HTTPException as StarletteHTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from services.clock import utc_now
from services.sandbox.desk import Desk
from services.sandbox.faults import Fault, Faults, parse_fault
from services.sandbox.models import (
    FaultQueue,
    FiledApplication,
    FiledApplications,
    NationalId,
    ParkingPermitApplication,
    Problem,
    Receipt,
    ResidenceCertificateApplication,
)
from services.sandbox.page import CONTENT_SECURITY_POLICY, render_page
from services.sandbox.problems import SANDBOX_HEADERS, describe, problem
from services.sandbox.register import Register
from services.sandbox.settings import SandboxSettings
from services.sandbox.store import ApplicationStore

TITLE = "Sandbox administration"

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

PROBLEM: dict[str, Any] = {"content": {"application/problem+json": {"schema": Problem.model_json_schema()}}}
ANSWERS: dict[int | str, dict[str, Any]] = {
    201: {"description": "The application is filed; the header Idempotent-Replay says that it was already."},
    400: {"description": "The request does not fit.", **PROBLEM},
    409: {"description": "The Idempotency-Key belongs to another application.", **PROBLEM},
    422: {"description": "The application is rejected; 'code' says why.", **PROBLEM},
    500: {"description": "A fault; ask again with the same key.", **PROBLEM},
    503: {"description": "A fault with Retry-After; ask again with the same key.", **PROBLEM},
}


class MarkSandbox:
    """ASGI middleware: every answer says that it comes from a sandbox."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap ``app``."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Add the header to whatever the application answers."""

        async def send_marked(message: Message) -> None:
            if message["type"] == "http.response.start":
                marks = [(name.lower().encode(), value.encode()) for name, value in SANDBOX_HEADERS.items()]
                known = {name for name, _ in message["headers"]}
                message = {**message, "headers": [*message["headers"], *(m for m in marks if m[0] not in known)]}
            await send(message)

        await self._app(scope, receive, send_marked)


def desk_of(request: Request) -> Desk:
    """Return the desk of the application that serves ``request``."""
    desk: Desk = request.app.state.desk
    return desk


TheDesk = Annotated[Desk, Depends(desk_of)]


def next_fault(desk: TheDesk, header: FaultHeader = None) -> Fault | None:
    """Return the fault this application meets."""
    try:
        return desk.faults.next(header)
    except ValueError as error:
        raise HTTPException(400, str(error)) from error


NextFault = Annotated[Fault | None, Depends(next_fault)]


def from_this_machine(request: Request) -> None:
    """Refuse whoever does not ask from a loopback address."""
    if request.client is None or not ip_address(request.client.host).is_loopback:
        raise HTTPException(403, "the doors for tests open to loopback addresses only")


applications = APIRouter(tags=["applications"])
tests = APIRouter(
    prefix="/sandbox",
    tags=["for tests, from this machine only"],
    dependencies=[Depends(from_this_machine)],
    responses={"4XX": {"description": "Not from this machine, or the request does not fit.", **PROBLEM}},
)


@applications.post("/residence-certificates", status_code=201, response_model=Receipt, responses=ANSWERS)
async def request_residence_certificate(
    body: ResidenceCertificateApplication, key: IdempotencyKey, desk: TheDesk, fault: NextFault
) -> Response:
    """Ask for a certificate of residence."""
    return await desk.take("residence_certificate", body.model_dump(), key, fault)


@applications.post("/parking-permits", status_code=201, response_model=Receipt, responses=ANSWERS)
async def request_parking_permit(
    body: ParkingPermitApplication, key: IdempotencyKey, desk: TheDesk, fault: NextFault
) -> Response:
    """Ask for a resident's parking permit."""
    return await desk.take("parking_permit", body.model_dump(), key, fault)


@applications.get("/applications/{reference}", responses={"4XX": {"description": "No such application.", **PROBLEM}})
def show_application(reference: str, desk: TheDesk) -> FiledApplication:
    """Show one application by its reference."""
    found = desk.store.find(reference)
    if found is None:
        raise HTTPException(404, "no application has this reference")
    return found


@tests.get("/applications")
def list_applications(national_id: Annotated[NationalId, Query()], desk: TheDesk) -> FiledApplications:
    """Count what one person filed."""
    filed = desk.store.filed_by(national_id)
    return FiledApplications(count=len(filed), applications=filed)


@tests.post("/faults", status_code=204)
def plan_faults(plan: FaultQueue, desk: TheDesk) -> None:
    """Plan the faults of the next applications; an empty list takes back what was planned."""
    try:
        desk.faults.plan([parse_fault(text) for text in plan.faults])
    except ValueError as error:
        raise HTTPException(400, str(error)) from error


def create_app(settings: SandboxSettings, now: Callable[[], datetime] = utc_now) -> FastAPI:
    """Return the application; its database opens when it starts. ``now`` gives aware UTC times."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        store = ApplicationStore(settings.database_file, Register.read())
        app.state.desk = Desk(store, Faults(settings.fault), settings.sandbox_delay, now)
        yield
        store.close()

    app = FastAPI(
        title=TITLE,
        description="Stands in for real administrations. Nothing that is filed here reaches one.",
        version="1.0.0",
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
    )
    app.add_middleware(MarkSandbox)
    app.include_router(applications)
    app.include_router(tests)

    @app.get("/", include_in_schema=False)
    def lead_to_page() -> RedirectResponse:
        return RedirectResponse("/docs")

    @app.get("/docs", include_in_schema=False)
    def show_page() -> HTMLResponse:
        headers = {"Content-Security-Policy": CONTENT_SECURITY_POLICY}
        return HTMLResponse(render_page(app.openapi(), Register.read()), headers=headers)

    @app.get("/healthz", include_in_schema=False)
    def show_health() -> dict[str, str]:
        return {"status": "ok"}

    @app.exception_handler(StarletteHTTPException)
    def show_http_error(_request: Request, error: StarletteHTTPException) -> Response:
        return problem(error.status_code, str(error.detail))

    @app.exception_handler(RequestValidationError)
    def show_bad_request(_request: Request, error: RequestValidationError) -> Response:
        return problem(400, describe(error.errors()))

    @app.exception_handler(Exception)
    def show_crash(_request: Request, _error: Exception) -> Response:
        return problem(500, "the sandbox itself is broken; see its log")

    return app
