"""What the bot's doors tell those who watch, in an application of its own; the processes: ``test_server.py``."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from sanic import Sanic

from bot.watching import add_watch


class Watched:
    """An application with the three routes."""

    def __init__(self, name: str, told: dict[str, Any] | None) -> None:
        self.app = Sanic(name)
        add_watch(self.app, lambda _: told)
        self.app.router.finalize()

    async def get(self, path: str) -> tuple[int, bytes, str]:
        route = next(route for route in self.app.router.routes if f"/{route.path}" == path)
        request = type("Request", (), {"app": self.app})()
        answer = await route.handler(request)
        return answer.status, answer.body, answer.content_type


async def test_a_process_is_up_before_it_is_ready() -> None:
    watched = Watched("not_ready", None)
    assert await watched.get("/healthz") == (200, b'{"status":"ok"}', "application/json")
    assert (await watched.get("/readyz"))[:2] == (503, b'{"status":"not ready"}')


@pytest.mark.parametrize("told", [{}, {"model": "abc.tar.gz"}, {"model": None}])
async def test_a_ready_process_says_with_what(told: dict[str, Any]) -> None:
    status, body, _ = await Watched(f"ready_{len(str(told))}", told).get("/readyz")
    assert (status, msgspec.json.decode(body)) == (200, {"status": "ok", **told})


async def test_metrics_are_in_the_format_of_prometheus() -> None:
    status, body, content_type = await Watched("measured", {}).get("/metrics")
    assert status == 200
    assert content_type.startswith("text/plain; version=")
    assert b"# TYPE moien_event_loop_lag_seconds histogram\n" in body
