"""Writes the output of a process into its log file, with a cap on its size and on the age of its lines."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping
from datetime import datetime, timezone
from pathlib import Path

from launcher.problem import Problem

MAX_BYTES = 5 * 1024 * 1024
KEPT = 3
"""Older files that are kept: NAME.log.1 is the newest of them."""
KEEP_DAYS = 30.0
DAY = 86_400.0
LONGEST_LINE = 4096
"""Bytes at the beginning of a log in which its first moment is looked for."""
_MOMENT = re.compile(rb"\b(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)")


def read_longest_age(variables: Mapping[str, str]) -> float:
    """Return after how many seconds a log is moved aside, so that all kept files together hold no older line.

    Raises:
        Problem: ``MOIEN_KEEP_LOGS_DAYS`` is no number of days.
    """
    written = variables.get("MOIEN_KEEP_LOGS_DAYS") or str(KEEP_DAYS)
    try:
        days = float(written)
    except ValueError:
        days = 0
    if not days > 0:
        raise Problem(f"MOIEN_KEEP_LOGS_DAYS is {written!r}, which is no number of days.", "Write for example 30.")
    return days * DAY / (KEPT + 1)


class RotatingLog:
    """An append-only log that moves itself aside when it is full."""

    def __init__(
        self,
        path: Path,
        *,
        max_bytes: int = MAX_BYTES,
        kept: int = KEPT,
        max_age: float = KEEP_DAYS * DAY / (KEPT + 1),
        clock: Callable[[], float] = time.time,
    ) -> None:
        """Open ``path`` for appending. ``max_age``: seconds between its first and its last line at most."""
        path.parent.mkdir(parents=True, exist_ok=True)
        self.path, self.max_bytes, self.kept, self.max_age = path, max_bytes, kept, max_age
        self._clock = clock
        self._file = path.open("ab", buffering=0)
        self._began = _read_begin(path) if self.size else None

    @property
    def size(self) -> int:
        """Bytes in the file now."""
        return self._file.tell()

    def fileno(self) -> int:
        """Descriptor of the file, for a command that writes into it itself."""
        return self._file.fileno()

    def write(self, output: bytes) -> None:
        """Append; move the file aside first when it would grow over its cap, or its first line is too old."""
        if self.size and (self.size + len(output) > self.max_bytes or self._is_old()):
            self._rotate()
        if not self.size or self._began is None:
            self._began = self._clock()
        self._file.write(output)

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def _is_old(self) -> bool:
        return self._began is not None and self._clock() - self._began > self.max_age

    def _rotate(self) -> None:
        self._file.close()
        for number in range(self.kept, 0, -1):
            newer = self._aside(number - 1) if number > 1 else self.path
            if newer.exists():
                newer.replace(self._aside(number))
        self._file = self.path.open("ab", buffering=0)

    def _aside(self, number: int) -> Path:
        return self.path.with_name(f"{self.path.name}.{number}")


def _read_begin(path: Path) -> float:
    """Return the first moment that a log names, in seconds since the epoch; else when it was last written to."""
    with path.open("rb") as file:
        match = _MOMENT.search(file.read(LONGEST_LINE))
    if match is None:
        return path.stat().st_mtime
    named = datetime.fromisoformat(f"{match[1].decode()}T{match[2].decode()}")
    return named.replace(tzinfo=timezone.utc).timestamp()
