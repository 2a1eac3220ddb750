"""The list of communes that the widget completes names from."""

from __future__ import annotations

import httpx

from nlu.text.fields.commune_names import list_communes
from tests.channels.servers import Gateway


async def test_every_website_may_read_the_communes(gateway: Gateway) -> None:
    async with httpx.AsyncClient(base_url=gateway.origin) as client:
        answer = await client.get("/api/communes", headers={"Origin": "https://elsewhere.example"})
    assert answer.status_code == 200
    assert answer.json() == list_communes()
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "max-age" in answer.headers["cache-control"]
