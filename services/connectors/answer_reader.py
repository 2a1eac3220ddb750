"""Reads what an operation's document says about answers: which status means what, and what of it is passed on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from contracts.jobs import ValueKind
from services.connectors.operation import Answer, AnswerKind
from services.connectors.request_reader import JSON
from services.connectors.schemas import Schemas, facet, properties_of, required_of

PROBLEM = "application/problem+json"
REFERENCE, OPTIONS, DOCUMENT = "reference", "options", "document"
"""Properties of an answer with a meaning of their own; every other scalar one becomes a value."""
SCALARS = frozenset({"string", "integer", "number", "boolean"})
FORMATS: dict[str, ValueKind] = {"date": "day", "date-time": "moment"}


class AnswerReader:
    """Reads the answers of one operation; ``place`` is where messages point to."""

    def __init__(self, schemas: Schemas, place: str) -> None:
        """Keep where to look; reads nothing yet."""
        self._schemas = schemas
        self._place = place

    def read(self, node: Mapping[str, Any]) -> dict[int, Answer]:
        """Return the answers of the operation ``node`` by their status; raises `DocumentError`."""
        answers: dict[int, Answer] = {}
        for status_text, reference in node.get("responses", {}).items():
            status = str(status_text)
            here = f"{self._place}.responses.{status}"
            if not status.isdigit():
                raise self._schemas.error(here, "is no status; write each status of its own, e.g. '422'")
            answer = self._answer(int(status), self._schemas.follow(reference, here), here)
            if answer:
                answers[int(status)] = answer
        if not any(answer.kind == "success" for answer in answers.values()):
            raise self._schemas.error(
                self._place, "documents no success; write an answer 200 or 201 with its schema, or 204"
            )
        return answers

    def _answer(self, status: int, response: Mapping[str, Any], place: str) -> Answer | None:
        content = response.get("content", {})
        if status == 204:
            return Answer("success", "", self._schemas.validator({}, place))
        if 200 <= status < 300:
            return self._success(self._schema(content, JSON, place), place)
        if 400 <= status < 500 and PROBLEM in content:
            schema = self._schema(content, PROBLEM, place)
            kind: AnswerKind = "rejection" if "code" in required_of(schema) else "problem"
            return Answer(kind, PROBLEM, self._schemas.validator(schema, place))
        return None

    def _success(self, schema: Mapping[str, Any], place: str) -> Answer:
        properties = properties_of(schema)
        if OPTIONS in properties:
            items = facet(properties[OPTIONS], "items") or {}
            if facet(properties[OPTIONS], "type") != "array" or "value" not in required_of(items):
                raise self._schemas.error(
                    f"{place}.{OPTIONS}", "is no list of objects that require 'value' (and may have 'label' and 'at')"
                )
        if DOCUMENT in properties and facet(properties[DOCUMENT], "format") != "uri-reference":
            raise self._schemas.error(f"{place}.{DOCUMENT}", "is no link; write 'format: uri-reference'")
        return Answer(
            "success",
            JSON,
            self._schemas.validator(schema, place),
            values={
                name: kind
                for name, schema in properties.items()
                if name not in (REFERENCE, OPTIONS, DOCUMENT) and (kind := _kind(schema))
            },
            has_reference=REFERENCE in required_of(schema),
        )

    def _schema(self, content: Mapping[str, Any], media_type: str, place: str) -> Mapping[str, Any]:
        schema = content.get(media_type, {}).get("schema")
        if schema is None:
            raise self._schemas.error(place, f"has no schema for {media_type}")
        expanded: Mapping[str, Any] = self._schemas.expand(schema, place)
        return expanded


def _kind(schema: Mapping[str, Any]) -> ValueKind | None:
    """Return how a property is shown, None where it is no scalar."""
    types = facet(schema, "type")
    named = set(types if isinstance(types, list) else [types]) - {"null"}
    if not named or not named <= SCALARS:
        return None
    if facet(schema, "enum") is not None and named == {"string"}:
        return "code"
    return FORMATS.get(str(facet(schema, "format")), "text") if named == {"string"} else "text"
