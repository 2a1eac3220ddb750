"""A real HTTP server on a free port that answers what a test tells it and keeps what it was sent."""

import contextlib
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Scripted:
    """One answer. ``pause``: seconds before the body; ``cut``: close after the body however long it should be."""

    status: int = 201
    body: bytes = b"{}"
    headers: dict[str, str] = field(default_factory=dict)
    pause: float = 0
    cut: bool = False


@dataclass
class Seen:
    method: str
    path: str
    headers: dict[str, str]
    body: bytes
    connection: tuple[str, int]


class ScriptedServer:
    """Answers in the order of ``answers``; the last one goes on for ever."""

    def __init__(self) -> None:
        self.answers: list[Scripted] = []
        self.seen: list[Seen] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def handle_any(self) -> None:
                length = int(self.headers.get("Content-Length", 0))
                outer.seen.append(
                    Seen(self.command, self.path, dict(self.headers), self.rfile.read(length), self.client_address)
                )
                answer = outer.answers.pop(0) if len(outer.answers) > 1 else outer.answers[0]
                time.sleep(answer.pause)
                self.send_response(answer.status)
                for name, value in {"Content-Length": str(len(answer.body)), **answer.headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(answer.body)
                self.close_connection = answer.cut

            do_POST = do_GET = do_PUT = do_DELETE = handle_any  # noqa: N815 - the names that http.server looks for

            def log_message(self, *args: object) -> None:
                pass

            def handle(self) -> None:
                with contextlib.suppress(ConnectionError):  # the client went away, as some tests want it to
                    super().handle()

        self.listener = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.listener.daemon_threads = True
        self._thread = threading.Thread(target=self.listener.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.listener.server_port}"

    def close(self) -> None:
        self.listener.shutdown()
        self.listener.server_close()
        self._thread.join()
