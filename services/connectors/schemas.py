"""The JSON Schemas in one OpenAPI 3.1 document: resolves their references and makes validators of them.

The schemas of OpenAPI 3.1 are JSON Schema 2020-12 (OpenAPI 3.1.1, "Schema Object"), so jsonschema checks them.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.exceptions import SchemaError
from referencing import Registry

DEEPEST = 16
"""References that may lead to one another; more are a circle."""

formats = FormatChecker(formats=())
"""Formats that requests and answers are held to; jsonschema takes every other one for a remark."""


@formats.checks("date", raises=ValueError)
def is_day(value: object) -> bool:
    """Whether a string is a day as in ISO 8601; anything else is the type's to refuse."""
    return not isinstance(value, str) or (len(value) == 10 and date.fromisoformat(value) is not None)


@formats.checks("date-time", raises=ValueError)
def is_moment(value: object) -> bool:
    """Whether a string is a date with a time as in ISO 8601."""
    return not isinstance(value, str) or (len(value) > 10 and datetime.fromisoformat(value) is not None)


class DocumentError(ValueError):
    """The document cannot be used: says in which file, at which place, and what to write instead."""


class Schemas:
    """Reads schemas and whatever else a document may refer to."""

    def __init__(self, content: Mapping[str, Any], file: Path) -> None:
        """``file`` is where messages point to."""
        self._content = content
        self._file = file

    def follow(self, node: Mapping[str, Any], place: str) -> Mapping[str, Any]:
        """Return what ``node`` stands for: itself, or what its ``$ref`` points to; raises `DocumentError`."""
        for _ in range(DEEPEST):
            if "$ref" not in node:
                return node
            node = self._target(str(node["$ref"]), place)
        raise self.error(place, f"refers to {node['$ref']!r}, which refers to itself")

    def expand(self, node: Any, place: str, depth: int = 0) -> Any:  # noqa: ANN401 - any JSON
        """Return a schema without references, which is checked faster than one with; raises `DocumentError`."""
        if isinstance(node, list):
            return [self.expand(item, place, depth) for item in node]
        if not isinstance(node, Mapping):
            return node
        if isinstance(node.get("$ref"), str):
            if depth > DEEPEST:
                raise self.error(place, f"refers to {node['$ref']!r}, which refers to itself")
            target = self.expand(self._target(node["$ref"], place), place, depth + 1)
            beside = {key: self.expand(value, place, depth) for key, value in node.items() if key != "$ref"}
            return {**beside, "allOf": [target, *beside.get("allOf", [])]} if beside else target
        return {key: self.expand(value, place, depth) for key, value in node.items()}

    def validator(self, schema: Mapping[str, Any], place: str) -> Draft202012Validator:
        """Return what checks an expanded schema; raises `DocumentError`."""
        try:
            Draft202012Validator.check_schema(schema)
        except SchemaError as error:
            raise self.error(place, f"is no JSON Schema: {error.message}") from error
        # The empty registry keeps jsonschema from fetching foreign schemas.
        return Draft202012Validator(schema, registry=Registry(), format_checker=formats)

    def error(self, place: str, problem: str) -> DocumentError:
        """Return an error that says where in the document what is wrong."""
        return DocumentError(f"{self._file}: {place}: {problem}")

    def _target(self, reference: str, place: str) -> Mapping[str, Any]:
        target: Any = self._content
        for key in reference.removeprefix("#/").split("/"):
            target = target.get(key.replace("~1", "/").replace("~0", "~")) if isinstance(target, dict) else None
        if not reference.startswith("#/") or not isinstance(target, dict):
            raise self.error(place, f"refers to {reference!r}, which is not in this document")
        return target


def properties_of(schema: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """Return the properties of an expanded schema and of all that it must fit besides."""
    found: dict[str, Mapping[str, Any]] = {}
    for part in schema.get("allOf", []):
        found.update(properties_of(part))
    found.update(schema.get("properties", {}))
    return found


def required_of(schema: Mapping[str, Any]) -> set[str]:
    """Return the names that an expanded schema, or what it must fit besides, requires."""
    names = set(schema.get("required", []))
    for part in schema.get("allOf", []):
        names |= required_of(part)
    return names


def facet(schema: Mapping[str, Any], name: str) -> Any:  # noqa: ANN401 - any JSON
    """Return what an expanded schema, or one that it must fit besides, says under ``name``; None for nothing."""
    if name in schema:
        return schema[name]
    return next((value for part in schema.get("allOf", []) if (value := facet(part, name)) is not None), None)
