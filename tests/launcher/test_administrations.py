"""What ``status`` says about administrations that do not answer."""

import json
from datetime import datetime

import pytest

from launcher.administrations import describe_down
from tests.launcher.answering import serve

UP = {"name": "taxes", "state": "up", "since": None, "retry_at": None}
SINCE, AGAIN = "2026-11-23T10:00:00Z", "2026-11-23T10:05:30+00:00"


def here(moment: str) -> str:
    return datetime.fromisoformat(moment).astimezone().strftime("%Y-%m-%d %H:%M:%S")


@pytest.mark.parametrize(
    ("administrations", "said"),
    [
        ([], []),
        ([UP], []),
        (
            [UP, {"name": "commune", "state": "down", "since": SINCE, "retry_at": AGAIN}],
            [f"administration commune: does not answer since {here(SINCE)}; it is tried again at {here(AGAIN)}."],
        ),
        ([{"name": "justice", "state": "down", "since": None}], ["administration justice: does not answer."]),
    ],
)
def test_one_line_for_each_that_is_down(administrations: list[dict[str, str]], said: list[str]) -> None:
    asked: list[str] = []
    with serve(json.dumps({"administrations": administrations, "parts": {}}).encode(), asked) as port:
        lines = describe_down("127.0.0.1", port)
    assert [line.partition(" Requests")[0] for line in lines] == said
    assert asked == ["/api/status"]


@pytest.mark.parametrize(
    "body", [b"", b"<html>", b"{}", b"null", b'{"administrations": [{}]}', b'{"administrations": 1}']
)
def test_what_is_no_answer_is_unknown(body: bytes) -> None:
    with serve(body) as port:
        assert describe_down("127.0.0.1", port) == ["administrations: unknown (the gateway does not say)"]


def test_nobody_there_is_unknown_too() -> None:
    with serve(b"") as port:
        pass
    assert "unknown" in describe_down("127.0.0.1", port)[0]
