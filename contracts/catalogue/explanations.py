"""Gives the JSON Schemas with their explanations in the reader's language, for the studio; other editors read English.

The texts lie beside each schema (``catalogue.words.yaml`` beside ``catalogue.schema.json``), by the place (a JSON
pointer) of the English one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from contracts.catalogue.shape import load_schema
from contracts.languages import Language

EXPLAINING = ("description", "patternErrorMessage")
"""Keys of a schema whose texts people read."""
_CONTRACTS = Path(__file__).parents[1]


@cache
def explained_schema(name: str, language: Language) -> dict[str, Any]:
    """Give a schema by its path below ``contracts``; what has no text in the language stays English."""
    words = read_words(name)
    schema: dict[str, Any] = _explain(load_schema(name), "", words, language)
    return schema


@cache
def read_words(name: str) -> dict[str, dict[Language, str]]:
    """Read the texts of a schema, by place and language."""
    path = _CONTRACTS / name.replace(".schema.json", ".words.yaml")
    words: dict[str, dict[Language, str]] = YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))
    return words


def find_texts(part: object, place: str = "") -> Iterator[tuple[str, str]]:
    """Give each text of a schema that people read, with its place."""
    if isinstance(part, dict):
        for key, value in part.items():
            if key in EXPLAINING and isinstance(value, str):
                yield f"{place}/{key}", value
            else:
                yield from find_texts(value, f"{place}/{key}")


def _explain(part: Any, place: str, words: Mapping[str, Mapping[Language, str]], language: Language) -> Any:  # noqa: ANN401 - any JSON
    if not isinstance(part, dict):
        return part
    return {
        key: words.get(f"{place}/{key}", {}).get(language, value)
        if key in EXPLAINING and isinstance(value, str)
        else _explain(value, f"{place}/{key}", words, language)
        for key, value in part.items()
    }
