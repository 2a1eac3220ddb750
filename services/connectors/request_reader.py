"""Reads what an operation's document asks for: its fields, where each travels, and the schema they must fit."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from jsonschema import Draft202012Validator

from services.connectors.operation import IDEMPOTENCY_HEADER, Place
from services.connectors.schemas import Schemas, facet

JSON = "application/json"
MULTIPART = "multipart/form-data"
PLACES: dict[str, Place] = {"path": "path", "query": "query"}
"""Of parameters, by what the document says."""
_PARAMETER = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True)
class DocumentedRequest:
    """What can be sent."""

    places: Mapping[str, frozenset[Place]]
    required: frozenset[str]
    is_multipart: bool
    validator: Draft202012Validator


class RequestReader:
    """Reads the request of the operation at ``path``; ``place`` is where messages point to."""

    def __init__(self, schemas: Schemas, path: str, place: str) -> None:
        """Keep where to look; reads nothing yet."""
        self._schemas = schemas
        self._path = path
        self._place = place

    def read(self, node: Mapping[str, Any], parameters: list[Mapping[str, Any]]) -> DocumentedRequest:
        """Read parameters and body of the operation ``node``; raises `DocumentError`."""
        media_type, body = self._read_body(node)
        properties: dict[str, Any] = dict(body.get("properties", {}))
        required = set(body.get("required", []))
        places: dict[str, set[Place]] = {
            name: {self._place_in_body(name, schema, media_type)} for name, schema in properties.items()
        }
        for parameter in parameters:
            name = str(parameter.get("name"))
            where = PLACES.get(str(parameter.get("in")))
            if where:
                schema = self._schemas.expand(parameter.get("schema", {}), self._place)
                self._check_string(name, schema, f"{self._place}.parameters")
                properties[name] = {"allOf": [properties[name], schema]} if name in properties else schema
                places.setdefault(name, set()).add(where)
                required |= {name} if parameter.get("required") or where == "path" else set()
            elif parameter.get("required") and name != IDEMPOTENCY_HEADER:
                raise self._schemas.error(
                    self._place, f"requires the {parameter.get('in')} parameter {name!r}, which nobody sends"
                )
        self._check_path(places)
        schema = {**body, "properties": properties, "required": sorted(required)}
        return DocumentedRequest(
            places={name: frozenset(where) for name, where in places.items()},
            required=frozenset(required),
            is_multipart=media_type == MULTIPART,
            validator=self._schemas.validator(schema, f"{self._place}.requestBody"),
        )

    def _read_body(self, node: Mapping[str, Any]) -> tuple[str, Mapping[str, Any]]:
        """Return media type and expanded schema of the body; of none, the schema that allows no property."""
        place = f"{self._place}.requestBody"
        nothing: Mapping[str, Any] = {"type": "object", "additionalProperties": False}
        if self._place.endswith(".get") or "requestBody" not in node:
            return "", nothing
        content = self._schemas.follow(node["requestBody"], place).get("content", {})
        media_type = MULTIPART if MULTIPART in content else JSON
        schema = content.get(media_type, {}).get("schema")
        if schema is None:
            raise self._schemas.error(place, f"has no schema for {JSON} or {MULTIPART}")
        expanded: Mapping[str, Any] = self._schemas.expand(schema, place)
        if expanded.get("additionalProperties") is not False:
            raise self._schemas.error(place, "allows unnamed properties; write 'additionalProperties: false'")
        return media_type, expanded

    def _place_in_body(self, name: str, schema: Mapping[str, Any], media_type: str) -> Place:
        place = f"{self._place}.requestBody"
        self._check_string(name, schema, place)
        if facet(schema, "format") != "binary":
            return "body"
        if media_type != MULTIPART:
            raise self._schemas.error(f"{place}.{name}", f"is a file; files travel as {MULTIPART}")
        return "file"

    def _check_string(self, name: str, schema: Mapping[str, Any], place: str) -> None:
        if facet(schema, "type") != "string":
            raise self._schemas.error(f"{place}.{name}", "is no string; fields of a form are strings")

    def _check_path(self, places: Mapping[str, set[Place]]) -> None:
        named = set(_PARAMETER.findall(self._path))
        documented = {name for name, where in places.items() if "path" in where}
        if named != documented:
            odd = ", ".join(sorted(named ^ documented))
            raise self._schemas.error(self._place, f"has parameters in its path that are not documented: {odd}")
