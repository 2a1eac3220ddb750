"""Makes the OpenAPI document (3.1) of the gateway from its routes and what each says of itself."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from http import HTTPStatus
from typing import Any

import msgspec
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute, RouteContext, iter_route_contexts
from starlette.routing import BaseRoute

from channels.answers import STATUS, RestCode
from channels.cookies import STAFF_SESSION
from channels.openapi.described import Content, Description, Media, description_of
from channels.staff.guard import Needs, own_page

VERSION = "3.1.0"
JSON = "application/json"
_PLACE = "#/components/schemas/{name}"
_PARAMETER = re.compile(r"{(\w+)}")
_BODY_REFUSALS: tuple[RestCode, ...] = ("bad_frame", "message_too_long")
_STAFF_REFUSALS: tuple[RestCode, ...] = ("foreign_origin", "signed_out")
_CITIZEN_REFUSALS: tuple[RestCode, ...] = ("foreign_origin", "unknown_conversation")
_SECURITY = {
    "citizen": {"type": "http", "scheme": "bearer", "description": "Token of one conversation."},
    "staff": {
        "type": "apiKey",
        "in": "cookie",
        "name": STAFF_SESSION.name,
        "description": f"Session of the staff; behind TLS its name is {STAFF_SESSION.name_in(encrypted=True)}.",
    },
}


def describe_api(routes: Sequence[BaseRoute]) -> dict[str, Any]:
    """Return the document of all HTTP routes; raises `UndescribedRouteError`."""
    described = list(walk(routes))
    types = list(dict.fromkeys(kind for _, _, about in described for kind in _types_of(about)))
    schemas, components = msgspec.json.schema_components(types, ref_template=_PLACE)
    schema_of = dict(zip(types, schemas, strict=True))
    paths: dict[str, dict[str, Any]] = {}
    for route, path, about in described:
        for method in sorted((route.methods or set()) - {"HEAD"}):
            paths.setdefault(path, {})[method.lower()] = _operation(route, path, about, schema_of)
    written = {
        "openapi": VERSION,
        "info": {
            "title": "Moien gateway",
            "version": "1",
            "description": "Every HTTP route of the gateway. What goes over its sockets says docs/protocol.md.",
        },
        "paths": dict(sorted(paths.items())),
        "components": {"schemas": components, "securitySchemes": _SECURITY},
    }
    portable: dict[str, Any] = _portable(written)
    return portable


def walk(routes: Sequence[BaseRoute]) -> Iterator[tuple[RouteContext, str, Description]]:
    """Give each HTTP route with its path as OpenAPI writes it, and what it says of itself."""
    for route in iter_route_contexts(routes):
        if isinstance(route.original_route, APIRoute) and route.endpoint is not None:
            yield route, str(route.path_format), description_of(route.endpoint)


def _types_of(about: Description) -> Iterator[Content]:
    contents = [about.takes, *(body for bodies in about.gives.values() for body in bodies), *about.query.values()]
    yield from (content for content in contents if content is not None and not isinstance(content, Media))


def _operation(route: RouteContext, path: str, about: Description, schema_of: Mapping[Content, Any]) -> dict[str, Any]:
    guards = list(_guards(route.dependant))
    named: Any = route.endpoint
    written: dict[str, Any] = {
        "operationId": f"{named.__module__}.{named.__qualname__}",
        "summary": (inspect.getdoc(named) or "").partition("\n")[0],
        "parameters": [*_path_parameters(path), *_query_parameters(about, schema_of)],
        "responses": {
            **{str(status.value): _response(status, bodies, schema_of) for status, bodies in about.gives.items()},
            **_refusals(_codes(path, about, guards)),
        },
    }
    if about.takes is not None:
        written["requestBody"] = {"required": True, "content": _content((about.takes,), schema_of)}
    if any(isinstance(guard, Needs) for guard in guards):
        written["security"] = [{"staff": []}]
    elif _is_of_citizen(path):
        written["security"] = [{"citizen": []}]
    return written


def _guards(dependant: Dependant) -> Iterator[Callable[..., Any]]:
    for one in dependant.dependencies:
        if one.call is not None:
            yield one.call
        yield from _guards(one)


def _is_of_citizen(path: str) -> bool:
    return path.startswith("/api/conversations/{conversation}")


def _codes(path: str, about: Description, guards: list[Callable[..., Any]]) -> set[RestCode]:
    codes: set[RestCode] = set(about.refuses)
    for guard in guards:
        if isinstance(guard, Needs):
            codes.update(_STAFF_REFUSALS)
            if guard.roles:
                codes.add("not_yours")
        elif guard is own_page:
            codes.add("foreign_origin")
    if _is_of_citizen(path):
        codes.update(_CITIZEN_REFUSALS)
    if about.takes is not None and not isinstance(about.takes, Media):
        codes.update(_BODY_REFUSALS)
    if about.query:
        codes.add("bad_frame")
    return codes


def _refusals(codes: set[RestCode]) -> dict[str, Any]:
    by_status: dict[HTTPStatus, list[str]] = {}
    for code in sorted(codes):
        by_status.setdefault(STATUS[code], []).append(code)
    return {
        str(status.value): {
            "description": f"Refused: {', '.join(named)}",
            "content": {
                JSON: {
                    "schema": {
                        "type": "object",
                        "properties": {"code": {"enum": named}, "detail": {"type": "string"}},
                        "required": ["code", "detail"],
                        "additionalProperties": False,
                    }
                }
            },
        }
        for status, named in sorted(by_status.items())
    }


def _response(status: HTTPStatus, bodies: tuple[Content, ...], schema_of: Mapping[Content, Any]) -> dict[str, Any]:
    written: dict[str, Any] = {"description": status.phrase}
    present = tuple(body for body in bodies if body is not None)
    return {**written, "content": _content(present, schema_of)} if present else written


def _content(bodies: tuple[Content, ...], schema_of: Mapping[Content, Any]) -> dict[str, Any]:
    by_type: dict[str, list[Any]] = {}
    for body in bodies:
        is_media = isinstance(body, Media)
        by_type.setdefault(body.type if is_media else JSON, []).append(body.schema if is_media else schema_of[body])
    return {
        kind: {"schema": schemas[0] if len(schemas) == 1 else {"anyOf": schemas}} for kind, schemas in by_type.items()
    }


def _path_parameters(path: str) -> list[dict[str, Any]]:
    return [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
        for name in _PARAMETER.findall(path)
    ]


def _query_parameters(about: Description, schema_of: Mapping[Content, Any]) -> list[dict[str, Any]]:
    return [
        {"name": name, "in": "query", "required": False, "schema": schema_of[kind]}
        for name, kind in about.query.items()
    ]


def _portable(written: Any) -> Any:  # noqa: ANN401 - any part of a document
    """Write patterns as all languages read them: the ends of a text are Python's own."""
    if isinstance(written, dict):
        return {
            key: re.sub(r"\\[zZ]", "$", value.replace(r"\A", "^"))
            if key == "pattern" and isinstance(value, str)
            else _portable(value)
            for key, value in written.items()
        }
    if isinstance(written, list):
        return [_portable(value) for value in written]
    return written
