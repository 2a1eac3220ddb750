"""Lets the websites that embed the widget call the REST channel from their pages: CORS, for these calls only."""

from __future__ import annotations

from collections.abc import Iterable

from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

PATHS = ("/api/conversations", "/api/poll")
"""Calls with a citizen's token, never with a cookie."""
KEEP_SECONDS = 600
"""How long a browser may remember what it may send."""


class CrossOrigin:
    """ASGI middleware."""

    def __init__(self, app: ASGIApp, origins: Iterable[str]) -> None:
        """``origins`` may call; they are compared whole."""
        self._app = app
        self._open = CORSMiddleware(
            app,
            allow_origins=tuple(origins),
            allow_methods=("GET", "POST", "DELETE"),
            allow_headers=("Authorization", "Content-Type"),
            max_age=KEEP_SECONDS,
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on."""
        is_call = scope["type"] == "http" and scope["path"].startswith(PATHS)
        await (self._open if is_call else self._app)(scope, receive, send)
