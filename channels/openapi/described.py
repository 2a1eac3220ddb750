"""What a route says of itself: which structs go in and come out, and why it refuses; ``document.py`` reads it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, TypeVar

from channels.answers import RestCode

Route = TypeVar("Route", bound=Callable[..., Any])


@dataclass(frozen=True, kw_only=True, slots=True)
class Media:
    """A body that is no JSON."""

    type: str
    """As in the header ``Content-Type``, without its parameters."""
    schema: Mapping[str, Any] = field(default_factory=lambda: {"type": "string"})


HTML = Media(type="text/html")
CSV = Media(type="text/csv")
BYTES = Media(type="*/*", schema={"type": "string", "contentMediaType": "application/octet-stream"})
"""A file of any kind that the gateway takes."""
UPLOAD = Media(
    type="multipart/form-data",
    schema={
        "type": "object",
        "properties": {"file": {"type": "string", "contentMediaType": "application/octet-stream"}},
        "required": ["file"],
        "additionalProperties": False,
    },
)
"""A form with one file."""
FORM = Media(
    type="application/x-www-form-urlencoded",
    schema={"type": "object", "additionalProperties": {"type": "string"}},
)

Content = Any
"""A `Media`, a type that msgspec writes as JSON, or None for no body."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Description:
    """What one route takes and gives."""

    takes: Content
    gives: Mapping[HTTPStatus, tuple[Content, ...]]
    """Bodies by status; several where the call decides which of them comes."""
    refuses: tuple[RestCode, ...]
    query: Mapping[str, Any]
    """Type of each parameter of the query, all of which may be left out."""


class UndescribedRouteError(LookupError):
    """A route says nothing of itself."""


_DESCRIPTIONS: dict[Callable[..., Any], Description] = {}


def describe(
    *,
    takes: Content = None,
    gives: Content = None,
    status: HTTPStatus | None = None,
    also: Mapping[HTTPStatus, Content] | None = None,
    refuses: tuple[RestCode, ...] = (),
    query: Mapping[str, Any] | None = None,
) -> Callable[[Route], Route]:
    """Say of the function below what it takes and gives.

    ``gives`` comes with ``status``: 200 where there is a body, else 204. ``also``: what comes with other statuses; with
    the same one it is another body. ``refuses``: codes of `CallError`, but for those that every route has which lets
    staff or citizens through, or reads a body.
    """
    usual = status or (HTTPStatus.NO_CONTENT if gives is None else HTTPStatus.OK)
    given: dict[HTTPStatus, tuple[Content, ...]] = {usual: (gives,)}
    for other, body in (also or {}).items():
        given[other] = (*given.get(other, ()), body)

    def note(route: Route) -> Route:
        _DESCRIPTIONS[route] = Description(takes=takes, gives=given, refuses=refuses, query=query or {})
        return route

    return note


def description_of(route: Callable[..., Any]) -> Description:
    """Return what a route says of itself; raises `UndescribedRouteError`."""
    found = _DESCRIPTIONS.get(route)
    if found is None:
        told = "add @describe(takes=…, gives=…, refuses=…) below @router… (channels/openapi/described.py)"
        raise UndescribedRouteError(f"{route.__module__}.{route.__qualname__} does not say what it gives: {told}")
    return found
