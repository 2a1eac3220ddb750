"""Calls one administration over HTTP as its document says and turns the answer into a typed outcome."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import httpx
import structlog

from contracts import tracing
from contracts.files import MAX_FILE_BYTES
from services.connectors.credentials import Credentials, NoCredentials
from services.connectors.fetching import KINDS, read_document, read_limited, resolve_link
from services.connectors.operation import Operation
from services.connectors.outcome import Fetched, FinalError, Outcome, Rejected, RetryableError
from services.connectors.reading import Response, read_answer
from services.connectors.sending import Prepared

log = structlog.get_logger()

MAX_ANSWER_BYTES = 1_000_000
UNSENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
"""Failures before the first byte of a request has left."""
UNAUTHORIZED = 401


class Connector:
    """The way to one administration."""

    def __init__(self, client: httpx.Client, credentials: Credentials | None = None) -> None:
        """Keep the client of `services.connectors.client.open_client`; nothing is sent."""
        self._client = client
        self._credentials = credentials or NoCredentials()

    def call(self, operation: Operation, prepared: Prepared) -> Outcome:
        """Make one call; with the same idempotency key twice it is one application at the administration.

        Raises `RetryableError` and `FinalError`; neither carries a value of the fields or of the answer.
        """
        with tracing.step("connector.call", operation=operation.id) as span:
            try:
                outcome = self._call(operation, prepared)
            except RetryableError:
                span.tell("unavailable")
                raise
            except FinalError:
                span.tell("failed")
                raise
            span.tell("rejected" if isinstance(outcome, Rejected) else "succeeded")
            return outcome

    def _call(self, operation: Operation, prepared: Prepared) -> Outcome:
        response = self._send(operation, prepared)
        read = read_answer(operation, response)
        if isinstance(read.outcome, Rejected) or read.link is None:
            return read.outcome
        try:
            document = self._fetch(operation, response.url, read.link)
        except FinalError as error:
            # What was asked for is done all the same, and says so without the document.
            log.warning("connector.document_missed", operation=operation.id, reason=error.detail)
            return read.outcome
        except RetryableError as error:
            raise RetryableError(error.detail, reached=not operation.only_reads, partly=read.outcome) from error
        return read.outcome.with_document(document)

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def _send(self, operation: Operation, prepared: Prepared) -> Response:
        for is_last in (False, True):
            response = self._request(
                prepared.method,
                prepared.path,
                MAX_ANSWER_BYTES,
                f"at {operation.id}",
                reached=not operation.only_reads,
                headers=prepared.headers,
                **prepared.content,
            )
            if is_last or response.status != UNAUTHORIZED or not self._credentials.renew():
                break
        return response

    def _fetch(self, operation: Operation, base: httpx.URL, link: str) -> Fetched:
        url = resolve_link(base, link)
        response = self._request(
            "GET",
            url,
            MAX_FILE_BYTES,
            f"for the document of {operation.id}",
            reached=not operation.only_reads,
            headers={"Accept": ", ".join(KINDS)},
        )
        return read_document(response.status, response.headers, response.body, url)

    def _request(
        self,
        method: str,
        url: str | httpx.URL,
        most: int,
        what: str,
        *,
        reached: bool,
        headers: Mapping[str, str],
        **content: Any,  # noqa: ANN401 - arguments of httpx
    ) -> Response:
        """Send one request; ``reached``: whether a request that has left may change anything."""
        authorized = {**headers, **self._credentials.headers(), **tracing.headers()}
        try:
            with self._client.stream(method, url, headers=authorized, **content) as response:
                body = read_limited(response, most, reached=reached)
                return Response(response.status_code, response.headers, body, response.url)
        except httpx.TransportError as error:
            kind = "time-out" if isinstance(error, httpx.TimeoutException) else "connection failed"
            raise RetryableError(
                f"{kind} ({type(error).__name__}) {what}", reached=reached and not isinstance(error, UNSENT)
            ) from error
