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
    ("de", "Am Freitag holen wir die Schlüssel, der Kredit frisst uns auf, wer legt etwas drauf?"),
    ("en", "grandpa passed away in the nursing home yesterday evening"),
    ("en", "my landlord raised it again and my salary cannot keep up"),
    ("en", "they want proof that I never did anything bad before I coach the kids team"),
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
