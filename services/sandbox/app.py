"""The sandbox as an application: its doors, its page, its errors, and the mark that every answer carries."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, RedirectResponse
from starlette.exceptions import HTTPException as StarletteHTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from services.clock import utc_now
from services.sandbox.access import Access
from services.sandbox.applications import Applications
from services.sandbox.appointments import appointment_offices
from services.sandbox.desk import Desk
from services.sandbox.doors import appointments, commune, counting, justice, taxes, tokens, waste
from services.sandbox.faults import Faults
from services.sandbox.page import CONTENT_SECURITY_POLICY, render_page
from services.sandbox.problems import SANDBOX_HEADERS, describe, problem
from services.sandbox.register import Register
from services.sandbox.settings import SandboxSettings
from services.sandbox.store import Store

TITLE = "Sandbox administration"
DOORS = (commune, appointments, waste, justice, taxes, tokens, counting)


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


def create_app(settings: SandboxSettings, now: Callable[[], datetime] = utc_now) -> FastAPI:
    """Return the application; its database opens when it starts. ``now`` gives aware UTC times."""
    register = Register.read()
    applications = Applications(register, settings.sandbox_ready_after)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        store = Store(settings.database_file, {**applications.offices(), **appointment_offices()})
        app.state.desk = Desk(store, register, applications, Faults(settings.fault), settings.sandbox_delay, now)
        yield
        store.close()

    app = FastAPI(
        title=TITLE,
        description="Stands in for real administrations. Nothing that is filed here reaches one.",
        version="1.1.0",
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
    )
    app.state.access = Access(settings, now)
    app.add_middleware(MarkSandbox)
    for door in DOORS:
        app.include_router(door.router)
    _add_page(app, register)
    _add_errors(app)
    return app


def _add_page(app: FastAPI, register: Register) -> None:
    @app.get("/", include_in_schema=False)
    def lead_to_page() -> RedirectResponse:
        return RedirectResponse("/docs")

    @app.get("/docs", include_in_schema=False)
    def show_page() -> HTMLResponse:
        headers = {"Content-Security-Policy": CONTENT_SECURITY_POLICY}
        return HTMLResponse(render_page(app.openapi(), register), headers=headers)

    @app.get("/healthz", include_in_schema=False)
    @app.get("/readyz", include_in_schema=False)
    def show_health() -> dict[str, str]:
        return {"status": "ok"}


def _add_errors(app: FastAPI) -> None:
    @app.exception_handler(StarletteHTTPException)
    def show_http_error(_request: Request, error: StarletteHTTPException) -> Response:
        return problem(error.status_code, str(error.detail), headers=error.headers)

    @app.exception_handler(RequestValidationError)
    def show_bad_request(_request: Request, error: RequestValidationError) -> Response:
        return problem(400, describe(error.errors()))

    @app.exception_handler(Exception)
    def show_crash(_request: Request, _error: Exception) -> Response:
        return problem(500, "the sandbox itself is broken; see its log")
