"""Logs of the processes in the launcher's folder: what is older than it may be, and cutting it off.

The launcher moves a log aside before its oldest line is too old (``launcher/rotation.py``). What is left then
is only in files that nobody writes to any more.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

LONGEST_LINE = 4096
"""Bytes at the beginning of a log in which its first moment is looked for."""
AT_REST = timedelta(hours=1)
_MOMENT = re.compile(rb"\b(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)")


def logs_with_old_lines(folder: Path, before: datetime) -> list[Path]:
    """Return the logs that begin before a moment; of those that name none, the ones not written to since then."""
    return [path for path in sorted(folder.glob("*.log*")) if path.stat().st_size and _begins(path) <= before]


def cut_logs(folder: Path, before: datetime, now: datetime) -> int:
    """Delete logs that were moved aside and begin before a moment, and empty such as are still open but at rest.

    One that is written to is moved aside by the launcher with its next line.
    """
    cut = 0
    for path in logs_with_old_lines(folder, before):
        if path.suffix != ".log":
            path.unlink(missing_ok=True)
        elif _written(path) <= now - AT_REST:
            # Whoever has it open appends, and so goes on at its new end.
            with path.open("r+b") as file:
                file.truncate()
        else:
            continue
        cut += 1
    return cut


def _begins(path: Path) -> datetime:
    with path.open("rb") as file:
        match = _MOMENT.search(file.read(LONGEST_LINE))
    if match is None:
        return _written(path)
    return datetime.fromisoformat(f"{match[1].decode()}T{match[2].decode()}").replace(tzinfo=UTC)


def _written(path: Path) -> datetime:
    return datetime.fromtimestamp(path.stat().st_mtime, UTC)
