"""The sandbox identity provider on its ASGI interface, with a clock that stands where a test puts it."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest
from asgi_lifespan import LifespanManager

from services.eid.app import create_app
from tests.services.eid.logins import ISSUER, Clock, make_settings


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def serve(tmp_path: Path, clock: Clock) -> Callable:
    """Give a client of a provider; more settings come by name."""

    @asynccontextmanager
    async def run(**changes: object) -> AsyncIterator[httpx.AsyncClient]:
        app = create_app(make_settings(tmp_path, **changes), clock)
        async with (
            LifespanManager(app),
            httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=ISSUER) as client,
        ):
            yield client

    return run


@pytest.fixture
async def client(serve: Callable) -> AsyncIterator[httpx.AsyncClient]:
    async with serve() as made:
        yield made
