"""Turns the fields of a job into the HTTP request that the operation's document describes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from services.connectors.operation import IDEMPOTENCY_HEADER, Operation
from services.connectors.outcome import FinalError
from services.connectors.problems import describe_problems

DOTS = (".", "..")
"""Values that would lead to another path."""


@dataclass(frozen=True)
class Attachment:
    """A file that travels with an application."""

    name: str
    media_type: str
    content: bytes


Attachments = Callable[[str], Attachment]
"""Gives the file of an id; raises `FinalError` where the job may not send it."""


def refuse_files(_file_id: str) -> Attachment:
    """Stand in where no files are sent."""
    raise FinalError("the request has a file, and nothing to send with it")


@dataclass(frozen=True)
class Prepared:
    """One request, complete but for credentials."""

    method: str
    path: str
    headers: dict[str, str]
    content: Mapping[str, Any]
    """Arguments of httpx for what stands in the query and in the body."""


def prepare(
    operation: Operation, fields: Mapping[str, str], idempotency_key: str, attachments: Attachments = refuse_files
) -> Prepared:
    """Check the fields and lay them out; raises `FinalError`, which carries no value of them.

    What only looks something up gets no field that it does not ask for: a form may know more than it needs.
    """
    known = operation.fields
    sent = {name: value for name, value in fields.items() if name in known or not operation.only_reads}
    problems = describe_problems(operation.request, sent)
    if problems:
        raise FinalError(f"fields do not fit the request of {operation.id}: {problems}")
    path, query, body, files = operation.path, {}, {}, {}
    for name, value in sent.items():
        places = operation.places[name]
        if "path" in places:
            path = path.replace(f"{{{name}}}", _quote(operation, name, value))
        if "query" in places:
            query[name] = value
        if "body" in places:
            body[name] = value
        if "file" in places:
            file = attachments(value)
            files[name] = (file.name, file.content, file.media_type)
    content: dict[str, Any] = {"params": query} if query else {}
    if operation.is_multipart:
        content["files"] = {**{name: (None, value) for name, value in body.items()}, **files}
    elif body:
        content["json"] = body
    headers = {} if operation.only_reads else {IDEMPOTENCY_HEADER: idempotency_key}
    return Prepared(operation.method, path, headers, content)


def _quote(operation: Operation, name: str, value: str) -> str:
    if not value or value in DOTS:
        raise FinalError(f"fields do not fit the request of {operation.id}: {name} cannot stand in a path")
    return quote(value, safe="")
