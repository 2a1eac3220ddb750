"""Security headers for everything the gateway sends, and the policy for its pages."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from http import HTTPStatus

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from channels.settings import GatewaySettings

SCRIPT_POLICY = "moien-pulse"
"""The one policy of Trusted Types that a page of ours makes: `web/console/src/pulse.ts` vouches for its own worker."""
ENCRYPTED_FOR = 31_536_000
"""Seconds (a year) for which a browser that came by TLS comes by nothing else."""
REFUSAL: tuple[Message, ...] = (
    {
        "type": "websocket.http.response.start",
        "status": HTTPStatus.FORBIDDEN.value,
        "headers": [(b"content-length", b"0")],
    },
    {"type": "websocket.http.response.body", "body": b""},
)
"""What answers where a socket is not opened."""


def content_policy(settings: GatewaySettings) -> str:
    """Return the Content-Security-Policy: scripts, styles and sockets from here only, nothing inline, no frames.

    No text becomes markup or a script on the pages: where browsers know Trusted Types, they refuse it.
    """
    # Older browsers do not count a WebSocket to the page's own host as 'self'.
    sockets = sorted(origin.replace("http", "ws", 1) for origin in settings.own_origins)
    return "; ".join(
        (
            "default-src 'self'",
            "script-src 'self'",
            "style-src 'self'",
            "img-src 'self' data:",
            f"connect-src 'self' {' '.join(sockets)}",
            "object-src 'none'",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'none'",
            "require-trusted-types-for 'script'",
            f"trusted-types {SCRIPT_POLICY}",
        )
    )


def security_headers(settings: GatewaySettings) -> dict[str, str]:
    """Return the headers of every answer that does not set them itself."""
    headers = {
        "Content-Security-Policy": content_policy(settings),
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Origin-Agent-Cluster": "?1",
        "X-Frame-Options": "DENY",
        "X-Permitted-Cross-Domain-Policies": "none",
    }
    if settings.is_encrypted:
        headers["Strict-Transport-Security"] = f"max-age={ENCRYPTED_FOR}"
    return headers


def answer_failure(settings: GatewaySettings) -> Callable[[Request, Exception], Awaitable[Response]]:
    """Return what answers a call in which something broke: with all headers, since no middleware sees it."""
    headers = {**security_headers(settings), "Cache-Control": "no-store"}

    async def answer_it(_request: Request, _error: Exception) -> Response:
        return PlainTextResponse("Something broke here.\n", HTTPStatus.INTERNAL_SERVER_ERROR, headers)

    return answer_it


class SecurityHeaders:
    """ASGI middleware that adds the headers to every HTTP answer, and to that of a socket that is not opened."""

    def __init__(self, app: ASGIApp, settings: GatewaySettings) -> None:
        """Wrap ``app``."""
        self._app = app
        self._headers = security_headers(settings)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, with headers that an answer does not set itself."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return

        # Whoever closes a socket before it is open sends no answer of its own, to which headers could be added.
        may_refuse = "websocket.http.response" in (scope.get("extensions") or {})

        async def send_with_headers(message: Message) -> None:
            nonlocal may_refuse
            if message["type"] == "websocket.close" and may_refuse:
                for part in REFUSAL:
                    await send_with_headers(dict(part))
                return
            may_refuse = may_refuse and message["type"] != "websocket.accept"
            if message["type"] in ("http.response.start", "websocket.http.response.start"):
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, send_with_headers)
