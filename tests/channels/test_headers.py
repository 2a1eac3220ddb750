"""Every route of the gateway, one by one: whatever it answers, the headers stand there."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Iterator
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
Refuse = Callable[[WebSocket], Awaitable[None]]
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


async def turn_away(websocket: WebSocket) -> None:
    await websocket.send_denial_response(Response(status_code=429))


async def close(websocket: WebSocket) -> None:
    await websocket.close()


@pytest.mark.parametrize(
    ("refuse", "path", "status"), [(turn_away, "/ws", 429), (close, "/ws", 403), (close, "/x", 403)]
)
async def test_a_socket_that_is_not_opened_carries_them_too(refuse: Refuse, path: str, status: int) -> None:
    sent = await connect(refuse, path)
    assert [message["type"] for message in sent[:2]] == [f"websocket.http.response.{it}" for it in ("start", "body")]
    assert sent[0]["status"] == status
    assert (b"x-content-type-options", b"nosniff") in sent[0]["headers"]


async def test_a_socket_that_was_opened_is_closed_as_it_wants() -> None:
    async def serve(websocket: WebSocket) -> None:
        await websocket.accept()
        await websocket.close(4400)

    assert [(it["type"], it.get("code")) for it in await connect(serve, "/ws")] == [
        ("websocket.accept", None),
        ("websocket.close", 4400),
    ]


async def connect(serve: Refuse, path: str) -> list[dict]:
    """What is sent to whoever opens a socket."""
    app = FastAPI()
    app.add_middleware(SecurityHeaders, settings=SETTINGS)
    app.add_api_websocket_route("/ws", serve)
    sent: list[dict] = []

    async def send(message: dict) -> None:
        sent.append(message)

    async def receive() -> dict:
        return {"type": "websocket.connect"}

    scope = {
        "type": "websocket",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "headers": [],
        "root_path": "",
        "extensions": {"websocket.http.response": {}},
    }
    await app(scope, receive, send)
    return sent
