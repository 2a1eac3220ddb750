from __future__ import annotations

import json

import pytest

from launcher.free_text import describe_free_text
from tests.launcher.answering import serve


@pytest.mark.parametrize(
    ("mode", "model", "said"),
    [
        ("extractive", None, "quoted from 216 pages (no language model is set"),
        ("extractive", "small", "quoted from 216 pages: the language model small is still loading, or fails"),
        ("llm", "small", "written by small from 216 pages, checked"),
    ],
)
def test_each_mode_is_named(mode: str, model: str | None, said: str) -> None:
    with serve(json.dumps({"mode": mode, "model": model, "pages": 216}).encode()) as port:
        assert describe_free_text("127.0.0.1", port).startswith(said)


@pytest.mark.parametrize("body", [b"", b"<html>", b"{}", b"[]", b"null"])
def test_what_is_no_answer_server_is_unknown(body: bytes) -> None:
    with serve(body) as port:
        assert "unknown" in describe_free_text("127.0.0.1", port)


def test_nobody_there_is_unknown_too() -> None:
    with serve(b"") as port:
        pass
    assert "unknown" in describe_free_text("127.0.0.1", port)
