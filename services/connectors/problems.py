"""Says where content breaks its schema, without any of its values: they may be personal data."""

from __future__ import annotations

from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError


def describe_problems(validator: Draft202012Validator, content: object) -> str:
    """Return which place breaks which rule, empty where all fits."""
    return "; ".join(sorted({_describe(error) for error in validator.iter_errors(content)}))


def _describe(error: ValidationError) -> str:
    where = ".".join(str(key) for key in error.absolute_path) or "the whole"
    instance: Any = error.instance
    rule: Any = error.validator_value
    schema: Any = error.schema
    if error.validator == "required":
        return f"{where} lacks {', '.join(sorted(set(rule) - set(instance)))}"
    if error.validator == "additionalProperties":
        return f"{where} has unknown {', '.join(sorted(set(instance) - set(schema.get('properties', {}))))}"
    return f"{where} breaks {error.validator}"
