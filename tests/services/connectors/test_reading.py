"""What of an answer is passed on: values by their format, options, references."""

import json
from typing import Any

import httpx
import pytest

from contracts.jobs import Option, ResultValue
from services.connectors.outcome import Rejected, RetryableError, Succeeded
from services.connectors.reading import Read, Response, read_answer
from tests.services.connectors.office import DOCUMENT

FIND, SHOW, FILE, TAKE_BACK = (DOCUMENT.operation(name) for name in ("findSlots", "show", "file", "takeBack"))


def response(content: object, status: int = 200, media_type: str = "application/json") -> Response:
    body = json.dumps(content).encode()
    return Response(status, httpx.Headers({"Content-Type": media_type}), body, httpx.URL("http://office/x"))


def values_of(content: dict[str, Any]) -> dict[str, ResultValue]:
    outcome = read_answer(SHOW, response({"status": "ready", **content})).outcome
    assert isinstance(outcome, Succeeded)
    return outcome.values


@pytest.mark.parametrize(
    ("name", "given", "kind", "value"),
    [
        ("status", "in_progress", "code", "in_progress"),
        ("filed_on", "2026-11-24", "day", "2026-11-24"),
        ("at", "2026-11-24T09:00:00Z", "moment", "2026-11-24T10:00:00+01:00"),
        ("at", "2026-07-01T09:00:00.25+02:00", "moment", "2026-07-01T09:00:00+02:00"),
        ("at", "2026-07-01T09:00", "moment", "2026-07-01T09:00:00+02:00"),
        ("place", "Biergercenter", "text", "Biergercenter"),
        ("floor", 2, "text", "2"),
        ("is_open", True, "text", "true"),
    ],
)
def test_scalars_become_values(name: str, given: object, kind: str, value: str) -> None:
    assert values_of({name: given})[name] == ResultValue(kind=kind, value=value)  # type: ignore[arg-type]


def test_what_is_no_scalar_or_is_not_there_is_left_out() -> None:
    given = {"at": None, "parts": ["a"], "reference": "A-1", "document": "/x.pdf", "unknown": "y"}
    assert set(values_of(given)) == {"status"}


@pytest.mark.parametrize(
    "content",
    [
        {"status": "lost"},
        {"status": "ready", "filed_on": "24.11.2026"},
        {"status": "ready", "filed_on": "20261124"},
        {"status": "ready", "at": "2026-11-24"},
        {"status": "ready", "at": "soon"},
        {"status": "ready", "floor": "two"},
        {},
    ],
)
def test_a_value_that_is_not_what_it_should_be_is_malformed(content: dict[str, Any]) -> None:
    with pytest.raises(RetryableError, match="malformed answer") as caught:
        read_answer(SHOW, response(content))
    assert not caught.value.reached, "reading changes nothing"


def test_options() -> None:
    content = {"options": [{"value": "s1", "label": "Biergercenter", "at": "2026-11-24T09:00:00Z"}, {"value": "s2"}]}
    assert read_answer(FIND, response(content)).outcome == Succeeded(
        options=[
            Option(value="s1", label="Biergercenter", at="2026-11-24T10:00:00+01:00"),
            Option(value="s2", label="", at=None),
        ]
    )


def test_a_document_is_a_link() -> None:
    assert read_answer(FILE, response({"reference": "A-1", "document": "a.pdf"}, 201)) == Read(
        Succeeded("A-1"), "a.pdf"
    )


@pytest.mark.parametrize(
    ("content", "outcome"),
    [
        ({"title": "No", "code": "full"}, Rejected("full")),
        ({"title": "No", "code": "new_today"}, Rejected("new_today")),
    ],
)
def test_rejections(content: dict[str, str], outcome: Rejected) -> None:
    assert read_answer(FIND, response(content, 422, "application/problem+json")) == Read(outcome)


def test_a_key_that_was_used_before_has_filed_what_the_answer_says() -> None:
    conflict = response({"title": "Conflict", "reference": "A-1"}, 409, "application/problem+json")
    assert read_answer(FILE, conflict) == Read(Succeeded("A-1"))
    with pytest.raises(RetryableError, match="the key was used before") as caught:
        read_answer(TAKE_BACK, response({"title": "Conflict"}, 409, "application/problem+json"))
    assert caught.value.reached


def test_an_undocumented_conflict_is_tried_again() -> None:
    with pytest.raises(RetryableError, match="the key was used before"):
        read_answer(SHOW, response({}, 409))
