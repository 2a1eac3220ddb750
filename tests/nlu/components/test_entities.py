"""What is found in sentences: the tables of ``tests/language/entities``, and what must hold for any text."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from ruamel.yaml import YAML

from bot.compile.nlu import compile_tables
from contracts.languages import LANGUAGES
from nlu.components.entities import EntityFinder
from nlu.text.entities import LONGEST_TEXT, find_entities
from tests.content import read_catalogue

CONTEXT = ExecutionContext(GraphSchema({}))
RESOURCE = Resource("entities")
TABLES = Path(__file__).parents[2] / "language" / "entities"
CASES = [(language, case) for language in LANGUAGES for case in YAML(typ="safe").load(TABLES / f"{language}.yaml")]


@pytest.fixture(scope="module")
def services() -> dict[str, list[str]]:
    tables = compile_tables(read_catalogue())
    return {name.partition(":")[2]: titles for name, titles in tables.items() if name.startswith("service:")}


@pytest.fixture
def finder(tmp_path: Path, services: dict[str, list[str]]) -> EntityFinder:
    return EntityFinder(LocalModelStorage(tmp_path), RESOURCE, services)


def entities_of(finder: EntityFinder, text: str) -> list[dict[str, Any]]:
    [message] = finder.process([Message({"text": text})])
    return message.get("entities")


@pytest.mark.parametrize(("language", "case"), CASES, ids=lambda it: it if isinstance(it, str) else it["text"])
def test_what_a_sentence_holds(language: str, case: dict[str, Any], finder: EntityFinder) -> None:
    found: dict[str, list[str]] = defaultdict(list)
    for entity in entities_of(finder, case["text"]):
        found[entity["entity"]].append(entity["value"])
    expected = {type_: value if isinstance(value, list) else [str(value)] for type_, value in case["found"].items()}
    assert found == expected


def test_there_are_enough_sentences_and_some_hold_nothing() -> None:
    for language in LANGUAGES:
        cases = [case for of, case in CASES if of == language]
        assert len(cases) >= 30
        assert sum(not case["found"] for case in cases) >= 10


def test_entities_come_with_their_place_beside_those_of_others(finder: EntityFinder) -> None:
    text = "Certificate of residence for Mersch"
    message = Message({"text": text, "entities": [{"entity": "other", "start": 0, "end": 3, "value": "x"}]})
    finder.process([message])
    other, commune, service = message.get("entities")
    assert other["entity"] == "other"
    assert text[commune["start"] : commune["end"]] == "Mersch"
    assert (service["entity"], service["value"]) == ("service_name", "residence_certificate")
    assert text[service["start"] : service["end"]] == "Certificate of residence"


def test_names_of_services_are_kept_with_the_model(tmp_path: Path) -> None:
    storage = LocalModelStorage(tmp_path)
    finder = EntityFinder.create({}, storage, RESOURCE, CONTEXT)
    tables = [{"name": "service:dog", "elements": ["Dog tax"]}, {"name": "crisis_suicide", "elements": ["dog tax"]}]
    finder.train(TrainingData(lookup_tables=tables))
    loaded = EntityFinder.load({}, storage, RESOURCE, CONTEXT)
    assert [entity["value"] for entity in entities_of(loaded, "the DOG  tax?")] == ["dog"]


@pytest.mark.parametrize(
    "text", ["", "   ", "🙂", "1" * 5000, "Esch " * 1000, "a@" * 1000, "\u202e12.05.2027", "L-" * 800]
)
def test_strange_texts_do_no_harm(text: str, finder: EntityFinder) -> None:
    assert isinstance(entities_of(finder, text), list)


_PARTS = [
    "12.05.2027",
    "14 Euro",
    "AB 1234",
    "L-4221",
    "zu Miersch",
    "621 123 456",
    "a@b.lu",
    "1893120105732",
    "Esch",
    " ",
    ", ",
]


@given(st.one_of(st.text(max_size=200), st.lists(st.one_of(st.sampled_from(_PARTS), st.text(max_size=5))).map("".join)))
def test_entities_lie_in_the_text_and_do_not_overlap(text: str) -> None:
    found = find_entities(text)
    last = 0
    for entity in found:
        assert last <= entity.start < entity.end <= min(len(text), LONGEST_TEXT)
        assert text[entity.start : entity.end] == entity.text
        last = entity.end
