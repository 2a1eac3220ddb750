"""Content in the bot's folder."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from channels.studio.publishing.folder import (
    bring,
    lay_over,
    name_model,
    read_content,
    with_tests,
    write_content,
    write_whole,
)
from contracts.models import fingerprint

BEFORE = {"conversation.yaml": b"a\n", "catalogue/a.yaml": b"1\n", "knowledge/lb/p.md": b"x\n"}
AFTER = {"conversation.yaml": b"a\n", "catalogue/b.yaml": b"2\n", "knowledge/fr/p.md": b"y\n"}


def test_content_takes_the_place_of_other_content(tmp_path: Path) -> None:
    write_content(tmp_path, BEFORE)
    (tmp_path / "actions").mkdir()
    (tmp_path / "actions" / "code.py").write_text("code")
    untouched = (tmp_path / "conversation.yaml").stat().st_mtime_ns
    bring(tmp_path, AFTER)
    bring(tmp_path, AFTER)
    assert read_content(tmp_path) == AFTER
    assert (tmp_path / "actions" / "code.py").read_text() == "code"
    assert (tmp_path / "conversation.yaml").stat().st_mtime_ns == untouched
    assert not list(tmp_path.rglob("*.new"))


def test_a_file_that_cannot_be_written_stays_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.yaml"
    write_whole(path, b"old\n")

    def fail(_descriptor: int) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(OSError, match="disk full"):
        write_whole(path, b"new\n")
    assert path.read_bytes() == b"old\n"
    assert read_content(tmp_path) == {"a.yaml": b"old\n"}


def test_files_are_laid_over() -> None:
    laid = lay_over(BEFORE, {"catalogue/a.yaml": None, "catalogue/b.yaml": "é\n", "catalogue/c.yaml": None})
    assert sorted(laid) == ["catalogue/b.yaml", "conversation.yaml", "knowledge/lb/p.md"]
    assert laid["catalogue/b.yaml"] == "é\n".encode()


def test_the_model_has_the_name_that_the_bot_gives_it(tmp_path: Path) -> None:
    write_content(tmp_path, BEFORE)
    assert name_model(BEFORE) == fingerprint(tmp_path)
    assert name_model(AFTER) != name_model(BEFORE)


def test_earlier_content_without_tests_takes_those_that_are_live() -> None:
    live = AFTER | {f"tests/{name}.yaml": b"t\n" for name in ("a", "b", "small_talk")}
    # Of the service that is only live the tests go, too.
    assert with_tests(BEFORE, live) == BEFORE | {"tests/a.yaml": b"t\n", "tests/small_talk.yaml": b"t\n"}
    own = BEFORE | {"tests/a.yaml": b"own\n"}
    assert with_tests(own, live) == own
