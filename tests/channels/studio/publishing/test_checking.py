"""The check of a review's content: that of the whole catalogue, whatever was checked before."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from channels.studio.publishing.checking import ContentCheck, is_checked
from channels.studio.publishing.folder import lay_over, read_content

TODAY = date(2026, 11, 30)
PASSPORT = "catalogue/passport.yaml"


@pytest.mark.parametrize(
    ("path", "checked"),
    [
        (PASSPORT, True),
        ("conversation.yaml", True),
        ("desk/queues.yaml", True),
        ("knowledge/lb/library.md", True),
        ("notes.yaml", False),
        ("desk/notes.yaml", False),
        ("catalogue/old/passport.yaml", False),
        ("catalogue/passport.yaml.orig", False),
        ("knowledge/README.md", False),
    ],
)
def test_which_files_have_rules(path: str, checked: bool) -> None:
    assert is_checked(path) is checked


def test_problems_come_and_go_with_the_texts() -> None:
    content = read_content(Path("bot"))
    check = ContentCheck()
    assert check.problems(content | {"notes.yaml": b"{"}, TODAY) == []
    broken = lay_over(content, {PASSPORT: content[PASSPORT].decode().replace("\n", "\nnonsense: 1\n", 1)})
    assert {problem.path for problem in check.problems(broken, TODAY)} == {PASSPORT}
    gone = check.problems(lay_over(content, {"conversation.yaml": None}), TODAY)
    assert "conversation.yaml" in {problem.path for problem in gone}
    assert check.problems(content, TODAY) == []
