"""The sandbox application on its ASGI interface, with its own database."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from asgi_lifespan import LifespanManager
from fastapi import FastAPI

from services.sandbox.app import create_app
from services.sandbox.settings import SandboxSettings
from tests.services.sandbox.clock import Clock


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def app(tmp_path: Path, clock: Clock) -> AsyncIterator[FastAPI]:
    made = create_app(SandboxSettings(state_dir=tmp_path, sandbox_delay=0), now=clock)
    async with LifespanManager(made):
        yield made


@pytest.fixture
async def client(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://sandbox") as made:
        yield made
