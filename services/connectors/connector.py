"""Calls one administration over HTTP as its document says and turns the answer into a typed outcome."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import httpx
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from services.connectors.document import IDEMPOTENCY_HEADER, Answer, Operation
from services.connectors.outcome import FinalError, Outcome, Rejected, RetryableError, Succeeded
from services.connectors.retry_after import read_retry_after

MAX_ANSWER_BYTES = 1_000_000
CONNECT_SECONDS = 5.0
RETRYABLE_STATUSES = frozenset({408, 425, 429})
"""Besides every 5xx: the administration asks to try again (RFC 9110, RFC 8470, RFC 6585)."""


def open_client(base_url: str, timeout: float) -> httpx.Client:
    """Return a client for one administration: keeps its connections, follows no redirect, asks no proxy.

    ``timeout``: seconds for each piece of an answer. The keep-alive is shorter than the five seconds after which
    uvicorn closes an idle connection, so that a call rarely meets a connection that is closing.
    """
    return httpx.Client(
        base_url=base_url,
        timeout=httpx.Timeout(timeout, connect=min(CONNECT_SECONDS, timeout)),
        limits=httpx.Limits(keepalive_expiry=4.0),
        follow_redirects=False,
        trust_env=False,
        headers={"Accept": "application/json, application/problem+json", "Accept-Encoding": "identity"},
    )


class Connector:
    """The way to one administration."""

    def __init__(self, client: httpx.Client) -> None:
        """Keep the client of `open_client`; nothing is sent."""
        self._client = client

    def call(self, operation: Operation, fields: Mapping[str, str], idempotency_key: str) -> Outcome:
        """File one application; the same key twice is one application at the administration.

        Raises `RetryableError` and `FinalError`; neither carries a value of ``fields``.
        """
        _check_fields(operation, fields)
        status, headers, body = self._send(operation, fields, idempotency_key)
        return _read_answer(operation, status, headers, body)

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def _send(
        self, operation: Operation, fields: Mapping[str, str], idempotency_key: str
    ) -> tuple[int, httpx.Headers, bytes]:
        try:
            with self._client.stream(
                operation.method, operation.path, json=dict(fields), headers={IDEMPOTENCY_HEADER: idempotency_key}
            ) as response:
                return response.status_code, response.headers, _read_body(response)
        except httpx.TimeoutException as error:
            raise RetryableError(f"time-out ({type(error).__name__}) at {operation.id}") from error
        except httpx.TransportError as error:
            raise RetryableError(f"connection failed ({type(error).__name__}) at {operation.id}") from error


def _check_fields(operation: Operation, fields: Mapping[str, str]) -> None:
    problems = _places(operation.request, dict(fields))
    if problems:
        raise FinalError(f"fields do not fit the request of {operation.id}: {problems}")


def _read_body(response: httpx.Response) -> bytes:
    body = bytearray()
    for piece in response.iter_raw():
        body += piece
        if len(body) > MAX_ANSWER_BYTES:
            raise RetryableError(f"status {response.status_code}: answer longer than {MAX_ANSWER_BYTES} bytes")
    return bytes(body)


def _read_answer(operation: Operation, status: int, headers: httpx.Headers, body: bytes) -> Outcome:
    if status in RETRYABLE_STATUSES or status >= 500:
        after = read_retry_after(headers.get("retry-after"), datetime.now(UTC))
        raise RetryableError(f"status {status} from {operation.id}", after=after)
    answer = operation.answers.get(status)
    if answer is None:
        raise FinalError(f"status {status} is not in the document of {operation.id}")
    content = _decode(answer, status, headers, body)
    if answer.kind == "success":
        return Succeeded(reference=content["reference"])
    if answer.kind == "rejection":
        return Rejected(code=content["code"])
    raise FinalError(f"status {status} from {operation.id}: the administration refuses our request itself")


def _decode(answer: Answer, status: int, headers: httpx.Headers, body: bytes) -> dict[str, Any]:
    """Return the checked content; raises `RetryableError` for an answer that does not fit its document."""
    media_type = headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type != answer.media_type:
        raise RetryableError(f"malformed answer, status {status}: is not {answer.media_type}")
    try:
        content = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise RetryableError(f"malformed answer, status {status}: is no JSON") from error
    problems = _places(answer.validator, content)
    if problems or not isinstance(content, dict):
        raise RetryableError(f"malformed answer, status {status}: {problems or 'is no object'}")
    return content


def _places(validator: Draft202012Validator, content: object) -> str:
    """Say where ``content`` breaks which rule, without any of its values: they may be personal data."""
    return "; ".join(sorted({_place(error) for error in validator.iter_errors(content)}))


def _place(error: ValidationError) -> str:
    where = ".".join(str(key) for key in error.absolute_path) or "the whole"
    instance: Any = error.instance
    rule: Any = error.validator_value
    schema: Any = error.schema
    if error.validator == "required":
        return f"{where} lacks {', '.join(sorted(set(rule) - set(instance)))}"
    if error.validator == "additionalProperties":
        return f"{where} has unknown {', '.join(sorted(set(instance) - set(schema.get('properties', {}))))}"
    return f"{where} breaks {error.validator}"
