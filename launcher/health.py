"""Looks whether a process is ready: an HTTP address that answers, a Redis that says PONG, a file that is fresh."""

from __future__ import annotations

import http.client
import socket
import time
from collections.abc import Callable
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
