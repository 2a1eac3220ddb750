from __future__ import annotations

import os
from pathlib import Path

import pytest

from contracts.models import (
    content_files,
    content_path,
    drop_old,
    fingerprint,
    fingerprint_tests,
    has_model,
    is_content,
    keep_model,
    keep_only,
    make_current,
    mark_of,
    model_path,
    name_kept,
    read_current,
    understood_path,
)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project in small."""
    for name in (
        "bot/catalogue/a.yaml",
        "bot/config.yml",
        "bot/x.py",
        "bot/desk/queues.yaml",
        "nlu/text/y.py",
        "contracts/z.json",
    ):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name, encoding="utf-8")
    (tmp_path / "requirements").mkdir()
    (tmp_path / "requirements" / "bot.txt").write_text("rasa==3.6.21", encoding="utf-8")
    return tmp_path


def mark(root: Path) -> str:
    return fingerprint(root / "bot", root)


CHANGED = [
    "bot/catalogue/a.yaml",
    "bot/catalogue/new.yaml",
    "bot/config.yml",
    "bot/x.py",
    "nlu/text/y.py",
    "nlu/text/data/communes.json",
    "contracts/z.json",
    "requirements/bot.txt",
]


@pytest.mark.parametrize("name", CHANGED)
def test_whatever_a_model_depends_on_changes_the_fingerprint(root: Path, name: str) -> None:
    before = mark(root)
    (root / name).parent.mkdir(exist_ok=True)
    (root / name).write_text("something else", encoding="utf-8")
    assert mark(root) != before


def test_a_renamed_file_changes_the_fingerprint(root: Path) -> None:
    before = mark(root)
    (root / "bot/catalogue/a.yaml").rename(root / "bot/catalogue/b.yaml")
    assert mark(root) != before


@pytest.mark.parametrize(
    "name",
    ["README.md", "web/x.ts", "channels/x.py", "bot/__pycache__/x.cpython-310.pyc", "bot/tests/passport.yaml"],
)
def test_nothing_else_does(root: Path, name: str) -> None:
    before = mark(root)
    (root / name).parent.mkdir(exist_ok=True)
    (root / name).write_text("x", encoding="utf-8")
    assert mark(root) == before


def test_tests_have_a_fingerprint_of_their_own() -> None:
    tests = {"tests/a.yaml": b"1", "tests/b.yaml": b"2"}
    mark = fingerprint_tests(tests)
    assert fingerprint_tests({"catalogue/a.yaml": b"x", **dict(reversed(tests.items()))}) == mark
    for other in (
        {"tests/a.yaml": b"1"},
        {**tests, "tests/b.yaml": b"3"},
        {"tests/a.yaml": b"1", "tests/c.yaml": b"2"},
    ):
        assert fingerprint_tests(other) != mark


def test_touching_a_file_changes_nothing(root: Path) -> None:
    before = mark(root)
    os.utime(root / "bot/x.py", (1, 1))
    assert mark(root) == before


def test_there_is_no_current_model_before_the_first(tmp_path: Path) -> None:
    assert read_current(tmp_path) is None
    make_current(tmp_path, "gone")
    assert read_current(tmp_path) is None


@pytest.mark.parametrize("changed", [None, "catalogue/a.yaml", "catalogue/new.yaml", "desk/queues.yaml"])
def test_content_counts_wherever_it_lies(root: Path, tmp_path: Path, changed: str | None) -> None:
    elsewhere = tmp_path / "elsewhere"
    for name in content_files(root / "bot"):
        (elsewhere / name).parent.mkdir(parents=True, exist_ok=True)
        (elsewhere / name).write_bytes((root / "bot" / name).read_bytes())
    (elsewhere / "not_content.txt").write_text("x", encoding="utf-8")
    (elsewhere / "catalogue" / ".hidden.yaml").write_text("x", encoding="utf-8")
    if changed is not None:
        (elsewhere / changed).write_text("changed", encoding="utf-8")
    assert (fingerprint(elsewhere, root) == mark(root)) is (changed is None)


def test_code_is_no_content(root: Path) -> None:
    assert content_files(root / "bot") == ["catalogue/a.yaml", "desk/queues.yaml"]


@pytest.mark.parametrize(
    ("name", "fits"),
    [
        ("catalogue/passport.yaml", True),
        ("conversation.yaml", True),
        ("knowledge/lb/x.md", True),
        ("desk/queues.yaml", True),
        ("tests/passport.yaml", True),
        ("config.yml", False),
        ("server.py", False),
        ("actions/x.yaml", False),
        ("catalogue", False),
        ("", False),
        ("/etc/x.yaml", False),
        ("../x.yaml", False),
        ("catalogue/../../x.yaml", False),
        ("catalogue/.x.yaml", False),
        (".x.yaml", False),
        ("./x.yaml", False),
        ("catalogue//x.yaml", False),
        ("catalogue/x\0.yaml", False),
    ],
)
def test_only_names_of_content_fit(name: str, fits: bool) -> None:
    assert is_content(name) is fits


def keep(models: Path, content: Path, name: str, age: int) -> Path:
    models.mkdir(exist_ok=True)
    trained = models / "fresh"
    trained.write_text(name, encoding="utf-8")
    path = keep_model(trained, content, models, name)
    understood_path(models, name).write_text("{}", encoding="utf-8")
    os.utime(path, (1000 - age, 1000 - age))
    return path


def marks(models: Path) -> set[str]:
    found = {mark_of(path) for path in models.glob("*.tar.gz")}
    for suffix in ("content", "understood"):
        assert {path.name for path in models.glob(f"*.{suffix}")} == {f"{name}.{suffix}" for name in found}
    return found


def test_a_kept_model_has_its_content_beside_it(root: Path) -> None:
    models = root / "models"
    keep(models, root / "bot", "m", 0)
    assert has_model(models, "m")
    assert not has_model(models, "n")
    assert content_files(content_path(models, "m")) == content_files(root / "bot")
    assert (content_path(models, "m") / "catalogue" / "a.yaml").read_text(encoding="utf-8") == "bot/catalogue/a.yaml"
    assert read_current(models) is None, "only whoever publishes makes it current"
    make_current(models, "m")
    assert read_current(models) == model_path(models, "m")
    assert not [path for path in models.iterdir() if path.name.startswith(".")]


def test_models_that_are_not_named_are_deleted_but_the_current_one(root: Path) -> None:
    models = root / "models"
    for name in "abcde":
        keep(models, root / "bot", name, 0)
    make_current(models, "e")
    keep_only(models, ["a", "c"])
    assert marks(models) == {"a", "c", "e"}
    keep_only(models, [])
    assert marks(models) == {"e"}


def test_naming_what_is_kept_deletes_nothing(root: Path) -> None:
    models = root / "models"
    for name in "ab":
        keep(models, root / "bot", name, 0)
    name_kept(models, ["a"])
    written = (models / "keep").stat().st_mtime_ns
    name_kept(models, ["a"])
    assert (marks(models), (models / "keep").stat().st_mtime_ns) == ({"a", "b"}, written)
    name_kept(models, ["b"])
    assert (models / "keep").read_text(encoding="utf-8") == "b\n"


def test_training_deletes_old_ones_but_none_that_is_kept(root: Path) -> None:
    models = root / "models"
    keep(models, root / "bot", "current", 90)
    keep(models, root / "bot", "released", 91)
    make_current(models, "current")
    keep_only(models, ["released"])
    for age in range(7):
        keep(models, root / "bot", f"tried{age}", age)
        drop_old(models)
    assert marks(models) == {"current", "released", *(f"tried{age}" for age in range(5))}
