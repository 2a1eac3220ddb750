"""The internal door of a process that has no other: ``GET /metrics`` and ``GET /healthz``, in a thread of its own.

Nothing in it is secret and nothing can be changed through it; all the same it is not for the outside. Processes with an
HTTP door of their own show the same there.
"""

from __future__ import annotations

import contextlib
import socket
import sys
import threading
from collections.abc import Callable
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import structlog

from contracts.metering import CONTENT_TYPE

log = structlog.get_logger()

CALL_SECONDS = 10.0
"""How long a call may take to be read or answered."""


class WatchDoor:
    """A server that answers who watches over a process."""

    def __init__(self, host: str, port: int, show: Callable[[], bytes], is_well: Callable[[], bool]) -> None:
        """Listen from now on; raises ``OSError`` where the port is taken.

        ``show`` gives what a scrape gets and ``is_well`` what ``/healthz`` says; both are called in threads.
        """
        kind = _Server6 if ":" in host else _Server
        self._server = kind((host, port), _handler_of(show, is_well))
        self._thread = threading.Thread(target=self._server.serve_forever, name="watch door", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Listen no more."""
        self._server.shutdown()
        self._server.server_close()

    def leave(self) -> None:
        """Let go of the port in a child process, which got it with the fork; the parent goes on listening."""
        self._server.socket.close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    # Whoever closes does not wait for somebody who reads slowly.
    block_on_close = False

    def handle_error(self, request: object, client_address: object) -> None:  # noqa: ARG002 - of the base class
        """Say what broke; that whoever scraped went away is nothing."""
        if not isinstance(sys.exc_info()[1], OSError):
            log.exception("watching.broke_off")


class _Server6(_Server):
    address_family = socket.AF_INET6


def _handler_of(show: Callable[[], bytes], is_well: Callable[[], bool]) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        timeout = CALL_SECONDS
        server_version = "moien"
        sys_version = ""

        def do_GET(self) -> None:
            if self.path == "/metrics":
                self._answer(HTTPStatus.OK, CONTENT_TYPE, show())
            elif self.path == "/healthz":
                well = is_well()
                status = HTTPStatus.OK if well else HTTPStatus.SERVICE_UNAVAILABLE
                self._answer(status, "application/json", b'{"status":"ok"}' if well else b'{"status":"not ready"}')
            else:
                self._answer(HTTPStatus.NOT_FOUND, "text/plain", b"here are /metrics and /healthz\n")

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - named by the base class
            """Say nothing: a line for every scrape would hide all others."""

        def _answer(self, status: HTTPStatus, content_type: str, body: bytes) -> None:
            with contextlib.suppress(OSError):
                self.send_response(status)
                self.send_header("Content-Type", content_type)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

    return Handler
