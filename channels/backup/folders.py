"""Packs the folders of an installation, and puts what was packed in their place."""

from __future__ import annotations

import shutil
import tarfile
from pathlib import Path

from channels.backup.problem import BackupError
from contracts.models import content_files, is_content

PARTS = ("files", "content.git", "secrets")
"""Of the state folder. Not the models, which are trained from the content, nor the ledger of erasures."""


def pack_state(state_dir: Path, target: Path) -> None:
    """Pack what is kept in the state folder; parts that are not there yet are left out."""
    with tarfile.open(target, "x:gz") as packed:
        for name in PARTS:
            if (state_dir / name).is_dir():
                packed.add(state_dir / name, arcname=name, filter=_whole)
    target.chmod(0o600)


def unpack_state(source: Path, state_dir: Path) -> None:
    """Put the packed parts in the place of those that are there; raises `BackupError`."""
    state_dir.mkdir(parents=True, exist_ok=True)
    for name in PARTS:
        shutil.rmtree(state_dir / name, ignore_errors=True)
    _unpack(source, state_dir)


def pack_content(content: Path, target: Path) -> None:
    """Pack the content, without the code that may lie beside it."""
    with tarfile.open(target, "x:gz") as packed:
        for name in content_files(content):
            packed.add(content / name, arcname=name)
    target.chmod(0o600)


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


def _whole(member: tarfile.TarInfo) -> tarfile.TarInfo | None:
    """Leave out what is being written at this moment; it has no row yet."""
    return None if member.name.startswith("files/") and member.name.endswith(".new") else member


def _unpack(source: Path, target: Path) -> None:
    try:
        with tarfile.open(source) as packed:
            packed.extractall(target, filter="data")
    except (tarfile.TarError, OSError) as error:
        raise BackupError(f"{source} could not be unpacked into {target}: {error}") from error
