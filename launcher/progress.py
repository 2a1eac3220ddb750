"""Says on the terminal what is going on: one line a step, with the time it took."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from launcher.problem import Problem

_lock = threading.Lock()
TAIL = 30
"""Lines of a failed step's log that are shown."""


def say(text: str = "") -> None:
    """Print a line at once; threads may call it."""
    with _lock:
        print(text, flush=True)


def warn(text: str) -> None:
    """Print a line for the person at the terminal to act on."""
    with _lock:
        print(text, file=sys.stderr, flush=True)


@contextmanager
def step(name: str, *, quiet_below: float = 0.0) -> Iterator[None]:
    """Announce a step, then say how long it took; nothing is said of one shorter than ``quiet_below`` seconds."""
    started = time.monotonic()
    if not quiet_below:
        say(f"  … {name}")
    yield
    took = time.monotonic() - started
    if took >= quiet_below:
        say(f"  ✓ {name} ({took:.1f} s)")


def run_logged(
    argv: Sequence[str | Path], *, log: Path, cwd: Path, variables: Mapping[str, str], doing: str, hint: str
) -> None:
    """Run a command with its output in ``log``.

    Raises:
        Problem: the command failed; the message holds the end of its log.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as output:
        output.write(f"$ {' '.join(map(str, argv))}\n".encode())
        output.flush()
        try:
            code = subprocess.run(
                list(map(str, argv)), cwd=cwd, env=dict(variables), stdout=output, stderr=subprocess.STDOUT, check=False
            ).returncode
        except FileNotFoundError as error:
            raise Problem(f"{doing}: {argv[0]} is not on this machine.", hint) from error
    if code:
        tail = "\n".join(f"    {line}" for line in read_tail(log, TAIL))
        raise Problem(f"{doing} failed (exit code {code}). The end of {log}:\n{tail}", hint)


def read_tail(path: Path, lines: int) -> list[str]:
    """The last lines of a file, without reading all of a large one."""
    with path.open("rb") as file:
        size = file.seek(0, 2)
        file.seek(max(0, size - 400 * lines))
        return file.read().decode("utf-8", "replace").splitlines()[-lines:]
