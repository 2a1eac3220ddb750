"""Texts of the gateway's own pages."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.requests import Request

from channels.auth import page
from channels.auth.errors import LoginProblem
from channels.wording import Wording, language_of


def asking(query: str = "", accept: str = "") -> Request:
    headers = [(b"accept-language", accept.encode("latin-1", "replace"))]
    return Request({"type": "http", "query_string": query.encode(), "headers": headers})


@pytest.mark.parametrize(
    ("query", "accept", "language"),
    [
        ("", "", "fr"),
        ("lang=lb", "de", "lb"),
        ("lang=xx", "de", "de"),
        ("", "de-LU,de;q=0.9,en;q=0.8", "de"),
        ("", "pt, en;q=0.4, lb;q=0.6", "lb"),
        ("", "pt-PT", "fr"),
        ("", "*;q=x, en", "en"),
        ("", "EN-us", "en"),
    ],
)
def test_the_language_of_a_visitor(query: str, accept: str, language: str) -> None:
    assert language_of(asking(query, accept)) == language


@given(st.text(), st.text())
def test_no_header_breaks_it(query: str, accept: str) -> None:
    assert language_of(asking(query, accept)) in ("lb", "fr", "de", "en")


def test_a_text_that_lacks_a_language_is_no_text(tmp_path: Path) -> None:
    path = tmp_path / "texts.yaml"
    path.write_text("hello: {lb: Moien, fr: Bonjour, de: Hallo}", encoding="utf-8")
    with pytest.raises(ValueError, match="hello must have lb, fr, de, en"):
        Wording(path)


def test_every_problem_of_a_login_has_its_texts() -> None:
    for problem in get_args(LoginProblem):
        assert {problem, f"{problem}_title"} <= page.WORDING.keys
