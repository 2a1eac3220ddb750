"""Checks the shape of a file against its JSON Schema and says what is wrong in plain words, with the line."""

from __future__ import annotations

import difflib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, cast

import jsonschema

from contracts.catalogue.nodes import Bare, Node, Place, Source, path_in_words
from contracts.catalogue.problems import Problem, quoted
from contracts.languages import LANGUAGES

_CONTRACTS = Path(__file__).parents[1]

SERVICE_SCHEMA = "catalogue/catalogue.schema.json"
CONVERSATION_SCHEMA = "catalogue/conversation.schema.json"
CRISIS_SCHEMA = "catalogue/crisis.schema.json"
OUT_OF_SCOPE_SCHEMA = "catalogue/out_of_scope.schema.json"
SYNONYMS_SCHEMA = "catalogue/synonyms.schema.json"
TESTS_SCHEMA = "catalogue/tests.schema.json"

LANGUAGE_NAMES = {"lb": "Luxembourgish", "fr": "French", "de": "German", "en": "English"}

_WANTED = {
    "object": "lines of the form key: value below it",
    "array": 'items that begin with "- "',
    "string": "a text",
    "boolean": "true or false, without quotes",
    "integer": "a whole number, without quotes",
}

Finding = tuple[int, str, str]
"""Line, code, message."""


@dataclass(frozen=True)
class Difference:
    """One thing in which a file differs from its schema, as the validator found it."""

    keyword: str
    wanted: Any
    """Value of the keyword in the schema."""
    found: Any
    """What stands in the file; the key itself where the keyword is about keys."""
    schema: dict[str, Any]
    """The part of the schema that holds the keyword."""


def _is_truth(_checker: object, value: object) -> bool:
    """Tell whether a value is true or false: the reader keeps them as they were written."""
    return isinstance(value, Bare) and value.kind == "truth"


def _is_whole_number(_checker: object, value: object) -> bool:
    """Tell whether a value is a whole number, likewise."""
    return isinstance(value, Bare) and value.kind == "number" and value.text.isdecimal()


_extend: Any = jsonschema.validators.extend
_Validator = _extend(
    jsonschema.Draft7Validator,
    type_checker=jsonschema.Draft7Validator.TYPE_CHECKER.redefine("boolean", _is_truth).redefine(
        "integer", _is_whole_number
    ),
)


@cache
def load_schema(name: str) -> dict[str, Any]:
    """Give one of the JSON Schemas by its path below ``contracts``."""
    schema: dict[str, Any] = json.loads((_CONTRACTS / name).read_text(encoding="utf-8"))
    return schema


def check_shape(source: Source, root: Node, schema_name: str) -> list[Problem]:
    """Report everything in which a file differs from its schema."""
    findings = {
        finding
        for error in _validator_of(schema_name).iter_errors(root.value)
        for finding in _explain(
            root,
            tuple(error.absolute_path),
            Difference(str(error.validator), error.validator_value, error.instance, dict(cast("Any", error.schema))),
        )
    }
    return [source.problem(*finding) for finding in sorted(findings)]


@cache
def _validator_of(schema_name: str) -> Any:  # noqa: ANN401 - made by the library
    schema = load_schema(schema_name)
    return _Validator(_put_in(schema, schema.get("definitions", {})))


def _put_in(part: Any, definitions: dict[str, Any]) -> Any:  # noqa: ANN401 - any JSON
    """Give a part of a schema with each definition in its place, which spares the validator its looking-up."""
    if isinstance(part, dict):
        if "$ref" in part:
            return _put_in(definitions[part["$ref"].rpartition("/")[2]], definitions)
        return {key: _put_in(value, definitions) for key, value in part.items() if key != "definitions"}
    return [_put_in(value, definitions) for value in part] if isinstance(part, list) else part


def placeholders_at(schema_name: str, place: Place) -> frozenset[str]:
    """Give the placeholders that the texts at a place must contain (``x-placeholders`` of the schema)."""
    return frozenset(declared_at(load_schema(schema_name), place).get("x-placeholders", []))


def takes_values(schema_name: str, place: Place) -> bool:
    """Tell whether the texts at a place may hold what an administration says (``x-values`` of the schema)."""
    return bool(declared_at(load_schema(schema_name), place).get("x-values", False))


def declared_at(schema: dict[str, Any], place: Place) -> dict[str, Any]:
    """Give what a schema says of a place where it stands, not in the definition that it refers to."""
    at: dict[str, Any] = schema
    declared: dict[str, Any] = {}
    for key in place:
        properties = at.get("properties", {})
        below = at.get("items", {}) if isinstance(key, int) else properties.get(key, at.get("additionalProperties"))
        if not isinstance(below, dict):
            return {}
        declared = below
        at = schema["definitions"][below["$ref"].rpartition("/")[2]] if "$ref" in below else below
    return declared


