"""Conversations over REST that the tests of receipts, exports and erasures begin."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx
import pytest

from tests.channels.auth.conftest import door, entrance, own_folder  # noqa: F401 - a gateway with logins
from tests.channels.client import new_message_id
from tests.channels.servers import Gateway


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
