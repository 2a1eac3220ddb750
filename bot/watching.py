"""What each process of the bot tells those who watch: ``/healthz``, ``/readyz`` and ``/metrics`` at its own door."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from sanic import Sanic
from sanic.request import Request
from sanic.response import HTTPResponse, raw

from bot.door import answer
from contracts.metering import CONTENT_TYPE, make_lag, show, watch_loop

LOOP_LAG = make_lag()


def add_watch(app: Sanic, tell: Callable[[Sanic], dict[str, Any] | None]) -> None:
    """Add the three routes to an application, and measure its event loop.

    ``tell`` gives what ``/readyz`` says; None while the process cannot do its work yet.
    """

    async def show_health(_: Request) -> HTTPResponse:
        return answer({"status": "ok"})

    async def show_readiness(request: Request) -> HTTPResponse:
        told = tell(request.app)
        if told is None:
            return answer({"status": "not ready"}, HTTPStatus.SERVICE_UNAVAILABLE)
        return answer({"status": "ok", **told})

    async def show_metrics(_: Request) -> HTTPResponse:
        return raw(show(), content_type=CONTENT_TYPE)

    app.add_route(show_health, "/healthz", methods=["GET"])
    app.add_route(show_readiness, "/readyz", methods=["GET"])
    app.add_route(show_metrics, "/metrics", methods=["GET"])
    app.add_task(watch_loop(LOOP_LAG))
