"""``/healthz``: the process is up. ``/readyz``: it can acknowledge messages, and which of its neighbours answer.

``/healthz/forgetting``: everything is deleted that should be.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from http import HTTPStatus

import structlog
from fastapi import APIRouter, Request
from redis.exceptions import RedisError
from sqlalchemy.exc import SQLAlchemyError
from starlette.responses import Response

from channels.answers import answer
from channels.bot_door.door import BotUnavailableError
from channels.openapi.described import describe

log = structlog.get_logger()

CHECK_SECONDS = 3.0

router = APIRouter()


@router.get("/healthz")
@describe(gives=dict[str, str])
async def show_health(_request: Request) -> Response:
    """Answer as long as the process is up."""
    return answer({"status": "ok"})


@router.get("/healthz/forgetting")
@describe(gives=dict[str, str], also={HTTPStatus.SERVICE_UNAVAILABLE: dict[str, str]})
async def show_forgetting(request: Request) -> Response:
    """Name each kind of data of which something is there that should be gone, or that nobody looks for; then 503."""
    try:
        faults = await request.app.state.door.forgetting.faults()
    except (SQLAlchemyError, OSError, TimeoutError) as error:
        faults = {"database": f"missing ({type(error).__name__})"}
    return answer(faults or {"status": "ok"}, HTTPStatus.SERVICE_UNAVAILABLE if faults else HTTPStatus.OK)


@router.get("/readyz")
@describe(gives=dict[str, str], also={HTTPStatus.SERVICE_UNAVAILABLE: dict[str, str]})
async def show_readiness(request: Request) -> Response:
    """Name each part and whether it answers; 503 without the database.

    Without Redis, or while Rasa starts, messages are acknowledged and kept, and whoever waits is told so: a gateway
    that nobody is sent to any more would be worse.
    """
    hub = request.app.state.door.hub
    names = ("database", "redis", "rasa")
    checks = (hub.database.check(), hub.fanout.check(), hub.bot.check())
    found = dict(zip(names, await asyncio.gather(*(_look(check) for check in checks)), strict=True))
    return answer(found, HTTPStatus.OK if found["database"] == "ok" else HTTPStatus.SERVICE_UNAVAILABLE)


async def _look(check: Awaitable[None]) -> str:
    """Return ``ok`` or the kind of the failure; its text may name addresses and stays here."""
    try:
        async with asyncio.timeout(CHECK_SECONDS):
            await check
    except (SQLAlchemyError, RedisError, BotUnavailableError, OSError, TimeoutError) as error:
        return f"missing ({type(error).__name__})"
    return "ok"
