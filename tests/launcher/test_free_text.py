from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from launcher.free_text import describe_free_text


@contextmanager
def serve(body: bytes) -> Iterator[int]:
    """Give the port of an HTTP server that answers everything with a body."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield server.server_port
        finally:
            server.shutdown()
            thread.join()


@pytest.mark.parametrize(
    ("mode", "model", "said"),
    [
        ("extractive", None, "quoted from 216 pages (no language model is set"),
        ("extractive", "small", "quoted from 216 pages: the language model small is still loading, or fails"),
        ("llm", "small", "written by small from 216 pages, checked"),
    ],
)
def test_each_mode_is_named(mode: str, model: str | None, said: str) -> None:
    with serve(json.dumps({"mode": mode, "model": model, "pages": 216}).encode()) as port:
        assert describe_free_text("127.0.0.1", port).startswith(said)


@pytest.mark.parametrize("body", [b"", b"<html>", b"{}", b"[]", b"null"])
def test_what_is_no_answer_server_is_unknown(body: bytes) -> None:
    with serve(body) as port:
        assert "unknown" in describe_free_text("127.0.0.1", port)


def test_nobody_there_is_unknown_too() -> None:
    with serve(b"") as port:
        pass
    assert "unknown" in describe_free_text("127.0.0.1", port)
