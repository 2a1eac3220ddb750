"""Drafted examples over the gateway's routes, with a model that says what it is told to say."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest

from channels.answer_door.assist import AssistUnavailableError, NotBorneOutError
from channels.store.database import Database
from channels.store.members import Role
from channels.studio import drafting
from channels.studio.drafting import WantedExamples, make_request
from contracts.catalogue.check import examine_service
from contracts.catalogue.source import read_source
from tests.channels.bot_folder import ROOT
from tests.channels.staff_app import Desks

ROUTERS = (drafting.router,)
URL = "/api/staff/studio/drafted-examples"
PATH = "catalogue/passport.yaml"
TEXT = (ROOT / "bot" / PATH).read_text(encoding="utf-8")
WANTED = {"path": PATH, "text": TEXT, "at": "/intents/fee", "language": "fr"}


async def test_sentences_are_drafted_from_what_the_file_says(desks: Desks) -> None:
    desks.assist.said.append(["Quel est le tarif ?"])
    async with desks.visit(await desks.hire("olga", "owner"), ROUTERS) as client:
        assert (await client.get(URL)).json() == {"model": "scripted", "languages": ["fr", "de"]}
        drafted = (await client.post(URL, json=WANTED)).json()
    assert drafted == {"sentences": ["Quel est le tarif ?"], "model": "scripted"}
    (asked,) = desks.assist.asked
    assert (asked.language, asked.count) == ("fr", 10)
    assert asked.service == "Passeport"
    assert asked.about.startswith("Le citoyen demande ce que cela coûte")
    assert len(asked.examples) >= 12
    assert {*asked.others} == {"lb", "de", "en"}
    assert not {*asked.examples} & {*asked.taken}, "examples of the other intents"


def test_drafts_are_no_examples_and_come_no_second_time() -> None:
    text = TEXT.replace(
        "  fee:\n    examples:\n", "  fee:\n    drafted:\n      fr: [Ça revient à combien]\n    examples:\n", 1
    )
    assert text != TEXT
    request = make_request(WantedExamples(path=PATH, text=text, at="/intents/fee", language="fr"))
    assert "Ça revient à combien" in request.taken
    assert "Ça revient à combien" not in request.examples
    examined = examine_service(read_source(ROOT / "bot" / PATH, text.encode()), None)
    assert examined.problems == ()
    assert "Ça revient à combien" not in {example.text for example in examined.examples}


@pytest.fixture
async def desks(sqlite_url: str) -> AsyncIterator[Desks]:
    database = Database(sqlite_url)
    yield Desks(database)
    await database.close()


@pytest.mark.parametrize("said", [AssistUnavailableError("nobody"), NotBorneOutError([])])
async def test_where_nothing_is_drafted(desks: Desks, said: Exception) -> None:
    desks.assist.said.append(said)
    async with desks.visit(await desks.hire("olga", "owner"), ROUTERS) as client:
        refused = await client.post(URL, json=WANTED)
    assert (refused.status_code, refused.json()["code"]) == (503, "not_drafted")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"at": "/intents"}, "bad_frame"),
        ({"at": "/intents/nothing"}, "bad_frame"),
        ({"at": "intents"}, "bad_frame"),
        ({"count": 0}, "bad_frame"),
        ({"count": 11}, "bad_frame"),
        ({"text": "id: ["}, "not_editable"),
        ({"path": "knowledge/fr/library.md"}, "not_editable"),
        ({"path": "../x.yaml"}, "unknown_file"),
    ],
)
async def test_what_is_refused(desks: Desks, change: dict[str, Any], code: str) -> None:
    async with desks.visit(await desks.hire("olga", "owner"), ROUTERS) as client:
        assert (await client.post(URL, json=WANTED | change)).json()["code"] == code
    assert desks.assist.asked == []


@pytest.mark.parametrize("role", ["agent", "supervisor", "owner", "publisher", "administrator"])
async def test_who_may(desks: Desks, role: Role) -> None:
    async with desks.visit(await desks.hire("x", role), ROUTERS) as client:
        assert (await client.get(URL)).status_code == (200 if role in ("owner", "publisher") else 403)
