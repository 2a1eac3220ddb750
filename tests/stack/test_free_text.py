"""Free text with every process real: what no intent explains is answered from the official content, with a code."""

from __future__ import annotations

import json
import sqlite3

import pytest

from contracts.languages import Language
from tests.stack.platform import Platform
from tests.stack.rest_citizen import RestCitizen

pytestmark = pytest.mark.stack

# Stories that never name what they are about; which of them the intents explain changes with every training.
STORIES: list[tuple[Language, str]] = [
    ("de", "Mein Freund und ich wollen nächsten Sommer auf der Gemeinde Ja sagen. Was müssen wir mitbringen?"),
    ("de", "Meine kleine Schreinerei hat für eine Gemeinde gearbeitet und die nimmt kein PDF per Mail mehr an."),
    ("de", "Entbindungstermin ist der 14. August, ab wann muss ich nicht mehr zur Arbeit?"),
    ("fr", "je veux savoir quelles infos la commune a sur moi et faire effacer ce qui sert plus à rien"),
    ("fr", "papiers à apporter au biergercenter quand on débarque de l'étranger avec deux enfants"),
    ("en", "New flat, same street, still Differdange. Can I just update it online?"),
    ("en", "my car failed at sandweiler because of the brakes, how long do i have before i must present it again"),
]


def records_of(stack: Platform) -> list[dict]:
    with sqlite3.connect(stack.state_dir / "data" / "moien.db") as database:
        return [json.loads(data) for (data,) in database.execute("SELECT data FROM answer_record")]


def test_stories_are_answered_or_pages_are_offered(stack: Platform) -> None:
    before = len(records_of(stack))
    for language, story in STORIES:
        with RestCitizen(stack.url, language) as citizen:
            assert citizen.ask(story)
    records = records_of(stack)[before:]
    assert records, "every story was explained by an intent: write stranger ones"
    assert {record["question"] for record in records} <= {story for _, story in STORIES}
    helped = [record for record in records if record["answer"]["standing"] in ("answered", "related")]
    assert len(helped) >= len(records) / 2
    for record in records:
        assert record["steps"][0]["step"] == "guard"
        assert record["code"] == record["answer"]["code"]


def test_what_nobody_understands_is_said_to_be_so(stack: Platform) -> None:
    with RestCitizen(stack.url, "fr") as citizen:
        first = citizen.ask("qwrtz vbnm")
        second = citizen.ask("qwrtz vbnm")
    assert first != second
    assert records_of(stack)[-1]["answer"]["standing"] == "unknown"
