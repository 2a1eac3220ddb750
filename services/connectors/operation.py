"""What a document says about one operation: what it asks for, how that travels, and what each answer means."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from jsonschema import Draft202012Validator

from contracts.jobs import JobKind, ValueKind

IDEMPOTENCY_HEADER = "Idempotency-Key"

AnswerKind = Literal["success", "rejection", "problem"]
Place = Literal["path", "query", "body", "file"]
"""Where a field travels; a ``file`` is a part of a multipart body whose value is a file's id."""


@dataclass(frozen=True)
class RetryPolicy:
    """How often and how soon a call without an answer is made again. Durations are seconds."""

    attempts: int
    """After so many calls without an answer the job has failed."""
    base: float
    """Pause after the first; each further one doubles it."""
    most: float
    """Longest pause that the platform chooses by itself."""


@dataclass(frozen=True)
class Answer:
    """One documented answer of an operation."""

    kind: AnswerKind
    media_type: str
    """Empty for an answer without content."""
    validator: Draft202012Validator
    values: Mapping[str, ValueKind] = field(default_factory=dict)
    """Of a success: the properties that become values."""
    has_reference: bool = False
    """Whether a success always carries the public reference."""


@dataclass(frozen=True)
class Operation:
    """One thing that can be asked of an administration."""

    id: str
    method: str
    path: str
    fields: frozenset[str]
    """Every field the operation knows."""
    required: frozenset[str]
    places: Mapping[str, frozenset[Place]]
    """Where each field travels: a field of the path may stand in the body too."""
    is_multipart: bool
    request: Draft202012Validator
    """Checks all fields together."""
    answers: Mapping[int, Answer]
    """By HTTP status."""
    retry: Mapping[str, Any]
    """What the document changes in the `RetryPolicy`, by the name of its attribute."""

    @property
    def only_reads(self) -> bool:
        """Whether calling it changes nothing, however often."""
        return self.method == "GET"

    def can_do(self, kind: JobKind) -> bool:
        """Whether the operation fits a kind of job: what files must give a reference, what looks up must only read."""
        if kind == "look_up" or self.only_reads:
            return kind == "look_up" and self.only_reads
        successes = [answer for answer in self.answers.values() if answer.kind == "success"]
        return kind == "undo" or all(answer.has_reference for answer in successes)

    def rejection_codes(self) -> frozenset[str]:
        """Return the reasons for a rejection that the document names, as ``examples`` of ``code``.

        Examples, not an ``enum``: a reason that is new today is still a rejection; the catalogue's ``other`` words it.
        """
        codes: set[str] = set()
        for answer in self.answers.values():
            if answer.kind == "rejection":
                codes.update(_listed_codes(answer.validator.schema))
        return frozenset(codes)


def _listed_codes(schema: Any) -> Iterator[str]:  # noqa: ANN401 - any JSON
    """Yield every example of ``properties.code``, in the schema itself and its ``allOf``."""
    if not isinstance(schema, Mapping):
        return
    yield from schema.get("properties", {}).get("code", {}).get("examples", [])
    for part in schema.get("allOf", []):
        yield from _listed_codes(part)
