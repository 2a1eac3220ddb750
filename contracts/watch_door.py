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
AGAIN_SECONDS = 5.0
"""Pause before listening is tried again where the port was taken."""


class WatchDoor:
    """A server that answers who watches over a process. The process works on where its port is taken: not being watched
    is less bad than not being there."""

    def __init__(self, host: str, port: int, show: Callable[[], bytes], is_well: Callable[[], bool]) -> None:
        """Listen from now on; where that cannot be, it is logged as an error and tried again and again.

        ``show`` gives what a scrape gets and ``is_well`` what ``/healthz`` says; both are called in threads.
        """
        self._address = host, port
        self._handler = _handler_of(show, is_well)
        self._closing = threading.Event()
        self._lock = threading.Lock()
        self._server = self._open()
        self._thread = threading.Thread(target=self._serve, name="watch door", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Listen no more."""
        with self._lock:
            self._closing.set()
            server = self._server
        if server is not None:
            server.shutdown()
            server.server_close()
        self._thread.join()

    def leave(self) -> None:
        """Let go of the port in a child process, which got it with the fork; the parent goes on listening."""
        if self._server is not None:
            self._server.socket.close()

    def _open(self) -> _Server | None:
        host, port = self._address
        try:
            return (_Server6 if ":" in host else _Server)(self._address, self._handler)
        except OSError as error:
            log.error(  # noqa: TRY400 - the reason says it all
                "watching.cannot_listen",
                host=host,
                port=port,
                reason=error.strerror,
                action="set MOIEN_…_METRICS_PORT to a port that is free; until then this process is not watched",
            )
            return None

    def _serve(self) -> None:
        while self._server is None:
            if self._closing.wait(AGAIN_SECONDS):
                return
            with self._lock:
                if not self._closing.is_set():
                    self._server = self._open()
        self._server.serve_forever()


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
