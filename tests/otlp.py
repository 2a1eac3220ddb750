"""A little collector for traces on the loopback: takes what OTLP over HTTP brings and keeps it."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest


@dataclass(frozen=True)
class ReceivedSpan:
    """One span as it came."""

    process: str
    name: str
    trace: str
    id: str
    parent: str
    """Empty for the first of a trace."""
    attributes: dict[str, Any]
    start: int
    end: int


class Collector:
    """Listens from `start` to `stop`; may be started again at the same port."""

    def __init__(self) -> None:
        """Listen on a free port."""
        self.spans: list[ReceivedSpan] = []
        self.raw: list[bytes] = []
        self.resources: list[dict[str, Any]] = []
        self.status = 200
        collector = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                if collector.status == 200 and self.path == "/v1/traces":
                    collector.take(body)
                self.send_response(collector.status)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)

    def __enter__(self) -> Collector:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def take(self, body: bytes) -> None:
        """Keep the spans of one request."""
        self.raw.append(body)
        request = ExportTraceServiceRequest()
        request.ParseFromString(body)
        for group in request.resource_spans:
            resource = {it.key: it.value.string_value for it in group.resource.attributes}
            self.resources.append(resource)
            for scope in group.scope_spans:
                for span in scope.spans:
                    self.spans.append(
                        ReceivedSpan(
                            process=resource.get("service.name", ""),
                            name=span.name,
                            trace=span.trace_id.hex(),
                            id=span.span_id.hex(),
                            parent=span.parent_span_id.hex(),
                            attributes={it.key: it.value.string_value for it in span.attributes},
                            start=span.start_time_unix_nano,
                            end=span.end_time_unix_nano,
                        )
                    )

    def of_trace(self, trace: str) -> list[ReceivedSpan]:
        """The spans of a trace in the order in which they began."""
        return sorted((span for span in self.spans if span.trace == trace), key=lambda span: span.start)
