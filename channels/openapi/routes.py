"""``/api/openapi.json``: the description of the HTTP API, for whoever writes a client of it."""

from __future__ import annotations

from http import HTTPStatus

import msgspec
from fastapi import APIRouter, FastAPI, Request
from starlette.responses import Response

from channels.answers import JSON
from channels.openapi.described import describe
from channels.openapi.document import describe_api

router = APIRouter()


@router.get("/api/openapi.json")
@describe(gives=dict)
async def show_api(request: Request) -> Response:
    """Describe every route."""
    return Response(_written(request.app), HTTPStatus.OK, media_type=JSON, headers={"Cache-Control": "no-store"})


def _written(app: FastAPI) -> bytes:
    """Return the document, which is made when it is first asked for: no route comes or goes while a gateway runs."""
    if not hasattr(app.state, "openapi_document"):
        app.state.openapi_document = msgspec.json.encode(describe_api(app.routes))
    written: bytes = app.state.openapi_document
    return written
