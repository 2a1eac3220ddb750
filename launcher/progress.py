"""Says on the terminal what is going on: one line a step with the time it took, and a live line of what runs now."""

from __future__ import annotations

import contextlib
import itertools
import shutil
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

FRAME_SECONDS = 0.2
FRAMES = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"

_lock = threading.Lock()
_running: dict[str, float] = {}
"""Steps under way, with the time (monotonic) at which each began."""
_drawing = threading.Event()
"""Set while a thread draws the live line."""


def say(text: str = "") -> None:
    """Print a line at once; threads may call it."""
    _print(text, sys.stdout)


def warn(text: str) -> None:
    """Print a line for the person at the terminal to act on."""
    _print(text, sys.stderr)


@contextmanager
def step(name: str, *, quiet_below: float = 0.0) -> Iterator[None]:
    """Show a step while it runs, then say how long it took; nothing stays of one shorter than ``quiet_below`` s."""
    started = time.monotonic()
    if not quiet_below and not sys.stdout.isatty():
        say(f"  … {name}")
    with under_way(name):
        yield
    took = time.monotonic() - started
    if took >= quiet_below:
        say(f"  ✓ {name} ({took:.1f} s)")


@contextmanager
def under_way(name: str) -> Iterator[None]:
    """Name something in the live line, where there is a terminal to draw it on, for as long as it lasts."""
    with _lock:
        _running[name] = time.monotonic()
        if sys.stdout.isatty() and not _drawing.is_set():
            _drawing.set()
            threading.Thread(target=_draw, daemon=True).start()
    try:
        yield
    finally:
        with _lock:
            _running.pop(name, None)


def live_line(running: dict[str, float], now: float, frame: str, width: int) -> str:
    """What is under way and for how long, in one line of at most ``width`` characters."""
    shown = " · ".join(f"{name} ({now - since:.0f} s)" for name, since in running.items())
    line = f"  {frame} {shown}"
    return line if len(line) < width else f"{line[: width - 2]}…"


def _draw() -> None:
    for frame in itertools.cycle(FRAMES):
        with _lock:
            if not _running:
                _write("\r\x1b[K", sys.stdout)
                _drawing.clear()
                return
            width = shutil.get_terminal_size().columns
            _write(f"\r\x1b[K{live_line(_running, time.monotonic(), frame, width)}\r", sys.stdout)
        time.sleep(FRAME_SECONDS)


def _print(text: str, stream: TextIO) -> None:
    with _lock:
        _write(f"\r\x1b[K{text}\n" if _drawing.is_set() and stream.isatty() else f"{text}\n", stream)


def _write(text: str, stream: TextIO) -> None:
    # The terminal may be gone, and stopping all processes must not depend on somebody reading about it.
    with contextlib.suppress(OSError):
        stream.write(text)
        stream.flush()
