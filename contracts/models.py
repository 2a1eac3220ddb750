"""Names trained models by what they were trained from, and keeps each with its content; bot and gateway use it."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
import threading
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path, PurePath, PurePosixPath

ROOT = Path(__file__).resolve().parents[1]
DEFAULT_CONTENT = ROOT / "bot"

_PYTHON = "3.10"
"""Of the bot's environment: a model that another Python pickled cannot be loaded there."""
_FOLDERS = ("bot", "contracts", "nlu")
_TESTS_FOLDER = "tests"
"""Content that no model depends on."""
_CONTENT_FOLDERS = ("catalogue", "desk", "knowledge", _TESTS_FOLDER)
_CONTENT_SUFFIX = ".yaml"
_REQUIREMENTS = "requirements/bot.txt"
_MODEL_SUFFIX = ".tar.gz"
_BESIDE_SUFFIX = ".content"
_UNDERSTOOD_SUFFIX = ".understood"
_POINTER = "current"
_KEEP_LIST = "keep"
_RECENT = 5


def content_files(content: Path) -> list[str]:
    """Name the files of the content in a folder, relative to it and sorted; code beside them is not content."""
    beside = (path for path in content.glob(f"*{_CONTENT_SUFFIX}") if path.is_file())
    below = (path for name in _CONTENT_FOLDERS for path in (content / name).rglob("*") if path.is_file())
    names = (path.relative_to(content) for path in (*beside, *below))
    return sorted(name.as_posix() for name in names if not _is_hidden(name))


def is_content(name: str) -> bool:
    """Tell whether a file of this name, relative to the folder of the content, is content; no path leads out of it."""
    path = PurePosixPath(name)
    if path.is_absolute() or _is_hidden(path) or "\0" in name or path.as_posix() != name:
        return False
    return (len(path.parts) == 1 and path.suffix == _CONTENT_SUFFIX) or (
        len(path.parts) > 1 and path.parts[0] in _CONTENT_FOLDERS
    )


def is_test(name: str) -> bool:
    """Tell whether content of this name is a test, on which no model depends."""
    return PurePosixPath(name).parts[0] == _TESTS_FOLDER


def copy_content(content: Path, target: Path) -> None:
    """Copy the files of the content into a folder, which is made."""
    target.mkdir(parents=True, exist_ok=True)
    for name in content_files(content):
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(content / name, target / name)


def fingerprint(content: Path = DEFAULT_CONTENT, root: Path = ROOT) -> str:
    """Give a hash (hex) of every file a model depends on, by name and bytes, and of the Python version.

    ``content`` counts in the place of the content in ``root/bot``, wherever it lies; tests do not count.
    """
    files = {name: root / name for name in _code_files(root)}
    taught = (name for name in content_files(content) if not is_test(name))
    files |= {f"bot/{name}": content / name for name in taught}
    total = hashlib.sha256(f"python {_PYTHON}\n".encode())
    for name in sorted(files, key=Path):
        total.update(f"{name} {hashlib.sha256(files[name].read_bytes()).hexdigest()}\n".encode())
    return total.hexdigest()


def fingerprint_tests(files: Mapping[str, bytes]) -> str:
    """Give a hash (hex) of the tests among files of the content, by name and bytes."""
    total = hashlib.sha256()
    for name in sorted(filter(is_test, files)):
        total.update(f"{name} {hashlib.sha256(files[name]).hexdigest()}\n".encode())
    return total.hexdigest()


def model_path(model_dir: Path, mark: str) -> Path:
    """Give where the model with this fingerprint lies, or will lie."""
    return model_dir / f"{mark}{_MODEL_SUFFIX}"


def content_path(model_dir: Path, mark: str) -> Path:
    """Give the folder with the content from which the model with this fingerprint was trained."""
    return model_dir / f"{mark}{_BESIDE_SUFFIX}"


def understood_path(model_dir: Path, mark: str) -> Path:
    """Give the file with what the model with this fingerprint makes of test sentences (``contracts/understood.py``)."""
    return model_dir / f"{mark}{_UNDERSTOOD_SUFFIX}"


def mark_of(model: Path) -> str:
    """Give the fingerprint of a model by where it lies."""
    return model.name.removesuffix(_MODEL_SUFFIX)


def has_model(model_dir: Path, mark: str) -> bool:
    """Say whether the model lies there, with its content."""
    return model_path(model_dir, mark).is_file() and content_path(model_dir, mark).is_dir()


