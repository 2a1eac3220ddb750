"""Ports for the servers of tests: none that the system gives to connections by itself, other ones for each process."""

from __future__ import annotations

import itertools
import os
import socket
from collections.abc import Iterator

LOCAL = "127.0.0.1"
FIRST = 15_000
"""Above the platform's own, below those of outgoing connections (32768 and more), which would take a port that is free
now before its server does."""
SHARE = 250
SHARES = 68


def _candidates() -> Iterator[int]:
    """Go round the ports of this process: processes that run beside each other have other ids."""
    begin = FIRST + os.getpid() % SHARES * SHARE
    return itertools.cycle(range(begin, begin + SHARE))


_CANDIDATES = _candidates()


def free_ports(count: int) -> list[int]:
    """Return ports that nobody listens on now, and that no other test gets soon."""
    return list(itertools.islice(filter(_is_free, _CANDIDATES), count))


def free_port() -> int:
    """Return one such port."""
    return free_ports(1)[0]


def _is_free(port: int) -> bool:
    try:
        socket.create_server((LOCAL, port)).close()
    except OSError:
        return False
    return True
