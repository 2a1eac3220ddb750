"""Looks whether a process is ready: an HTTP address that answers, a Redis that says PONG, a file that is fresh.

Containers ask it, too: ``python -m launcher.health http PORT PATH``, ``python -m launcher.health file PATH``.
"""

from __future__ import annotations

import http.client
import socket
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

Health = Callable[[], bool]

TIMEOUT = 2.0
"""Seconds a health check may take."""
FRESH = 15.0
"""Seconds after which a heartbeat file says nothing any more."""


def http_answers(host: str, port: int, path: str) -> Health:
    """Ready when ``GET path`` gives 200."""

    def check() -> bool:
        connection = http.client.HTTPConnection(host, port, timeout=TIMEOUT)
        try:
            connection.request("GET", path)
            return connection.getresponse().status == http.client.OK
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    return check


def redis_answers(host: str, port: int) -> Health:
    """Ready when Redis answers PING."""

    def check() -> bool:
        try:
            with socket.create_connection((host, port), timeout=TIMEOUT) as connection:
                connection.sendall(b"PING\r\n")
                return connection.recv(16).startswith(b"+PONG")
        except OSError:
            return False

    return check


def heartbeat_is_fresh(path: Path) -> Health:
    """Ready when the file was touched in the last seconds."""

    def check() -> bool:
        try:
            return time.time() - path.stat().st_mtime < FRESH
        except OSError:
            return False

    return check


def main(arguments: Sequence[str]) -> int:
    """Ask once, on this machine; gives 0 when the process is ready, 1 when it is not, 2 for words that do not fit."""
    match arguments:
        case ["http", port, path] if port.isdecimal():
            health = http_answers("127.0.0.1", int(port), path)
        case ["file", path]:
            health = heartbeat_is_fresh(Path(path))
        case _:
            sys.stderr.write("Write http PORT PATH, or file PATH.\n")
            return 2
    return 0 if health() else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
