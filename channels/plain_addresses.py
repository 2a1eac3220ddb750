"""Refuses calls whose address holds U+0000, before any route looks for it in the database."""

from __future__ import annotations

from starlette.types import ASGIApp, Receive, Scope, Send

from channels.answers import CallError, answer_error


class PlainAddresses:
    """ASGI middleware."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap ``app``."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on."""
        if scope["type"] == "http" and ("\0" in scope["path"] or b"%00" in scope["query_string"]):
            refused = CallError("bad_frame", "the address holds the character U+0000 (%00); leave it out")
            await answer_error(refused)(scope, receive, send)
            return
        await self._app(scope, receive, send)
