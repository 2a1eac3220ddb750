"""The gateway's HTTP/1.1 on the wire: how much it reads that is no body, and how long a head may take."""

from __future__ import annotations

import asyncio
from http import HTTPStatus

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

LARGEST_HEAD = 32 * 1024
"""Bytes of first line and headers together, or of what else leads to no body; browsers send less than 8 KiB."""
LONGEST_LINE = 8000
"""Bytes of one header. The WebSocket library takes 8192, and leaves a longer one without an answer."""
MOST_HEADERS = 100
"""As the length of a line: the library takes 128."""
HEAD_SECONDS = 10.0
"""From the first byte, or from the connection, to the end of the head."""


class HeadTooLargeError(ValueError):
    """A header is too long, or there are too many; the parser answers with status 400."""


class BoundedHttp(HttpToolsProtocol):
    """uvicorn's protocol, which would read a head without an end as long as it comes."""

    _head_timer: asyncio.TimerHandle | None = None
    _unread_bytes = 0
    """Since the parser last came to an end of a head, a piece of a body, or an end of a request."""
    _head_is_whole = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as uvicorn's own
        """Expect a head."""
        super().connection_made(transport)
        self._expect_head()

    def connection_lost(self, exc: Exception | None) -> None:
        """Expect nothing any more."""
        self._end_waiting()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Read on, unless too much comes that is no body."""
        if self._head_is_whole and self.cycle is not None and self.cycle.response_complete:
            self._expect_head()
        self._unread_bytes += len(data)
        super().data_received(data)
        # Also what comes behind a body or another request: trailers, extensions of chunks, the next head.
        if self._unread_bytes > LARGEST_HEAD:
            self._refuse(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)

    def on_header(self, name: bytes, value: bytes) -> None:
        """Take a header; raises `HeadTooLargeError`."""
        if len(name) + len(value) > LONGEST_LINE or len(self.headers) >= MOST_HEADERS:
            raise HeadTooLargeError
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """Begin with the request."""
        if len(self.url) > LONGEST_LINE:
            raise HeadTooLargeError
        self._head_is_whole = True
        self._unread_bytes = 0
        self._end_waiting()
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """Take a piece of a body."""
        self._unread_bytes = 0
        super().on_body(body)

    def on_message_complete(self) -> None:
        """Come to the end of a request."""
        self._unread_bytes = 0
        super().on_message_complete()

    def _should_upgrade(self) -> bool:
        return super()._should_upgrade() and self.parser.get_http_version() == "1.1"

    def _expect_head(self) -> None:
        self._end_waiting()
        self._unread_bytes, self._head_is_whole = 0, False
        self._head_timer = self.loop.call_later(HEAD_SECONDS, self._refuse, HTTPStatus.REQUEST_TIMEOUT)

    def _end_waiting(self) -> None:
        if self._head_timer is not None:
            self._head_timer.cancel()
            self._head_timer = None

    def _refuse(self, status: HTTPStatus) -> None:
        self._end_waiting()
        if self.transport.is_closing():
            return
        is_answering = self.cycle is not None and self.cycle.response_started and not self.cycle.response_complete
        if not is_answering:
            line = f"HTTP/1.1 {status.value} {status.phrase}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
            self.transport.write(line.encode("ascii"))
        self.transport.close()