def _explain(root: Node, place: Place, difference: Difference) -> Iterator[Finding]:
    node = root.nearest(place)
    explain = _EXPLANATIONS.get(difference.keyword)
    if explain is None:
        yield (
            node.line,
            "format-wrong",
            f"{_where(place)}: the schema refuses it ({difference.keyword} {difference.wanted})",
        )
    else:
        yield from explain(node, place, difference)


def _where(place: Place) -> str:
    return path_in_words(place) or "the file"


def _type(node: Node, place: Place, difference: Difference) -> Iterator[Finding]:
    wanted = _WANTED[str(difference.wanted)]
    found = node.value
    if isinstance(found, Bare) and found.kind == "nothing":
        yield node.line, "text-empty", f"{_where(place)}: nothing stands here: write {wanted}"
    elif isinstance(found, Bare):
        kind = "a number" if found.kind == "number" else "true or false"
        advice = f'write "{found.text}" in double quotes' if difference.wanted == "string" else f"write {wanted}"
        yield node.line, "type-wrong", f"{_where(place)}: YAML reads {found.text} as {kind}: {advice}"
    else:
        shown = quoted(found) if isinstance(found, str) else "a list" if isinstance(found, list) else "key: value lines"
        yield node.line, "type-wrong", f"{_where(place)}: found {shown}: write {wanted}"


def _required(node: Node, place: Place, difference: Difference) -> Iterator[Finding]:
    for key in difference.wanted:
        if key in node.children:
            continue
        if key in LANGUAGES:
            message = f"the {LANGUAGE_NAMES[key]} text is missing: add a line that begins with {key}:"
            yield node.line, "language-missing", f"{_where((*place, key))}: {message}"
        else:
            meaning = _meaning(difference.schema, key)
            yield node.line, "key-missing", f'{_where(place)}: the key "{key}" is missing: add it{meaning}'


def _meaning(schema: Any, key: str) -> str:  # noqa: ANN401 - JSON
    description = schema.get("properties", {}).get(key, {}).get("description", "")
    return f" ({description.rstrip('.')})" if description else ""


def _unknown(node: Node, place: Place, difference: Difference) -> Iterator[Finding]:
    known = list(difference.schema.get("properties", {}))
    for key, child in node.children.items():
        if isinstance(key, int) or key in known:
            continue
        near = difflib.get_close_matches(key, known, n=1)
        allowed = ", ".join(known) if len(known) <= 12 else f"one of the {len(known)} keys of the schema"
        advice = f'did you mean "{near[0]}"?' if near else f"allowed here: {allowed}"
        yield child.line, "key-unknown", f"{_where(place)}: the key {quoted(key)} is not known: {advice}"


def _enum(node: Node, place: Place, difference: Difference) -> Iterator[Finding]:
    allowed: list[str] = difference.wanted
    shown = node.value if isinstance(node.value, str) else getattr(node.value, "text", "")
    near = difflib.get_close_matches(shown, allowed, n=1)
    advice = f'did you mean "{near[0]}"? Allowed' if near else "allowed"
    yield node.line, "value-unknown", f"{_where(place)}: {quoted(shown)} is not known: {advice}: {', '.join(allowed)}"


def _pattern(node: Node, place: Place, difference: Difference) -> Iterator[Finding]:
    value = str(difference.found)
    if not value.strip():
        yield node.line, "text-empty", f"{_where(place)}: the text is empty: write it"
        return
    # a key that does not fit (propertyNames) is reported where it stands
    at = node.children.get(value, node) if difference.found != node.value else node
    wanted = difference.schema.get("patternErrorMessage", "another form")
    yield at.line, "format-wrong", f"{_where(place)}: {quoted(value)} does not fit: write {wanted}"


def _length(node: Node, place: Place, difference: Difference) -> Iterator[Finding]:
    limit = difference.wanted
    message = f"the text has {len(difference.found)} characters, allowed are {limit}: shorten it"
    yield node.line, "text-long", f"{_where(place)}: {message}"


def _few(node: Node, place: Place, difference: Difference) -> Iterator[Finding]:
    count = len(difference.found)
    yield node.line, "too-few", f"{_where(place)}: has {count}, needs at least {difference.wanted}: add more"


def _many(node: Node, place: Place, difference: Difference) -> Iterator[Finding]:
    count = len(difference.found)
    yield node.line, "too-many", f"{_where(place)}: has {count}, allowed are {difference.wanted}: leave some out"


_EXPLANATIONS: dict[str, Callable[[Node, Place, Difference], Iterator[Finding]]] = {
    "type": _type,
    "required": _required,
    "additionalProperties": _unknown,
    "enum": _enum,
    "pattern": _pattern,
    "maxLength": _length,
    "minItems": _few,
    "minProperties": _few,
    "maxItems": _many,
}
"""How each keyword that the schemas use is put into words."""
