"""Packs the folders of an installation, and puts what was packed in their place."""

from __future__ import annotations

import contextlib
import shutil
import tarfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from channels.backup.problem import BackupError
from contracts.models import content_files, is_content

PARTS = ("files", "content.git", "secrets")
"""Of the state folder. Not the models, which are trained from the content, nor the ledger of erasures."""


_FIRST = {"HEAD": 0, "refs": 1, "packed-refs": 2, "objects": 4}
"""Of a repository that is being written to. A commit is there before a name leads to it, so names come first; a name
that is packed meanwhile is in ``packed-refs`` before it is gone from ``refs``."""


def pack_state(state_dir: Path, target: Path) -> None:
    """Pack what is kept in the state folder; parts that are not there yet are left out. Raises `BackupError`."""
    _pack(state_dir, (path for name in PARTS for path in _walk(state_dir / name)), target)


def unpack_state(source: Path, state_dir: Path) -> None:
    """Put the packed parts in the place of those that are there; raises `BackupError`."""
    state_dir.mkdir(parents=True, exist_ok=True)
    for name in PARTS:
        shutil.rmtree(state_dir / name, ignore_errors=True)
    _unpack(source, state_dir)


def pack_content(content: Path, target: Path) -> None:
    """Pack the content, without the code that may lie beside it. Raises `BackupError`."""
    _pack(content, [content / name for name in content_files(content)], target)


def unpack_content(source: Path, content: Path) -> None:
    """Put the packed content in the place of what is there; code beside it stays. Raises `BackupError`."""
    with tarfile.open(source) as packed:
        strange = [name for name in packed.getnames() if not is_content(name)]
    if strange:
        raise BackupError(f"{source}: {strange[0]!r} is no content")
    content.mkdir(parents=True, exist_ok=True)
    for name in content_files(content):
        (content / name).unlink()
    _unpack(source, content)


def _pack(root: Path, paths: Iterable[Path], target: Path) -> None:
    """Pack paths as they are called below ``root``; what goes meanwhile is left out."""
    try:
        with tarfile.open(target, "x:gz") as packed:
            target.chmod(0o600)
            for path in paths:
                with contextlib.suppress(FileNotFoundError):
                    _add(packed, path, str(path.relative_to(root)))
    except (tarfile.TarError, OSError) as error:
        raise BackupError(f"{root} could not be packed into {target}: {error}") from error


def _add(packed: tarfile.TarFile, path: Path, name: str) -> None:
    if path.is_dir() or path.is_symlink():
        packed.add(path, arcname=name, recursive=False)
        return
    # One and the same file is measured and read, also where another takes its name meanwhile.
    with path.open("rb") as file:
        packed.addfile(packed.gettarinfo(arcname=name, fileobj=file), file)


def _walk(folder: Path) -> Iterator[Path]:
    """Name a folder and what is in it at that moment; nothing where it is not there (any more)."""
    try:
        inside = sorted(folder.iterdir(), key=lambda path: (_FIRST.get(path.name, 3), path.name))
    except FileNotFoundError:
        return
    yield folder
    for path in inside:
        if path.is_dir() and not path.is_symlink():
            yield from _walk(path)
        elif not (folder.name == "files" and path.suffix == ".new"):
            # What is being written at this moment has no row yet.
            yield path


def _unpack(source: Path, target: Path) -> None:
    try:
        with tarfile.open(source) as packed:
            packed.extractall(target, filter="data")
    except (tarfile.TarError, OSError) as error:
        raise BackupError(f"{source} could not be unpacked into {target}: {error}") from error
