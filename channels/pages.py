"""Serves the built pages from ``web/dist``: demo, console, studio and the widget's one script."""

from __future__ import annotations

import os
from http import HTTPStatus

from fastapi import APIRouter, Request
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

WIDGET = "widget.js"

router = APIRouter()


@router.get("/", include_in_schema=False)
async def lead_to_demo(_request: Request) -> Response:
    """Lead to the demo page."""
    return RedirectResponse("/demo/", HTTPStatus.TEMPORARY_REDIRECT)


class Pages(StaticFiles):
    """The files of the build with the right caching."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """Return a file; says what to do when nothing was built."""
        if not os.path.isdir(str(self.directory)):  # noqa: PTH112, ASYNC240 - one look at a folder
            return PlainTextResponse(
                "The pages are not built: run ./moien up, which builds web/dist.\n", HTTPStatus.SERVICE_UNAVAILABLE
            )
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
    if path == WIDGET:
        # Other websites embed the widget.
        headers["Cross-Origin-Resource-Policy"] = "cross-origin"
