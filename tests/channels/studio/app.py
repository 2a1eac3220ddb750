"""Routes of the studio without a gateway, for somebody who counts as signed in."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from types import SimpleNamespace
from typing import Any

import httpx
from fastapi import APIRouter, FastAPI

from channels.answers import answer_errors
from channels.store.members import Member
from tests.channels.staff_app import open_door

URL = "/api/staff/studio"


@asynccontextmanager
async def client_of(member: Member, router: APIRouter, **rooms: Any) -> AsyncIterator[httpx.AsyncClient]:
    """A browser in which ``member`` is signed in; ``rooms``: what the routes find in the application's state."""

    async def signed_in(_token: str) -> Member:
        return member

    app = FastAPI()
    answer_errors(app)
    hub = SimpleNamespace(staff=SimpleNamespace(signed_in=signed_in))
    for name, room in {**rooms, "door": open_door(hub)}.items():
        setattr(app.state, name, room)
    app.include_router(router)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=f"http://gateway{URL}") as client:
        yield client
