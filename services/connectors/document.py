"""One administration's OpenAPI 3.1 document: finds an operation and what may be sent and answered."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from services.connectors.answer_reader import AnswerReader
from services.connectors.operation import IDEMPOTENCY_HEADER, Operation
from services.connectors.request_reader import RequestReader
from services.connectors.schemas import DocumentError, Schemas

METHODS = ("get", "post", "put", "patch", "delete")
"""HTTP methods of operations: the first looks something up, the others file something or take it back."""
RETRY_RULES = {"attempts": (int, 1), "base": (float, 0.01), "most": (float, 0.01)}
"""What ``x-retry`` may change: type and least value."""


class Document:
    """An OpenAPI document and the operations in it. ``file`` is where messages point to."""

    def __init__(self, content: Mapping[str, Any], file: Path) -> None:
        """Take a parsed document; raises `DocumentError` where it is no OpenAPI 3.1 document with operations."""
        self._content = content
        self.file = file
        self._schemas = Schemas(content, file)
        if not str(content.get("openapi", "")).startswith("3.1."):
            raise self._schemas.error(
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
        """The ids of all operations, sorted."""
        return sorted(self._places)

    def _find_operations(self) -> Iterator[tuple[str, tuple[str, str]]]:
        seen: set[str] = set()
        paths = self._content.get("paths")
        if not isinstance(paths, dict) or not all(isinstance(item, dict) for item in paths.values()):
            raise self._schemas.error("paths", "is no mapping of paths to operations")
        for path, item in paths.items():
            for method in METHODS:
                operation_id = item.get(method, {}).get("operationId")
                if operation_id is None:
                    continue
                if operation_id in seen:
                    raise self._schemas.error(
                        f"paths.{path}.{method}", f"repeats operationId {operation_id!r}; ids are unique"
                    )
                seen.add(operation_id)
                yield operation_id, (path, method)

    def _compile(self, operation_id: str) -> Operation:
        if operation_id not in self._places:
            known = ", ".join(self.operation_ids) or "none"
            raise DocumentError(f"{self.file}: has no operation {operation_id!r}; it has: {known}")
        path, method = self._places[operation_id]
        place = f"paths.{path}.{method}"
        item = self._content["paths"][path]
        node = item[method]
        parameters = [
            self._schemas.follow(one, place) for one in [*item.get("parameters", []), *node.get("parameters", [])]
        ]
        if method != "get":
            self._check_idempotency(parameters, place)
        request = RequestReader(self._schemas, path, place).read(node, parameters)
        return Operation(
            id=operation_id,
            method=method.upper(),
            path=path,
            fields=frozenset(request.places),
            required=request.required,
            places=request.places,
            is_multipart=request.is_multipart,
            request=request.validator,
            answers=AnswerReader(self._schemas, place).read(node),
            retry=self._retry(node.get("x-retry", {}), place),
        )

    def _check_idempotency(self, parameters: list[Mapping[str, Any]], place: str) -> None:
        if not any(one.get("in") == "header" and one.get("name") == IDEMPOTENCY_HEADER for one in parameters):
            raise self._schemas.error(
                place, f"has no header parameter {IDEMPOTENCY_HEADER}; without it a repeated call would file twice"
            )

    def _retry(self, given: Any, place: str) -> dict[str, Any]:  # noqa: ANN401 - any YAML
        rules = given if isinstance(given, dict) else {"": given}
        for name, value in rules.items():
            kind, least = RETRY_RULES.get(name, (None, 0))
            fits = isinstance(value, kind if kind is int else (int, float)) and not isinstance(value, bool)
            if kind is None or not fits or value < least:
                known = ", ".join(f"{name} (from {least:g})" for name, (_, least) in RETRY_RULES.items())
                raise self._schemas.error(f"{place}.x-retry", f"has {name!r}: {value!r}; write numbers for {known}")
        return dict(rules)
