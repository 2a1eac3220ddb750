"""Where files of citizens and administrations lie: one folder, random names, written as a whole or not at all.

Shared by the gateway, which takes uploads and gives documents out, and by the worker, which sends and fetches them.
What a file is called and whose it is stands in the table ``file``.
"""

from __future__ import annotations

import os
import re
import secrets
from pathlib import Path

_ID = re.compile(r"[0-9a-f]{32}")
MAX_FILE_BYTES = 10 * 1024 * 1024
"""Longest file that is taken from citizens or administrations."""


class FileStore:
    """The files of one installation."""

    def __init__(self, folder: Path) -> None:
        """``folder`` must not be one that a web server gives out; it is made when the first file comes."""
        self._folder = folder

    def write(self, content: bytes) -> str:
        """Keep a file and return its id; once this returns, it is on the disk."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        file_id = secrets.token_hex(16)
        path = self._folder / file_id
        written = path.with_suffix(".new")
        with written.open("xb") as file:
            written.chmod(0o600)
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        written.replace(path)
        return file_id

    def read(self, file_id: str) -> bytes:
        """Return a file; raises ``FileNotFoundError`` where there is none of this id."""
        return self._path(file_id).read_bytes()

    def delete(self, file_id: str) -> None:
        """Delete a file; one that is gone already is no error."""
        self._path(file_id).unlink(missing_ok=True)

    def ids(self) -> list[str]:
        """Return the ids of all files."""
        return sorted(path.name for path in self._folder.glob("*") if _ID.fullmatch(path.name))

    def older_than(self, moment: float) -> list[str]:
        """Return the ids of all files written before ``moment`` (seconds since the epoch)."""
        return [file_id for file_id in self.ids() if self._written_before(self._path(file_id), moment)]

    def delete_unfinished(self, moment: float) -> None:
        """Delete what was begun before ``moment`` (seconds since the epoch) and never became a file."""
        for path in self._folder.glob("*.new"):
            if self._written_before(path, moment):
                path.unlink(missing_ok=True)

    def _written_before(self, path: Path, moment: float) -> bool:
        try:
            return path.stat().st_mtime < moment
        except FileNotFoundError:
            return False

    def _path(self, file_id: str) -> Path:
        if not _ID.fullmatch(file_id):
            raise FileNotFoundError("no file has this id")
        return self._folder / file_id
