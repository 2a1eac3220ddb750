"""Translations through a real gateway, from a real answer server whose model is scripted."""

from __future__ import annotations

import httpx
import pytest

from tests.channels.servers import AnswerServer, Gateway

URL = "/api/staff/translations"


async def test_the_gateway_translates(
    gateway: Gateway, answers: AnswerServer, cookies: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    headers = {"Cookie": cookies["alex"], "Origin": gateway.origin}
    wish = {"text": "Moien", "source": "lb", "target": "fr", "back": True}
    async with httpx.AsyncClient(base_url=gateway.origin, headers=headers, timeout=20) as client:
        assert (await client.get(URL)).json()["available"] is False
        assert (await client.post(URL, json=wish)).json()["code"] == "not_translated"
        monkeypatch.setattr(answers.answers, "writes", ["fr", "lb"])
        told = await client.get(URL)
        assert told.json() == {"available": True, "model": "scripted", "languages": ["fr", "lb"]}
        assert (await client.post(URL, json=wish)).json() == {
            "text": "fr: Moien",
            "model": "scripted",
            "back": "lb: fr: Moien",
        }


@pytest.mark.parametrize("path", ["overview", "history", "history.csv", "proposals", "translations"])
async def test_nobody_comes_in_without_a_session(gateway: Gateway, path: str) -> None:
    async with httpx.AsyncClient(base_url=gateway.origin) as client:
        assert (await client.get(f"/api/staff/{path}")).status_code == 401
