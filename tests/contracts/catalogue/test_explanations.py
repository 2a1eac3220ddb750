"""What the schemas explain is there in all four languages, and only that is another text."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from contracts.catalogue.explanations import EXPLAINING, explained_schema, find_texts, read_words
from contracts.catalogue.shape import SERVICE_SCHEMA, load_schema
from contracts.languages import LANGUAGES

CONTRACTS = Path(__file__).parents[3] / "contracts"
SCHEMAS = sorted(path.relative_to(CONTRACTS).as_posix() for path in CONTRACTS.glob("*/*.schema.json"))
NAMED = re.compile(r"\{[a-z_]+\}")
"""Placeholders, which are the same in each language."""


@pytest.mark.parametrize("name", SCHEMAS)
def test_every_explanation_is_there_in_all_languages(name: str) -> None:
    words = read_words(name)
    assert {place: said.get("en") for place, said in words.items()} == dict(find_texts(load_schema(name)))
    for place, said in words.items():
        assert tuple(said) == LANGUAGES, place
        assert all(said.values()), place
        assert len({tuple(sorted(NAMED.findall(text))) for text in said.values()}) == 1, place


@pytest.mark.parametrize("name", SCHEMAS)
def test_french_signs_stay_with_their_words(name: str) -> None:
    for place, said in read_words(name).items():
        assert not re.search(r" [:;?!»]|« ", said["fr"]), place


@pytest.mark.parametrize("name", SCHEMAS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_but_the_explanations_is_another(name: str, language: Any) -> None:
    explained = explained_schema(name, language)
    assert _bare(explained) == _bare(load_schema(name))
    if language == "en":
        assert explained == load_schema(name)


def test_an_explanation_in_luxembourgish() -> None:
    schema = explained_schema(SERVICE_SCHEMA, "lb")
    assert schema["properties"]["answer"]["properties"]["fee"]["description"] == "Wat et kascht."


def _bare(part: Any) -> Any:
    if not isinstance(part, dict):
        return part
    return {key: None if key in EXPLAINING and isinstance(value, str) else _bare(value) for key, value in part.items()}
