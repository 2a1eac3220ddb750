"""Serves the built pages from ``web/dist``: demo, console, studio and the widget's one script."""

from __future__ import annotations

from http import HTTPStatus
from pathlib import Path

from fastapi import APIRouter, Request
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import Receive, Scope, Send

WIDGET = "widget.js"
DEMO = "demo"

router = APIRouter()


@router.get("/", include_in_schema=False)
async def lead_to_demo(_request: Request) -> Response:
    """Lead to the demo page."""
    return RedirectResponse("/demo/", HTTPStatus.TEMPORARY_REDIRECT)


NOT_BUILT = PlainTextResponse(
    "The pages are not built: run ./moien up, which builds web/dist.\n", HTTPStatus.SERVICE_UNAVAILABLE
)


class Pages(StaticFiles):
    """The files of the build with the right caching."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer with a file; says what to do when nothing was built."""
        if Path(str(self.directory)).is_dir():  # noqa: ASYNC240 - one look at a folder
            await super().__call__(scope, receive, send)
        else:
            await NOT_BUILT(scope, receive, send)

    async def get_response(self, path: str, scope: Scope) -> Response:
        """Return a file."""
        try:
            response = await super().get_response(path, scope)
        except HTTPException as error:
            if error.status_code != HTTPStatus.NOT_FOUND:
                raise
            return PlainTextResponse("There is no such page here.\n", HTTPStatus.NOT_FOUND)
        set_caching(path, response.headers)
        return response


def set_caching(path: str, headers: MutableHeaders) -> None:
    """Files that carry a hash in their name never change; all others are asked for again each time."""
    is_hashed = path.startswith("assets/")
    headers["Cache-Control"] = "public, max-age=31536000, immutable" if is_hashed else "no-cache"
    if path.partition("/")[0] == DEMO:
        # The widget opens a window for the login, and that window answers the page that opened it.
        headers["Cross-Origin-Opener-Policy"] = "same-origin-allow-popups"
    if path == WIDGET:
        # Other websites embed the widget.
        headers["Cross-Origin-Resource-Policy"] = "cross-origin"
