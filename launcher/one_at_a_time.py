"""Lets only one ``./moien`` set up the same thing at a time; the others wait, and then find it done."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from launcher.progress import say


@contextmanager
def one_at_a_time(lock: Path) -> Iterator[None]:
    """Hold a lock file; the kernel lets go of it when its holder ends, however it ends."""
    lock.parent.mkdir(parents=True, exist_ok=True)
    with lock.open("ab") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say(f"  … another ./moien is at the same work; waiting for it ({lock})")
            fcntl.flock(held, fcntl.LOCK_EX)
        yield
