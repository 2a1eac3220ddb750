"""Serves the built pages from ``web/dist``: demo, chat, console, studio, and the widget's scripts for any website."""

from __future__ import annotations

import mimetypes
import os
from http import HTTPStatus
from pathlib import Path

from fastapi import APIRouter, Request
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import Receive, Scope, Send

from channels.openapi.described import describe

EMBEDDED = ("widget.js", "panel.js", "words/", "assets/widget/")
"""Beginnings of the paths that other websites load: the launcher, and the modules that it imports."""
COPIES = (("br", ".br"), ("gzip", ".gz"))
"""Encodings of the copies that the build packs, the smaller first, and how their names end."""
WITH_LOGIN = frozenset({"demo", "chat"})
"""Pages that carry the widget."""

router = APIRouter()


@router.get("/", include_in_schema=False)
@describe(status=HTTPStatus.TEMPORARY_REDIRECT)
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

    def file_response(
        self, full_path: str | os.PathLike[str], stat_result: os.stat_result, scope: Scope, status_code: int = 200
    ) -> Response:
        """Answer with the smallest copy that the build has put beside a file and the browser takes."""
        copy = packed_copy(full_path, accepted_encodings(Headers(scope=scope).getlist("accept-encoding")))
        if copy is None:
            response = super().file_response(full_path, stat_result, scope, status_code)
        else:
            encoding, packed = copy
            response = super().file_response(packed, packed.stat(), scope, status_code)
            response.headers["Content-Encoding"] = encoding
            kind = mimetypes.guess_type(str(full_path))[0] or "application/octet-stream"
            response.headers["Content-Type"] = f"{kind}; charset=utf-8" if kind.startswith("text/") else kind
        response.headers["Vary"] = "Accept-Encoding"
        return response


def packed_copy(full_path: str | os.PathLike[str], accepted: frozenset[str]) -> tuple[str, Path] | None:
    """Return encoding and path of the smallest copy of a file in one of these encodings; None where there is none."""
    for encoding, ending in COPIES:
        packed = Path(f"{full_path}{ending}")
        if encoding in accepted and packed.is_file():
            return encoding, packed
    return None


def accepted_encodings(fields: list[str]) -> frozenset[str]:
    """Return the encodings that ``Accept-Encoding`` names, in lower case, without those that it forbids (``q=0``)."""
    accepted = set()
    for part in ",".join(fields).lower().split(","):
        name, _, weight = part.replace(" ", "").partition(";q=")
        if weight == "" or weight.strip("0.") != "":
            accepted.add(name)
    return frozenset(accepted)


def set_caching(path: str, headers: MutableHeaders) -> None:
    """Files that carry a hash in their name never change; all others are asked for again each time."""
    is_hashed = path.startswith("assets/")
    headers["Cache-Control"] = "public, max-age=31536000, immutable" if is_hashed else "no-cache"
    if path.partition("/")[0] in WITH_LOGIN:
        # The widget opens a window for the login, and that window answers the page that opened it.
        headers["Cross-Origin-Opener-Policy"] = "same-origin-allow-popups"
    if path.startswith(EMBEDDED):
        headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        # Modules are fetched as calls between origins, without cookies; what they hold is the same for everybody.
        headers["Access-Control-Allow-Origin"] = "*"
