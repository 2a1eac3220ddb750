"""Names trained models by what they were trained from, and remembers which one is current. Imports no Rasa."""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path

from bot.settings import ROOT

_FOLDERS = ("bot", "contracts", "nlu")
_REQUIREMENTS = "requirements/bot.txt"
_SUFFIX = ".tar.gz"
_POINTER = "current"
_KEPT = 3


def fingerprint(root: Path = ROOT) -> str:
    """Give a hash (hex) of every file a model depends on, by name and content, and of the Python version."""
    total = hashlib.sha256(f"python {sys.version_info.major}.{sys.version_info.minor}\n".encode())
    for path in sorted(_source_files(root)):
        content = hashlib.sha256(path.read_bytes()).hexdigest()
        total.update(f"{path.relative_to(root).as_posix()} {content}\n".encode())
    return total.hexdigest()


def model_path(model_dir: Path, mark: str) -> Path:
    """Give where the model with this fingerprint lies, or will lie."""
    return model_dir / f"{mark}{_SUFFIX}"


def read_current(model_dir: Path) -> Path | None:
    """Give the model that is to be served, or None when none was trained yet."""
    pointer = model_dir / _POINTER
    if not pointer.exists():
        return None
    path = model_path(model_dir, pointer.read_text(encoding="utf-8").strip())
    return path if path.exists() else None


def make_current(model_dir: Path, mark: str) -> None:
    """Point at a model that lies in the folder, in one step."""
    fresh = model_dir / f".{_POINTER}.{os.getpid()}"
    fresh.write_text(f"{mark}\n", encoding="utf-8")
    fresh.replace(model_dir / _POINTER)


def keep_model(trained: Path, model_dir: Path, mark: str) -> Path:
    """Move a trained model into the folder in one step, make it current, and delete all but the latest few."""
    path = model_path(model_dir, mark)
    trained.replace(path)
    make_current(model_dir, mark)
    others = [other for other in model_dir.glob(f"*{_SUFFIX}") if other != path]
    for old in sorted(others, key=lambda other: other.stat().st_mtime, reverse=True)[_KEPT - 1 :]:
        old.unlink(missing_ok=True)
    return path


def _source_files(root: Path) -> Iterator[Path]:
    if (root / _REQUIREMENTS).is_file():
        yield root / _REQUIREMENTS
    for folder in _FOLDERS:
        yield from (path for path in (root / folder).rglob("*") if path.is_file() and path.suffix != ".pyc")
