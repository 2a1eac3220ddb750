"""Every route of the staff, one by one: who gets through, and that none was forgotten."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterable, Iterator
from types import SimpleNamespace

import httpx
import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute
from starlette.routing import BaseRoute

from channels.app import build_app
from channels.desk.standing import StandingDesk
from channels.origins import READS, Origins
from channels.settings import GatewaySettings
from channels.staff.guard import Needs, own_page
from channels.store.members import ROLES, Member
from contracts.desk.loader import load_desk
from tests.channels.bot_folder import NothingNew

OPEN = {
    ("GET", "/api/staff/sign-in"),
    ("POST", "/api/staff/session"),
    ("DELETE", "/api/staff/session"),
    ("POST", "/api/staff/invitation"),
    ("POST", "/api/staff/invitation/accept"),
}
"""For anybody on our own pages."""
FOLLOWED = {("GET", "/auth/staff/start"), ("GET", "/auth/staff/return")}
"""Followed by a browser, on its way to the administration's own provider and back."""

SETTINGS = GatewaySettings(host="127.0.0.1", port=8000, public_url=None, origins=("https://www.example.lu",))
OURS = "http://127.0.0.1:8000"
APP = build_app(SETTINGS, {}, StandingDesk(load_desk(SETTINGS.bot_dir), NothingNew()))
Route = tuple[str, str]


def walk(routes: Iterable[BaseRoute]) -> Iterator[BaseRoute]:
    """Every route, also those of routers within routers."""
    for route in routes:
        router = getattr(route, "original_router", None)
        if router is None:
            yield route
        else:
            yield from walk(router.routes)


def list_routes(app: FastAPI) -> dict[Route, APIRoute]:
    """Routes of the staff by method and path."""
    return {
        (method, route.path): route
        for route in walk(app.routes)
        if isinstance(route, APIRoute) and re.search("staff|audit|account", route.path)
        for method in sorted(route.methods)
    }


ROUTES = list_routes(APP)
GUARDED = sorted(set(ROUTES) - OPEN - FOLLOWED)


class FakeStaff:
    """Whoever sends the name of a role as their token has it."""

    async def signed_in(self, token: str) -> Member | None:
        roles = tuple(role for role in ROLES if role == token)
        return Member(id="1", name="n", display_name="N", roles=roles) if roles else None


@pytest.fixture(autouse=True)
def door() -> None:
    """A gateway of which the guard sees all that it looks at."""
    APP.state.door = SimpleNamespace(
        origins=Origins(own=frozenset({OURS}), embedding=frozenset(SETTINGS.origins)),
        hub=SimpleNamespace(staff=FakeStaff()),
        settings=SETTINGS,
    )


async def call(route: Route, token: str | None, origin: str | None = OURS, **more: str) -> tuple[int, str]:
    method, path = route
    named = {"Origin": origin} if origin else {}
    headers = {**named, **({"Cookie": f"moien_staff={token}"} if token else {}), **more}
    async with httpx.AsyncClient(transport=httpx.ASGITransport(APP), base_url=OURS) as client:
        answer = await client.request(method, re.sub(r"\{[^}]+\}", "1", path), headers=headers)
    return answer.status_code, answer.json()["code"]


def needs_of(route: Route) -> Needs:
    [needs] = [one.call for one in ROUTES[route].dependant.dependencies if isinstance(one.call, Needs)]
    return needs


def test_there_are_routes_and_the_lists_of_exceptions_are_no_longer_than_they_must_be() -> None:
    assert set(ROUTES) >= OPEN | FOLLOWED
    assert len(GUARDED) > 30
    assert any("proposals" in path for _, path in GUARDED), "also those of other rooms"
    assert all(path.startswith(("/api/staff/", "/auth/staff/")) for _, path in ROUTES)


@pytest.mark.parametrize("route", GUARDED, ids=" ".join)
async def test_nobody_gets_through_without_a_role_that_is_needed(route: Route) -> None:
    needs = needs_of(route)
    assert await call(route, None) == (401, "signed_out")
    assert await call(route, "made up") == (401, "signed_out")
    for role in set(ROLES) - set(needs.roles) if needs.roles else ():
        assert await call(route, role) == (403, "not_yours"), role


@pytest.mark.parametrize("origin", ["https://www.example.lu", "https://evil.test", "null"])
@pytest.mark.parametrize("route", sorted(set(ROUTES) - FOLLOWED), ids=" ".join)
async def test_no_other_page_gets_through(route: Route, origin: str) -> None:
    for token in (None, *ROLES):
        assert await call(route, token, origin) == (403, "foreign_origin")


CHANGING = sorted(route for route in set(ROUTES) - FOLLOWED if route[0] not in READS)
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain", "application/json")


@pytest.mark.parametrize("kind", FORMS)
@pytest.mark.parametrize("route", CHANGING, ids=" ".join)
async def test_nothing_is_changed_by_a_page_that_is_not_named(route: Route, kind: str) -> None:
    for token in ROLES:
        assert await call(route, token, None, **{"Content-Type": kind}) == (403, "foreign_origin")
        assert await call(route, token, "https://evil.test", **{"Content-Type": kind}) == (403, "foreign_origin")


@pytest.mark.parametrize("route", sorted(set(ROUTES) - FOLLOWED - set(CHANGING)), ids=" ".join)
async def test_nothing_is_read_by_a_link_on_another_page(route: Route) -> None:
    for site in ("cross-site", "same-site"):
        assert await call(route, "agent", None, **{"Sec-Fetch-Site": site}) == (403, "foreign_origin")


def test_whatever_else_changes_something_goes_by_a_token_and_never_by_a_cookie() -> None:
    """Their routes look at no cookie, so that a foreign page has nothing to misuse."""
    others = {
        route.path: route.endpoint
        for route in walk(APP.routes)
        if isinstance(route, APIRoute) and not route.methods <= READS and not re.search("staff", route.path)
    }
    assert {path.partition("/{")[0] for path in others} == {"/api/conversations", "/api/poll", "/receipt"}
    modules = {inspect.getsource(inspect.getmodule(endpoint)) for endpoint in others.values()}
    assert len(modules) >= 5
    assert [text for text in modules if "cookie" in text.lower() and "/files/{file}" not in text] == []


@pytest.mark.parametrize("route", sorted(OPEN), ids=" ".join)
def test_open_routes_look_at_the_page_that_calls(route: Route) -> None:
    assert [one.call for one in ROUTES[route].dependant.dependencies] == [own_page]


def test_only_administrators_look_after_accounts_and_the_audit_log() -> None:
    theirs = [route for route in GUARDED if re.match(r"/api/staff/(accounts|audit)", route[1])]
    assert len(theirs) >= 7
    assert {needs_of(route).roles for route in theirs} == {("administrator",)}


async def test_whoever_is_needed_gets_through_the_guard() -> None:
    request = SimpleNamespace(app=APP, method="POST", headers={"origin": OURS}, cookies={"moien_staff": "supervisor"})
    visit = await Needs("agent", "supervisor")(request)
    assert visit.member.roles == ("supervisor",)
    assert (await Needs()(request)).door is APP.state.door
