"""Translations for agents, over their route."""

from __future__ import annotations

import pytest

from channels.answer_door.assist import AssistUnavailableError, NotBorneOutError
from channels.assist import routes
from contracts.frames import MAX_TEXT
from contracts.translations import TranslationRequest
from tests.channels.staff_app import Desks

ROUTERS = (routes.router,)
URL = "/api/staff/translations"
WISH = {"text": "Moien", "source": "lb", "target": "fr"}


async def test_whether_anybody_translates(desks: Desks) -> None:
    member = await desks.hire("alex")
    async with desks.visit(member, ROUTERS) as client:
        assert (await client.get(URL)).json() == {"available": False, "model": None, "languages": []}
        desks.assist.said = ["x"]
        told = (await client.get(URL)).json()
        assert told == {"available": True, "model": "scripted", "languages": ["fr", "de"]}


async def test_a_translation_and_the_way_back(desks: Desks) -> None:
    member = await desks.hire("alex", "supervisor")
    desks.assist.said = ["Bonjour", "Bonjour", "Moien!", "Bonjour", AssistUnavailableError("x")]
    async with desks.visit(member, ROUTERS) as client:
        plain = (await client.post(URL, json=WISH)).json()
        assert plain == {"text": "Bonjour", "model": "scripted", "back": None}
        assert (await client.post(URL, json=WISH | {"back": True})).json()["back"] == "Moien!"
        assert desks.assist.asked[-1] == TranslationRequest(text="Bonjour", source="fr", target="lb")
        lost = await client.post(URL, json=WISH | {"back": True})
        assert (lost.status_code, lost.json()["back"]) == (200, None)


@pytest.mark.parametrize(
    ("error", "status", "code", "says"),
    [
        (AssistUnavailableError("status 503"), 503, "not_translated", "'fr'"),
        (NotBorneOutError(["50 €", "12. Mee"]), 422, "tokens_changed", "50 €; 12. Mee"),
        (NotBorneOutError([]), 422, "tokens_changed", "no translation"),
    ],
)
async def test_no_translation(desks: Desks, error: Exception, status: int, code: str, says: str) -> None:
    member = await desks.hire("alex")
    desks.assist.said = [error]
    async with desks.visit(member, ROUTERS) as client:
        response = await client.post(URL, json=WISH)
    assert (response.status_code, response.json()["code"]) == (status, code)
    assert says in response.json()["detail"]


@pytest.mark.parametrize(
    ("wish", "status", "code"),
    [
        (WISH | {"text": " "}, 400, "empty_message"),
        (WISH | {"text": "x" * (MAX_TEXT + 1)}, 413, "message_too_long"),
        (WISH | {"target": "lb"}, 400, "bad_frame"),
        (WISH | {"target": "pt"}, 400, "bad_frame"),
        ({"text": "x"}, 400, "bad_frame"),
    ],
)
async def test_what_is_not_translated(desks: Desks, wish: dict[str, str], status: int, code: str) -> None:
    member = await desks.hire("alex")
    async with desks.visit(member, ROUTERS) as client:
        response = await client.post(URL, json=wish)
    assert (response.status_code, response.json()["code"]) == (status, code)
    assert desks.assist.asked == []
