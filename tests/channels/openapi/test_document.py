"""The description of the HTTP API holds every route of the gateway and nothing else, in schemas that can be read."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from http import HTTPStatus
from pathlib import Path
from typing import Annotated, Any

import httpx
import jsonschema
import msgspec
import pytest
from fastapi import APIRouter, Depends, FastAPI, Request
from fastapi.routing import APIRoute, APIWebSocketRoute
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount

from channels.app import build_app
from channels.desk.standing import StandingDesk
from channels.openapi.described import CSV, HTML, UndescribedRouteError, describe
from channels.openapi.document import describe_api
from channels.settings import GatewaySettings
from channels.staff.guard import Needs, Visit, own_page
from contracts.desk.loader import DeskReader
from tests.channels.bot_folder import bot_folder
from tests.channels.servers import ROOT
from tests.channels.staff.test_guard import walk

SETTINGS = GatewaySettings(bot_dir=bot_folder())
READER = DeskReader(SETTINGS.bot_dir)
APP = build_app(SETTINGS, {}, StandingDesk(READER.read(), READER))
DOCUMENT = describe_api(APP.routes)


def operations() -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in DOCUMENT["paths"].items():
        for method, operation in methods.items():
            yield method.upper(), path, operation


def test_every_http_route_is_in_it_and_nothing_else() -> None:
    found = set()
    for route in walk(APP.routes):
        if isinstance(route, APIRoute):
            found |= {(method, route.path.replace(":path}", "}")) for method in route.methods - {"HEAD"}}
        else:
            assert isinstance(route, APIWebSocketRoute | Mount), f"{route} is of a kind that the document leaves out"
    assert {(method, path) for method, path, _ in operations()} == found


def test_every_operation_has_a_name_of_its_own_and_says_what_it_does() -> None:
    names = [operation["operationId"] for _, _, operation in operations()]
    assert len(names) == len(set(names))
    assert [name for _, _, it in operations() if not it["summary"] for name in [it["operationId"]]] == []


def test_every_schema_is_one_and_every_reference_leads_somewhere() -> None:
    schemas = DOCUMENT["components"]["schemas"]
    for schema in schemas.values():
        jsonschema.Draft202012Validator.check_schema(schema)
    text = json.dumps(DOCUMENT)
    wanted = {part.partition('"')[0] for part in text.split('"#/components/schemas/')[1:]}
    assert wanted <= set(schemas)
    assert "\\\\A" not in text
    assert "\\\\Z" not in text


def test_staff_routes_need_a_session_and_routes_of_conversations_a_token() -> None:
    for method, path, operation in operations():
        wanted = None
        if path.startswith("/api/conversations/{"):
            wanted = [{"citizen": []}]
        elif path.startswith("/api/staff/") and {"401", "403"} <= set(operation["responses"]):
            wanted = [{"staff": []}] if "signed_out" in json.dumps(operation["responses"]["401"]) else None
        assert operation.get("security") == wanted, f"{method} {path}"


class Wish(msgspec.Struct, frozen=True):
    text: Annotated[str, msgspec.Meta(pattern=r"\Aa+\Z")]


class Answer(msgspec.Struct, frozen=True):
    found: int


def describe_one(**said: Any) -> dict[str, Any]:
    router = APIRouter(prefix="/things")

    @router.post("/{thing:path}")
    @describe(**said)
    async def change(_request: Request) -> Response:
        """Change a thing."""
        return Response()

    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
    app.include_router(router)
    return describe_api(app.routes)


def test_what_a_route_takes_gives_and_refuses() -> None:
    written = describe_one(
        takes=Wish, gives=Answer, also={HTTPStatus.OK: CSV, HTTPStatus.GONE: HTML}, refuses=("full",)
    )
    operation = written["paths"]["/things/{thing}"]["post"]
    assert operation["summary"] == "Change a thing."
    assert operation["parameters"] == [{"name": "thing", "in": "path", "required": True, "schema": {"type": "string"}}]
    body = operation["requestBody"]["content"]["application/json"]["schema"]
    assert body == {"$ref": "#/components/schemas/Wish"}
    assert written["components"]["schemas"]["Wish"]["properties"]["text"]["pattern"] == "^a+$"
    assert set(operation["responses"]) == {"200", "400", "409", "410", "413"}
    assert set(operation["responses"]["200"]["content"]) == {"application/json", "text/csv"}
    refused = operation["responses"]["409"]["content"]["application/json"]["schema"]
    jsonschema.validate({"code": "full", "detail": "x"}, refused)
    for other in ({"code": "taken", "detail": "x"}, {"code": "full"}, {"code": "full", "detail": "x", "more": 1}):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(other, refused)


def test_guards_say_by_themselves_whom_they_send_away() -> None:
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)

    @app.get("/any")
    @describe()
    async def any_of_them(_visit: Annotated[Visit, Depends(Needs())]) -> Response:
        return Response()

    @app.get("/one")
    @describe()
    async def one_role(_visit: Annotated[Visit, Depends(Needs("owner"))]) -> Response:
        return Response()

    @app.get("/page")
    @describe()
    async def page(_door: Annotated[object, Depends(own_page)]) -> Response:
        return Response()

    def codes(path: str) -> list[str]:
        answers = describe_api(app.routes)["paths"][path]["get"]["responses"].values()
        schemas = [kind["schema"] for it in answers for kind in it.get("content", {}).values()]
        return sorted(code for schema in schemas for code in schema["properties"]["code"]["enum"])

    assert codes("/any") == ["foreign_origin", "signed_out"]
    assert codes("/one") == ["foreign_origin", "not_yours", "signed_out"]
    assert codes("/page") == ["foreign_origin"]


def test_a_route_that_says_nothing_is_named_with_what_to_do() -> None:
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)

    @app.get("/forgotten")
    async def forgotten() -> Response:
        return Response()

    with pytest.raises(UndescribedRouteError, match=r"forgotten does not say what it gives: add @describe"):
        describe_api(app.routes)


async def test_the_gateway_serves_it() -> None:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(APP), base_url="http://127.0.0.1:8000") as client:
        answered = await client.get("/api/openapi.json")
    assert answered.status_code == HTTPStatus.OK
    assert answered.json() == json.loads(json.dumps(DOCUMENT))


async def test_whoever_asks_for_it_again_and_again_costs_no_work(monkeypatch: pytest.MonkeyPatch) -> None:
    made = []

    def describe_slowly(routes: Sequence[BaseRoute]) -> dict[str, Any]:
        made.append(len(routes))
        return DOCUMENT

    monkeypatch.setattr("channels.openapi.routes.describe_api", describe_slowly)
    app = build_app(SETTINGS, {}, StandingDesk(READER.read(), READER))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://127.0.0.1:8000") as client:
        answers = [(await client.get("/api/openapi.json")).content for _ in range(20)]
    assert len(made) == 1
    assert set(answers) == {msgspec.json.encode(DOCUMENT)}


def test_it_can_be_printed_without_a_database(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "channels.openapi"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert set(json.loads(done.stdout)["paths"]) == set(DOCUMENT["paths"])
