"""``/api/openapi.json``: the description of the HTTP API, for whoever writes a client of it."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from channels.answers import answer
from channels.openapi.described import describe
from channels.openapi.document import describe_api

router = APIRouter()


@router.get("/api/openapi.json")
@describe(gives=dict)
async def show_api(request: Request) -> Response:
    """Describe every route."""
    return answer(describe_api(request.app.routes))
