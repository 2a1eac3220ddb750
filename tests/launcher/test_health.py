"""How one knows that a process is ready."""

import os
import socket
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from launcher.health import FRESH, heartbeat_is_fresh, http_answers, main, redis_answers
from tests import ports


class Answers(BaseHTTPRequestHandler):
    """Says 200 at /ready and 503 elsewhere."""

    def do_GET(self) -> None:
        self.send_response(200 if self.path == "/ready" else 503)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its base class calls it so
        """Say nothing."""


@pytest.fixture
def http_port() -> Iterator[int]:
    with HTTPServer(("127.0.0.1", 0), Answers) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        yield server.server_address[1]
        server.shutdown()
        thread.join()


def test_http_is_ready_with_200_only(http_port: int) -> None:
    assert http_answers("127.0.0.1", http_port, "/ready")()
    assert not http_answers("127.0.0.1", http_port, "/other")()


@pytest.fixture
def free_port() -> int:
    return ports.free_port()


def test_nobody_there_is_not_ready(free_port: int) -> None:
    assert not http_answers("127.0.0.1", free_port, "/ready")()
    assert not redis_answers("127.0.0.1", free_port)()


@pytest.mark.parametrize(("says", "ready"), [(b"+PONG\r\n", True), (b"-LOADING Redis is loading\r\n", False)])
def test_redis_is_ready_when_it_says_pong(says: bytes, ready: bool) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:

        def answer() -> None:
            connection, _ = server.accept()
            with connection:
                assert connection.recv(64) == b"PING\r\n"
                connection.sendall(says)

        thread = threading.Thread(target=answer)
        thread.start()
        assert redis_answers("127.0.0.1", server.getsockname()[1])() is ready
        thread.join()


def test_a_server_that_speaks_no_http_is_not_ready() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:

        def answer() -> None:
            connection, _ = server.accept()
            with connection:
                connection.recv(1024)
                connection.sendall(b"what?\r\n")

        thread = threading.Thread(target=answer)
        thread.start()
        assert not http_answers("127.0.0.1", server.getsockname()[1], "/ready")()
        thread.join()


def test_a_heartbeat_is_ready_while_it_is_fresh(tmp_path: Path) -> None:
    heartbeat = tmp_path / "worker.ready"
    assert not heartbeat_is_fresh(heartbeat)()
    heartbeat.touch()
    assert heartbeat_is_fresh(heartbeat)()
    old = time.time() - FRESH - 1
    os.utime(heartbeat, (old, old))
    assert not heartbeat_is_fresh(heartbeat)()


def test_containers_ask_with_the_same_words(http_port: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "worker.ready").touch()
    assert main(["http", str(http_port), "/ready"]) == 0
    assert main(["http", str(http_port), "/other"]) == 1
    assert main(["file", str(tmp_path / "worker.ready")]) == 0
    assert main(["file", str(tmp_path / "beat.ready")]) == 1
    assert main(["http", "port", "/"]) == 2
    assert "Write http PORT PATH" in capsys.readouterr().err
