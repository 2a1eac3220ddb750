"""A website of somebody else, on an origin of its own, that embeds the widget under the strictest policy there is."""

from __future__ import annotations

import functools
import http.server
import threading

from tests.channels.servers import LOCAL
from tests.ports import free_port

PAGE = """<!doctype html>
<html lang="{language}">
<head><meta charset="utf-8"><title>Gemeng</title><link rel="stylesheet" href="/style.css"></head>
<body><main><h1>Gemeng</h1><p id="text">Text.</p><button id="own">Own</button></main>{embedding}</body>
</html>"""

STYLE = """
* { font-family: serif; letter-spacing: 3px; text-transform: uppercase; }
button, p { color: rgb(255, 0, 0) !important; font-size: 40px !important; padding: 50px; }
moien-chat { --moien-accent: rgb(120, 20, 90); --moien-accent-dark: rgb(120, 20, 90); --moien-offset-inline: 48px; }
"""


def policy(gateway: str) -> str:
    """The Content-Security-Policy of docs/widget.md, with nothing for the website itself but its style sheet."""
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src {gateway}",
            f"connect-src {gateway} {gateway.replace('http', 'ws', 1)}",
            "style-src 'self'",
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors 'none'",
            "require-trusted-types-for 'script'",
            "trusted-types 'none'",
        )
    )


class Website:
    """Serves one page at every path; ``embed`` says what it holds."""

    def __init__(self) -> None:
        self.port = free_port()
        self.origin = f"http://{LOCAL}:{self.port}"
        self._page = ("", {"Content-Security-Policy": "default-src 'none'"})
        site = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                text, headers = (STYLE, {}) if self.path == "/style.css" else site._page
                self.send_response(200)
                kind = "text/css" if self.path == "/style.css" else "text/html; charset=utf-8"
                for name, value in {"Content-Type": kind, **headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(text.encode())

            def log_message(self, *_arguments: object) -> None:
                """Say nothing."""

        self._server = http.server.ThreadingHTTPServer((LOCAL, self.port), Handler)
        self._thread = threading.Thread(target=functools.partial(self._server.serve_forever, 0.05), daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def embed(self, gateway: str, embedding: str, language: str = "lb") -> str:
        """Put something on the page, under a policy that trusts the gateway; returns the page's address."""
        self._page = (
            PAGE.format(language=language, embedding=embedding),
            {"Content-Security-Policy": policy(gateway)},
        )
        return f"{self.origin}/"
