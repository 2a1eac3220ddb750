"""Conversations over REST that the tests of receipts, exports and erasures begin."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator

import httpx
import pytest

from tests.channels.auth.browser import Window, code_of
from tests.channels.auth.conftest import (  # noqa: F401 - a gateway with logins
    LoginGateway,
    door,
    entrance,
    own_folder,
)
from tests.channels.client import new_message_id
from tests.channels.servers import Gateway

MARIE = "marie"


class Kept:
    """A conversation of which something is kept."""

    def __init__(self, api: httpx.AsyncClient, begun: dict[str, str]) -> None:
        self.api = api
        self.id = begun["conversation"]
        self.token = begun["token"]
        self.path = f"/api/conversations/{self.id}"
        self.headers = {"Authorization": f"Bearer {self.token}"}

    async def say(self, text: str) -> None:
        body = {"message_id": new_message_id(), "text": text}
        assert (await self.api.post(f"{self.path}/messages", json=body, headers=self.headers)).status_code == 200

    async def hears(self, count: int) -> list[dict]:
        """Wait until the log has so many events."""
        events: list[dict] = []
        while len(events) < count:
            query = {"after": len(events), "wait": 10}
            page = await self.api.get(f"{self.path}/events", params=query, headers=self.headers)
            events += page.json()["events"]
        return events

    async def export(self, **query: str) -> httpx.Response:
        return await self.api.get(f"{self.path}/export", params=query, headers=self.headers)

    async def receipt(self) -> str:
        answer = await self.api.post(f"{self.path}/receipt", headers=self.headers)
        assert answer.status_code == 201, answer.text
        return str(answer.json()["code"])

    async def erase(self) -> httpx.Response:
        return await self.api.delete(self.path, headers=self.headers)


@pytest.fixture
async def api(gateway: Gateway) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=gateway.origin, timeout=30) as client:
        yield client


@pytest.fixture
async def kept(api: httpx.AsyncClient) -> Kept:
    """A new conversation."""
    return Kept(api, (await api.post("/api/conversations", json={"language": "fr", "site": "demo"})).json())


class Device:
    """A browser somewhere, with conversations."""

    def __init__(self, api: httpx.AsyncClient) -> None:
        self.api = api

    async def begin(self) -> Kept:
        return Kept(
            self.api, (await self.api.post("/api/conversations", json={"language": "fr", "site": "demo"})).json()
        )

    async def log_in(self, kept: Kept, person: str) -> None:
        started = await self.api.post(f"{kept.path}/login", headers=kept.headers)
        code = code_of(await Window().log_in(started.json()["url"], person))
        finished = await self.api.post(f"{kept.path}/login/finish", json={"code": code}, headers=kept.headers)
        kept.headers = {"Authorization": f"Bearer {finished.json()['token']}"}

    async def log_out(self, kept: Kept) -> None:
        assert (await self.api.delete(f"{kept.path}/login", headers=kept.headers)).status_code == 204

    async def begin_as(self, person: str) -> Kept:
        kept = await self.begin()
        await self.log_in(kept, person)
        return kept


@pytest.fixture
async def device(door: LoginGateway) -> AsyncIterator[Device]:  # noqa: F811 - the fixture
    async with httpx.AsyncClient(base_url=door.origin, timeout=30) as api:
        yield Device(api)


@pytest.fixture
async def nobody_is_known(door: LoginGateway) -> None:  # noqa: F811 - the fixture
    with sqlite3.connect(door.database_path) as database:
        database.execute("DELETE FROM person_link")
