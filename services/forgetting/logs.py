"""Logs of the processes in the launcher's folder: what is older than it may be, and cutting it off.

The launcher moves a log aside before its oldest line is too old (``launcher/rotation.py``). What is left then
is only in files that nobody writes to any more.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

LONGEST_LINE = 4096
"""Bytes at the beginning of a log in which its first moment is looked for."""
_MOMENT = re.compile(rb"\b(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)")


def old_logs(folder: Path, before: datetime) -> list[Path]:
    """Return the logs to which nothing was written since a moment, with something in them."""
    found = []
    for path in sorted(folder.glob("*.log*")) if folder.is_dir() else ():
        status = path.stat()
        if status.st_size and status.st_mtime <= before.timestamp():
            found.append(path)
    return found


def logs_with_old_lines(folder: Path, before: datetime) -> list[Path]:
    """Return the logs that begin before a moment, or to which nothing was written since."""
    old = set(old_logs(folder, before))
    for path in folder.glob("*.log*") if folder.is_dir() else ():
        began = _begins(path)
        if began is not None and began <= before:
            old.add(path)
    return sorted(old)


def cut_logs(folder: Path, before: datetime) -> int:
    """Delete what was moved aside and empty what may still be open, where nothing was written since a moment."""
    old = old_logs(folder, before)
    for path in old:
        if path.suffix == ".log":
            # Whoever has it open appends, and so goes on at its new end.
            with path.open("r+b") as file:
                file.truncate()
        else:
            path.unlink(missing_ok=True)
    return len(old)


def _begins(path: Path) -> datetime | None:
    """Return the first moment that a log names; None where there is none at its beginning."""
    with path.open("rb") as file:
        match = _MOMENT.search(file.read(LONGEST_LINE))
    return datetime.fromisoformat(f"{match[1].decode()}T{match[2].decode()}").replace(tzinfo=UTC) if match else None
