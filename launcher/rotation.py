"""Writes the output of a process into its log file, with a cap on the size."""

from __future__ import annotations

from pathlib import Path

MAX_BYTES = 5 * 1024 * 1024
KEPT = 3
"""Older files that are kept: NAME.log.1 is the newest of them."""


class RotatingLog:
    """An append-only log that moves itself aside when it is full."""

    def __init__(self, path: Path, *, max_bytes: int = MAX_BYTES, kept: int = KEPT) -> None:
        """Open ``path`` for appending."""
        path.parent.mkdir(parents=True, exist_ok=True)
        self.path, self.max_bytes, self.kept = path, max_bytes, kept
        self._file = path.open("ab", buffering=0)

    @property
    def size(self) -> int:
        """Bytes in the file now."""
        return self._file.tell()

    def fileno(self) -> int:
        """Descriptor of the file, for a command that writes into it itself."""
        return self._file.fileno()

    def write(self, output: bytes) -> None:
        """Append; move the file aside first when it would grow over its cap."""
        if self.size and self.size + len(output) > self.max_bytes:
            self._rotate()
        self._file.write(output)

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def _rotate(self) -> None:
        self._file.close()
        for number in range(self.kept, 0, -1):
            newer = self._aside(number - 1) if number > 1 else self.path
            if newer.exists():
                newer.replace(self._aside(number))
        self._file = self.path.open("ab", buffering=0)

    def _aside(self, number: int) -> Path:
        return self.path.with_name(f"{self.path.name}.{number}")
