"""Every route of the gateway, one by one: whatever it answers, the headers stand there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from types import SimpleNamespace

import httpx
import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute
from starlette.responses import Response
from starlette.websockets import WebSocket

from channels.app import build_app
from channels.desk.standing import StandingDesk
from channels.headers import SecurityHeaders, content_policy, security_headers
from channels.origins import Origins
from channels.settings import GatewaySettings
from contracts.desk.loader import load_desk
from tests.channels.bot_folder import NothingNew
from tests.channels.staff.test_guard import walk

SETTINGS = GatewaySettings(host="127.0.0.1", port=8000, public_url="https://chat.example.lu")
APP = build_app(SETTINGS, {}, StandingDesk(load_desk(SETTINGS.bot_dir), NothingNew()))
ROUTES = sorted(
    (method, route.path) for route in walk(APP.routes) if isinstance(route, APIRoute) for method in route.methods
)
OWN = "'self'"
SHARED = {"/api/communes"}
"""The same for everybody, and asked for by the widget on other websites."""


@pytest.fixture(autouse=True)
def door() -> Iterator[None]:
    """A gateway that knows its own pages and nobody else: most routes refuse, some break, all answer."""
    nobody = SimpleNamespace()
    APP.state.door = SimpleNamespace(origins=Origins(own=SETTINGS.own_origins), hub=nobody, settings=SETTINGS)
    yield
    del APP.state.door


def test_there_are_routes() -> None:
    assert len(ROUTES) > 80


@pytest.mark.parametrize("route", ROUTES, ids=" ".join)
async def test_every_route_carries_the_headers(route: tuple[str, str]) -> None:
    method, path = route
    transport = httpx.ASGITransport(APP, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="https://chat.example.lu") as client:
        answer = await client.request(method, re.sub(r"\{[^}]+\}", "1", path), headers={"Origin": "https://evil.test"})
    headers = answer.headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["strict-transport-security"] == "max-age=31536000"
    assert headers["x-frame-options"] == "DENY"
    assert "default-src" in headers["content-security-policy"]
    assert "cross-origin-opener-policy" in headers
    assert headers["cross-origin-resource-policy"] == ("cross-origin" if path in SHARED else "same-origin")
    assert headers.get("access-control-allow-origin") == ("*" if path in SHARED else None)
    if "/api/" in path and path not in SHARED:
        assert headers.get("cache-control") == "no-store"


def test_without_tls_nothing_is_promised_of_tls() -> None:
    assert "Strict-Transport-Security" not in security_headers(GatewaySettings(host="127.0.0.1", port=8000))


def test_the_policy_of_the_pages() -> None:
    policy = dict(part.split(" ", 1) for part in content_policy(SETTINGS).split("; "))
    assert policy == {
        "default-src": OWN,
        "script-src": OWN,
        "style-src": OWN,
        "img-src": f"{OWN} data:",
        "connect-src": f"{OWN} wss://chat.example.lu",
        "object-src": "'none'",
        "base-uri": "'none'",
        "form-action": OWN,
        "frame-ancestors": "'none'",
        "require-trusted-types-for": "'script'",
        "trusted-types": "moien-pulse",
    }


async def test_a_socket_that_is_turned_away_carries_them_too() -> None:
    app = FastAPI()
    app.add_middleware(SecurityHeaders, settings=SETTINGS)

    async def refuse(websocket: WebSocket) -> None:
        await websocket.send_denial_response(Response(status_code=429))

    app.add_api_websocket_route("/ws", refuse)
    sent: list[dict] = []

    async def send(message: dict) -> None:
        sent.append(message)

    async def receive() -> dict:
        return {"type": "websocket.connect"}

    scope = {
        "type": "websocket",
        "path": "/ws",
        "raw_path": b"/ws",
        "query_string": b"",
        "headers": [],
        "root_path": "",
        "extensions": {"websocket.http.response": {}},
    }
    await app(scope, receive, send)
    assert sent[0]["type"] == "websocket.http.response.start"
    assert (b"x-content-type-options", b"nosniff") in sent[0]["headers"]