def read_current(model_dir: Path) -> Path | None:
    """Give the model that is to be served, or None when none was trained yet."""
    try:
        mark = (model_dir / _POINTER).read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        return None
    path = model_path(model_dir, mark)
    return path if path.exists() else None


def make_current(model_dir: Path, mark: str) -> None:
    """Point at a model that lies in the folder, in one step; a running bot takes it within seconds."""
    replace_text(model_dir / _POINTER, f"{mark}\n")


def keep_model(trained: Path, content: Path, model_dir: Path, mark: str) -> Path:
    """Move a trained model into the folder in one step, with a copy of its content beside it, and give its path."""
    keep_content(content, model_dir, mark)
    path = model_path(model_dir, mark)
    trained.replace(path)
    return path


def keep_content(content: Path, model_dir: Path, mark: str) -> None:
    """Put a copy of the content beside the model with this fingerprint, in one step, unless it lies there."""
    beside = content_path(model_dir, mark)
    if not beside.is_dir():
        fresh = Path(tempfile.mkdtemp(prefix=".content-", dir=model_dir))
        fresh.chmod(0o755)
        copy_content(content, fresh)
        fresh.rename(beside)


def name_kept(model_dir: Path, marks: Iterable[str]) -> None:
    """Name the models that must stay, as releases, in reviews, or because somebody tries them; deletes none."""
    kept = set(marks)
    if _read_kept(model_dir) != kept:
        replace_text(model_dir / _KEEP_LIST, "".join(f"{mark}\n" for mark in sorted(kept)))


def keep_only(model_dir: Path, marks: Iterable[str]) -> None:
    """Name the models that must stay, as ``name_kept``, and delete all others but the current one."""
    kept = set(marks)
    name_kept(model_dir, kept)
    _delete_all_but(model_dir, {*kept, *_current_mark(model_dir)})


def drop_old(model_dir: Path) -> None:
    """Delete all models but those that were named last, the current one, and the five latest of the others."""
    kept = {*_read_kept(model_dir), *_current_mark(model_dir)}
    others = [path for path in model_dir.glob(f"*{_MODEL_SUFFIX}") if mark_of(path) not in kept]
    latest = sorted(others, key=lambda path: path.stat().st_mtime, reverse=True)[:_RECENT]
    _delete_all_but(model_dir, kept | {mark_of(path) for path in latest})


def _read_kept(model_dir: Path) -> set[str]:
    try:
        return set((model_dir / _KEEP_LIST).read_text(encoding="utf-8").split())
    except FileNotFoundError:
        return set()


def _current_mark(model_dir: Path) -> tuple[str, ...]:
    current = read_current(model_dir)
    return (mark_of(current),) if current is not None else ()


def _delete_all_but(model_dir: Path, kept: set[str]) -> None:
    for path in model_dir.glob(f"*{_MODEL_SUFFIX}"):
        if mark_of(path) not in kept:
            path.unlink(missing_ok=True)
    for path in model_dir.glob(f"*{_BESIDE_SUFFIX}"):
        if path.name.removesuffix(_BESIDE_SUFFIX) not in kept:
            shutil.rmtree(path, ignore_errors=True)
    for path in model_dir.glob(f"*{_UNDERSTOOD_SUFFIX}"):
        if path.name.removesuffix(_UNDERSTOOD_SUFFIX) not in kept:
            path.unlink(missing_ok=True)


def replace_text(path: Path, text: str) -> None:
    """Write a file in one step: whoever reads it finds the old text or the new one."""
    fresh = path.with_name(f".{path.name}.{os.getpid()}.{threading.get_ident()}")
    fresh.write_text(text, encoding="utf-8")
    fresh.replace(path)


def _code_files(root: Path) -> Iterator[str]:
    if (root / _REQUIREMENTS).is_file():
        yield _REQUIREMENTS
    content = {f"bot/{name}" for name in content_files(root / "bot")}
    for folder in _FOLDERS:
        for path in (root / folder).rglob("*"):
            name = path.relative_to(root).as_posix()
            if path.is_file() and path.suffix != ".pyc" and name not in content:
                yield name


def _is_hidden(name: PurePath) -> bool:
    """Tell whether a part of the name begins with a dot, as ``..`` does too."""
    return any(part.startswith(".") for part in name.parts)
