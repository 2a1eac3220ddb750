"""Saves an installation into a folder while it runs."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from pathlib import Path

from channels.backup.databases import save_database
from channels.backup.folders import pack_content, pack_state
from channels.backup.problem import BackupError
from channels.backup.settings import BackupSettings
from contracts.names import BACKUP_MADE

MANIFEST = "manifest.json"
STATE = "state.tar.gz"
CONTENT = "content.tar.gz"
FORMAT = 1
"""Of the folder; another one is refused."""


def save(settings: BackupSettings, folder: Path) -> Path:
    """Write a backup into a new folder below ``folder``, named by the moment; return that folder.

    It holds personal data and secrets: only its owner may read it. The manifest comes last, so that a folder without
    one is a backup that broke off.

    Raises:
        BackupError: something cannot be saved.
    """
    began = datetime.now(UTC)
    target = folder / f"moien-{began:%Y%m%dT%H%M%SZ}"
    try:
        target.mkdir(mode=0o700, parents=True)
    except OSError as error:
        raise BackupError(f"{target} cannot be made ({type(error).__name__}); name a folder to write into") from error
    # Databases before folders: a file is written before its row, so that every row finds its file.
    for name, (setting, url) in settings.databases.items():
        save_database(setting, url, target / name)
    pack_state(settings.state_dir, target / STATE)
    pack_content(settings.bot_dir, target / CONTENT)
    hashes = {path.name: _hash(path) for path in sorted(target.iterdir())}
    manifest = {"format": FORMAT, "began": began.isoformat(timespec="seconds"), "sha256": hashes}
    (target / MANIFEST).write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")
    (settings.state_dir / BACKUP_MADE).touch()
    return target


def check(backup: Path) -> datetime:
    """Return when a backup was begun.

    Raises:
        BackupError: it is none, broke off, is of another format, or was changed.
    """
    try:
        manifest = json.loads((backup / MANIFEST).read_text(encoding="utf-8"))
        wanted, hashes = manifest["format"], dict(manifest["sha256"])
        began = datetime.fromisoformat(manifest["began"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BackupError(f"{backup} is no whole backup: {MANIFEST} cannot be read ({type(error).__name__})") from error
    if wanted != FORMAT:
        raise BackupError(f"{backup} has format {wanted}; this version restores format {FORMAT}")
    for name in (*BackupSettings.model_construct().databases, STATE, CONTENT):
        if name not in hashes or not (backup / name).is_file() or _hash(backup / name) != hashes[name]:
            raise BackupError(f"{backup}: {name} is missing or not as it was written; take another backup")
    return began


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
