"""An administration that waits five milliseconds and accepts everything: ``uvicorn`` runs it for ``bench/jobs.py``."""

from __future__ import annotations

import asyncio
import itertools

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

SECONDS = 0.005

_numbers = itertools.count(1)


async def file(request: Request) -> JSONResponse:
    await request.body()
    await asyncio.sleep(SECONDS)
    return JSONResponse({"reference": f"RC-2026-{next(_numbers):06d}", "status": "received"}, status_code=201)


app = Starlette(routes=[Route("/residence-certificates", file, methods=["POST"])])
