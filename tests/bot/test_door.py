"""What all doors of the bot do alike: read turns, answer in JSON, and tell of failures without what was written."""

from __future__ import annotations

from http import HTTPStatus

import msgspec
import pytest

from bot.door import answer, answer_failure, read_turn, refuse
from contracts.turns import TextInput, TurnRequest

TURN = TurnRequest(conversation="c", turn="t", language="lb", input=TextInput(text="a secret"))


def test_a_turn_is_read() -> None:
    assert read_turn(msgspec.json.encode(TURN)) == TURN


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"\xff", b'{"conversation": "c"}'])
def test_what_is_no_turn_is_told(body: bytes) -> None:
    with pytest.raises(ValueError, match="the body is no TurnRequest: "):
        read_turn(body)


def test_answers_are_json() -> None:
    response = answer({"status": "ok"})
    assert (response.status, response.content_type, response.body) == (200, "application/json", b'{"status":"ok"}')
    refused = refuse("too late", HTTPStatus.GONE)
    assert (refused.status, refused.body) == (410, b'{"error":"too late"}')


def test_a_failure_tells_its_cause_and_nothing_of_the_message(caplog: pytest.LogCaptureFixture) -> None:
    error = RuntimeError("a secret")
    error.__cause__ = KeyError("a secret")
    response = answer_failure(TURN, error)
    assert response.status == 502
    assert b"KeyError" in (response.body or b"")
    assert "turn t failed: RuntimeError (KeyError)" in caplog.text
    assert "secret" not in caplog.text + str(response.body)
