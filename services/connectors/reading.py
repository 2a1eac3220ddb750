"""Turns an administration's HTTP answer into a typed outcome, checked against the operation's document."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import httpx

from contracts.jobs import Option, ResultValue, ValueKind
from services.connectors.answer_reader import DOCUMENT, OPTIONS, REFERENCE
from services.connectors.operation import Answer, Operation
from services.connectors.outcome import FinalError, Rejected, RetryableError, Succeeded
from services.connectors.problems import describe_problems
from services.connectors.retry_after import read_retry_after

CONFLICT = 409
UNTOUCHED = frozenset({401, 408, 425, 429, 503})
"""Statuses that say "not now, or not so", before anything was done (RFC 9110, RFC 8470, RFC 6585). 401 is among them:
whoever keeps the credentials can put them right, and no citizen has to apply again."""
LUXEMBOURG = ZoneInfo("Europe/Luxembourg")


@dataclass(frozen=True)
class Response:
    """What came back."""

    status: int
    headers: httpx.Headers
    body: bytes
    url: httpx.URL
    """Where it came from."""


@dataclass(frozen=True)
class Read:
    """What an answer says."""

    outcome: Succeeded | Rejected
    link: str | None = None
    """To a document that belongs to it."""


def read_answer(operation: Operation, response: Response) -> Read:
    """Read the answer; raises `RetryableError` and `FinalError`, neither with anything the administration wrote."""
    status = response.status
    changes = not operation.only_reads
    if status in UNTOUCHED or status >= 500:
        after = read_retry_after(response.headers.get("retry-after"), datetime.now(UTC))
        reached = changes and status not in UNTOUCHED
        raise RetryableError(f"status {status} from {operation.id}", reached=reached, after=after)
    answer = operation.answers.get(status)
    if answer is None and status != CONFLICT:
        raise FinalError(f"status {status} is not in the document of {operation.id}")
    content = _decode(answer, response, reached=changes) if answer else {}
    if answer and answer.kind == "success":
        return _success(answer, content, reached=changes)
    if answer and answer.kind == "rejection":
        return Read(Rejected(code=content["code"]))
    if status != CONFLICT:
        raise FinalError(f"status {status} from {operation.id}: the administration refuses our request itself")
    return _conflict(operation, content)


def _conflict(operation: Operation, content: Mapping[str, Any]) -> Read:
    """Read the refusal of a key that was used before: by an attempt of ours whose answer was lost, or is on its way."""
    reference = content.get(REFERENCE)
    if isinstance(reference, str) and reference:
        return Read(Succeeded(reference=reference))
    raise RetryableError(f"status {CONFLICT} from {operation.id}: the key was used before", reached=True)


def _success(answer: Answer, content: Mapping[str, Any], *, reached: bool) -> Read:
    try:
        values = {
            name: ResultValue(kind=kind, value=_value(kind, content[name]))
            for name, kind in answer.values.items()
            if content.get(name) is not None
        }
        options = [_option(option) for option in content.get(OPTIONS) or ()]
    except (TypeError, ValueError, OverflowError) as error:
        raise RetryableError("malformed answer: a value is not what its format says", reached=reached) from error
    reference, link = content.get(REFERENCE), content.get(DOCUMENT)
    return Read(
        Succeeded(str(reference) if reference is not None else None, values, options),
        str(link) if link is not None else None,
    )


def _option(option: Mapping[str, Any]) -> Option:
    at = option.get("at")
    return Option(
        value=str(option["value"]),
        label=str(option.get("label") or ""),
        at=None if at is None else _value("moment", at),
    )


def _value(kind: ValueKind, value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if kind != "moment":
        return str(value)
    moment = datetime.fromisoformat(str(value))
    # RFC 3339 demands an offset; where an administration leaves it out, its clock hangs in Luxembourg.
    here = moment.astimezone(LUXEMBOURG) if moment.tzinfo else moment.replace(tzinfo=LUXEMBOURG)
    return here.isoformat(timespec="seconds")


def _decode(answer: Answer, response: Response, *, reached: bool) -> dict[str, Any]:
    """Return the checked content; raises `RetryableError` for an answer that does not fit its document."""
    if not answer.media_type:
        return {}
    malformed = f"malformed answer, status {response.status}"
    media_type = response.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type != answer.media_type:
        raise RetryableError(f"{malformed}: is not {answer.media_type}", reached=reached)
    try:
        content = json.loads(response.body)
    except (ValueError, RecursionError) as error:
        raise RetryableError(f"{malformed}: is no JSON", reached=reached) from error
    problems = describe_problems(answer.validator, content)
    if problems or not isinstance(content, dict):
        raise RetryableError(f"{malformed}: {problems or 'is no object'}", reached=reached)
    return content
