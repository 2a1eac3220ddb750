from __future__ import annotations

import os
from pathlib import Path

import pytest

from bot.models import fingerprint, keep_model, make_current, model_path, read_current


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project in small."""
    for name in ("bot/catalogue/a.yaml", "bot/config.yml", "bot/x.py", "nlu/text/y.py", "contracts/z.json"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name, encoding="utf-8")
    (tmp_path / "requirements").mkdir()
    (tmp_path / "requirements" / "bot.txt").write_text("rasa==3.6.21", encoding="utf-8")
    return tmp_path


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
    before = fingerprint(root)
    (root / name).parent.mkdir(exist_ok=True)
    (root / name).write_text("something else", encoding="utf-8")
    assert fingerprint(root) != before


def test_a_renamed_file_changes_the_fingerprint(root: Path) -> None:
    before = fingerprint(root)
    (root / "bot/catalogue/a.yaml").rename(root / "bot/catalogue/b.yaml")
    assert fingerprint(root) != before


@pytest.mark.parametrize("name", ["README.md", "web/x.ts", "channels/x.py", "bot/__pycache__/x.cpython-310.pyc"])
def test_nothing_else_does(root: Path, name: str) -> None:
    before = fingerprint(root)
    (root / name).parent.mkdir(exist_ok=True)
    (root / name).write_text("x", encoding="utf-8")
    assert fingerprint(root) == before


def test_touching_a_file_changes_nothing(root: Path) -> None:
    before = fingerprint(root)
    os.utime(root / "bot/x.py", (1, 1))
    assert fingerprint(root) == before


def test_there_is_no_current_model_before_the_first(tmp_path: Path) -> None:
    assert read_current(tmp_path) is None
    make_current(tmp_path, "gone")
    assert read_current(tmp_path) is None


def test_a_kept_model_is_current_and_few_old_ones_stay(tmp_path: Path) -> None:
    for number in range(5):
        trained = tmp_path / "fresh"
        trained.write_text(str(number), encoding="utf-8")
        kept = keep_model(trained, tmp_path, f"mark{number}")
        os.utime(kept, (number, number))
    assert read_current(tmp_path) == model_path(tmp_path, "mark4")
    assert sorted(path.name for path in tmp_path.glob("*.tar.gz")) == [f"mark{n}.tar.gz" for n in (2, 3, 4)]
    assert sorted(path.name for path in tmp_path.iterdir() if "tar" not in path.name) == ["current"]
