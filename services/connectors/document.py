"""One administration's OpenAPI 3.1 document: finds an operation and what may be sent and answered.

The schemas of OpenAPI 3.1 are JSON Schema 2020-12 (OpenAPI 3.1.1, "Schema Object"), so jsonschema checks them.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from jsonschema import Draft202012Validator
from jsonschema.exceptions import SchemaError
from referencing import Registry
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

METHODS = ("post", "put", "patch")
"""HTTP methods that file something; operations under others cannot be called from a form."""
IDEMPOTENCY_HEADER = "Idempotency-Key"

AnswerKind = Literal["success", "rejection", "problem"]


class DocumentError(ValueError):
    """The document cannot be used: says in which file, at which place, and what to write instead."""


@dataclass(frozen=True)
class Answer:
    """One documented answer of an operation."""

    kind: AnswerKind
    media_type: str
    validator: Draft202012Validator


@dataclass(frozen=True)
class Operation:
    """One thing that can be asked of an administration."""

    id: str
    method: str
    path: str
    fields: frozenset[str]
    """Every field the operation knows."""
    required: frozenset[str]
    request: Draft202012Validator
    answers: Mapping[int, Answer]
    """By HTTP status."""

    def rejection_codes(self) -> frozenset[str]:
        """Return the reasons for a rejection that the document names, as ``examples`` of ``code``.

        Examples, not an ``enum``: a reason that is new today is still a rejection; the catalogue's ``other`` words it.
        """
        codes: set[str] = set()
        for answer in self.answers.values():
            if answer.kind == "rejection":
                codes.update(_listed_codes(answer.validator.schema))
        return frozenset(codes)


class Document:
    """An OpenAPI document and the operations in it. ``file`` is where messages point to."""

    def __init__(self, content: Mapping[str, Any], file: Path) -> None:
        """Take a parsed document; raises `DocumentError` where it is no OpenAPI 3.1 document with operations."""
        self._content = content
        self.file = file
        if not str(content.get("openapi", "")).startswith("3.1."):
            raise self._error(
                "openapi", f"is {content.get('openapi')!r}; write an OpenAPI 3.1 document, 'openapi: 3.1.1'"
            )
        self._places = dict(self._find_operations())
        self.operation = functools.cache(self._compile)
        """``operation(id) -> Operation``; raises `DocumentError` for an unknown or unfit one."""

    @classmethod
    def read(cls, file: Path) -> Document:
        """Read the YAML file; raises `DocumentError` where it cannot be read or is no OpenAPI 3.1 document."""
        try:
            content = YAML(typ="safe").load(file)
        except (OSError, YAMLError) as error:
            raise DocumentError(f"{file}: cannot be read: {error}") from error
        if not isinstance(content, dict):
            raise DocumentError(f"{file}: holds no mapping; write an OpenAPI 3.1 document")
        return cls(content, file)

    @property
    def operation_ids(self) -> list[str]:
        """The ids of all operations that file something, sorted."""
        return sorted(self._places)

    def _find_operations(self) -> Iterator[tuple[str, tuple[str, str]]]:
        seen: set[str] = set()
        paths = self._content.get("paths")
        if not isinstance(paths, dict) or not all(isinstance(item, dict) for item in paths.values()):
            raise self._error("paths", "is no mapping of paths to operations")
        for path, item in paths.items():
            for method in METHODS:
                operation_id = item.get(method, {}).get("operationId")
                if operation_id is None:
                    continue
                if operation_id in seen:
                    raise self._error(f"paths.{path}.{method}", f"repeats operationId {operation_id!r}; ids are unique")
                seen.add(operation_id)
                yield operation_id, (path, method)

    def _compile(self, operation_id: str) -> Operation:
        if operation_id not in self._places:
            known = ", ".join(self.operation_ids) or "none"
            raise DocumentError(f"{self.file}: has no operation {operation_id!r}; it has: {known}")
        path, method = self._places[operation_id]
        place = f"paths.{path}.{method}"
        node = self._content["paths"][path][method]
        if "{" in path:
            raise self._error(place, "has parameters in its path; fields travel in the body only")
        self._check_idempotency(node, place)
        body = self._follow(node.get("requestBody", {}), place)
        schema = self._schema_of(body, "application/json", f"{place}.requestBody")
        properties = self._properties(schema, f"{place}.requestBody")
        return Operation(
            id=operation_id,
            method=method.upper(),
            path=path,
            fields=frozenset(properties),
            required=frozenset(self._required(schema, place)),
            request=self._validator(schema, f"{place}.requestBody"),
            answers=self._answers(node, place),
        )

    def _check_idempotency(self, node: Mapping[str, Any], place: str) -> None:
        parameters = [self._follow(parameter, place) for parameter in node.get("parameters", [])]
        if not any(p.get("in") == "header" and p.get("name") == IDEMPOTENCY_HEADER for p in parameters):
            raise self._error(
                place, f"has no header parameter {IDEMPOTENCY_HEADER}; without it a repeated call would file twice"
            )

    def _answers(self, node: Mapping[str, Any], place: str) -> dict[int, Answer]:
        answers: dict[int, Answer] = {}
        for status_text, reference in node.get("responses", {}).items():
            status = str(status_text)
            here = f"{place}.responses.{status}"
            if not status.isdigit():
                raise self._error(here, "is no status; write each status of its own, e.g. '422'")
            answer = self._answer(int(status), self._follow(reference, here), here)
            if answer:
                answers[int(status)] = answer
        if not any(answer.kind == "success" for answer in answers.values()):
            raise self._error(place, "documents no success; write an answer 201 whose schema requires 'reference'")
        return answers

    def _answer(self, status: int, response: Mapping[str, Any], place: str) -> Answer | None:
        if 200 <= status < 300:
            schema = self._schema_of(response, "application/json", place)
            if "reference" not in self._required(schema, place):
                raise self._error(
                    place, "does not require 'reference'; a citizen needs one to ask about the application"
                )
            return Answer("success", "application/json", self._validator(schema, place))
        if 400 <= status < 500 and "application/problem+json" in response.get("content", {}):
            schema = self._schema_of(response, "application/problem+json", place)
            kind: AnswerKind = "rejection" if "code" in self._required(schema, place) else "problem"
            return Answer(kind, "application/problem+json", self._validator(schema, place))
        return None

    def _schema_of(self, node: Mapping[str, Any], media_type: str, place: str) -> Mapping[str, Any]:
        schema = node.get("content", {}).get(media_type, {}).get("schema")
        if schema is None:
            raise self._error(place, f"has no schema for {media_type}")
        return self._follow(schema, place)

    def _properties(self, schema: Mapping[str, Any], place: str) -> Mapping[str, Any]:
        if schema.get("additionalProperties") is not False:
            raise self._error(place, "allows unnamed properties; write 'additionalProperties: false'")
        properties: Mapping[str, Any] = schema.get("properties", {})
        for name, reference in properties.items():
            if self._follow(reference, place).get("type") != "string":
                raise self._error(f"{place}.{name}", "is no string; fields of a form are strings")
        return properties

    def _required(self, schema: Mapping[str, Any], place: str) -> set[str]:
        names = set(schema.get("required", []))
        for part in schema.get("allOf", []):
            names |= self._required(self._follow(part, place), place)
        return names

    def _validator(self, schema: Mapping[str, Any], place: str) -> Draft202012Validator:
        # References into #/components stay valid because the components travel with the schema; the empty registry
        # keeps jsonschema from fetching foreign ones.
        whole = {**schema, "components": self._content.get("components", {})}
        try:
            Draft202012Validator.check_schema(whole)
        except SchemaError as error:
            raise self._error(place, f"is no JSON Schema: {error.message}") from error
        return Draft202012Validator(whole, registry=Registry())

    def _follow(self, node: Mapping[str, Any], place: str) -> Mapping[str, Any]:
        """Return what ``node`` stands for: itself, or what its ``$ref`` points to in this document."""
        hops = 0
        while "$ref" in node:
            reference = str(node["$ref"])
            target: Any = self._content
            for key in reference.removeprefix("#/").split("/"):
                target = target.get(key.replace("~1", "/").replace("~0", "~")) if isinstance(target, dict) else None
            hops += 1
            if not reference.startswith("#/") or not isinstance(target, dict) or hops > 16:
                raise self._error(place, f"refers to {reference!r}, which is not in this document")
            node = target
        return node

    def _error(self, place: str, problem: str) -> DocumentError:
        return DocumentError(f"{self.file}: {place}: {problem}")


def _listed_codes(schema: Any) -> Iterator[str]:  # noqa: ANN401 - any JSON
    """Yield every example of ``properties.code``, in the schema itself and its ``allOf``."""
    if not isinstance(schema, Mapping):
        return
    yield from schema.get("properties", {}).get("code", {}).get("examples", [])
    for part in schema.get("allOf", []):
        yield from _listed_codes(part)
