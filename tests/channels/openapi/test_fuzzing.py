"""Schemathesis over every route of a real gateway: whatever is sent, the answer is one that the description names."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import httpx
import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.config import GenerationConfig, ProjectConfig, ProjectsConfig, SchemathesisConfig
from schemathesis.specs.openapi import checks as conformance

from channels.cookies import STAFF_SESSION
from channels.store.database import Database
from channels.store.members import ROLES
from channels.store.staff import Staff
from tests.channels.bot_folder import write_bot_folder
from tests.channels.openapi.test_document import DOCUMENT
from tests.channels.servers import AnswerServer, BotServer, Gateway, PostgresServer, RedisServer, running

pytestmark = pytest.mark.slow

EXAMPLES = 8
"""Of each kind, for each route."""
GENERATION = GenerationConfig(with_security_parameters=False, deterministic=True)
SCHEMA = schemathesis.openapi.from_dict(
    DOCUMENT,
    config=SchemathesisConfig(projects=ProjectsConfig(default=ProjectConfig(generation=GENERATION))),
)
CHECKS = [
    schemathesis.checks.not_a_server_error,
    conformance.status_code_conformance,
    conformance.content_type_conformance,
    conformance.response_headers_conformance,
    conformance.response_schema_conformance,
]
MAY_BE_AWAY = {
    ("get", "/readyz"),
    ("post", "/api/staff/translations"),
    ("post", "/api/staff/studio/drafted-examples"),
    ("post", "/api/staff/studio/trials/{trial}/turns"),
    ("get", "/auth/callback"),
    ("get", "/auth/start/{login}"),
    ("get", "/auth/staff/start"),
    ("get", "/auth/staff/return"),
}
"""Routes that say with status 502 or 503 that another program is away, as these tests have it."""
OPERATIONS = [(method, path) for path, methods in DOCUMENT["paths"].items() for method in methods]


class World:
    """A gateway with what its routes may be asked for."""

    def __init__(self, gateway: Gateway) -> None:
        self.gateway = gateway
        self.address = gateway.origin
        self.http = httpx.Client(base_url=gateway.origin, headers={"Origin": gateway.origin})
        self.session = requests.Session()
        gateway.hire("fuzz", *ROLES)
        gateway.hire("other", "agent")
        self.conversation = self.token = self.cookie = ""
        self.renew()
        listed = self.http.get("/api/staff/accounts", headers={"Cookie": self.cookie}).json()
        self.other = next(one["id"] for one in listed["accounts"] if one["name"] == "other")

    def renew(self) -> None:
        """Begin and sign in anew where an example has erased or ended it."""
        if not self.cookie or self.status("/api/staff/session", Cookie=self.cookie) != 200:
            # Not by password: the examples for signing in use the tries up.
            with ThreadPoolExecutor(1) as thread:
                self.cookie = f"{STAFF_SESSION.name}={thread.submit(asyncio.run, self._begin_session()).result()}"
        events = f"/api/conversations/{self.conversation}/events"
        if not self.token or self.status(events, Authorization=f"Bearer {self.token}") != 200:
            begun = self.http.post("/api/conversations", json={"language": "lb"}).json()
            self.conversation, self.token = begun["conversation"], begun["token"]

    async def _begin_session(self) -> str:
        database = Database(self.gateway.settings["MOIEN_DATABASE_URL"])
        try:
            staff = Staff(database, timedelta(hours=1))
            found = await staff.find("fuzz")
            assert found is not None
            return await staff.sessions.begin(found.member, "fuzz", "")
        finally:
            await database.close()

    def status(self, path: str, **headers: str) -> int:
        return self.http.get(path, headers=headers).status_code

    def known(self, path: str) -> dict[str, Any]:
        """Values for the address that lead somewhere."""
        by_name = {
            "conversation": self.conversation,
            "account": self.other,
            "service": "residence_certificate",
            "site": "demo",
            "path": "catalogue/passport.yaml",
            "kind": "service",
        }
        return {name: value for name, value in by_name.items() if f"{{{name}}}" in path}

    def call(self, case: schemathesis.Case, method: str, path: str, known: dict[str, Any]) -> None:
        """Send an example as somebody who may do everything, and hold the answer against the description."""
        if method == "delete" or path.endswith("finish"):
            self.renew()
        headers = {"Origin": self.address}
        case.cookies = {}
        if path.startswith("/api/conversations/{"):
            headers["Authorization"] = f"Bearer {self.token}"
            if case.path_parameters["conversation"] == known["conversation"]:
                case.path_parameters["conversation"] = self.conversation
        else:
            headers["Cookie"] = self.cookie
        ask_for_what_is_there(case)
        checks = CHECKS[1:] if (method, path) in MAY_BE_AWAY else CHECKS
        case.call_and_validate(
            base_url=self.address,
            session=self.session,
            headers=headers,
            checks=checks,
            allow_redirects=False,
            timeout=30,
        )
        self.session.cookies.clear()
        self.http.cookies.clear()


@pytest.fixture(scope="module")
def world(
    redis_server: RedisServer,
    bot: BotServer,
    answers: AnswerServer,
    postgres: PostgresServer,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[World]:
    folder = tmp_path_factory.mktemp("fuzzed")
    generous = ("MESSAGES_PER_WINDOW", "MESSAGES_PER_ADDRESS", "CONVERSATIONS_PER_ADDRESS")
    server = Gateway(
        postgres.create("fuzzed", "template"),
        redis_server.url,
        bot.url,
        MOIEN_ANSWER_URL=answers.url,
        MOIEN_BOT_DIR=str(write_bot_folder(folder / "bot")),
        MOIEN_STATE_DIR=str(folder / "state"),
        **{f"MOIEN_{name}": "100000" for name in generous},
    )
    with running(server):
        world = World(server)
        yield world
        world.http.close()
        world.session.close()


def ask_for_what_is_there(case: schemathesis.Case) -> None:
    """Wait for nothing: waiting is tested elsewhere."""
    if isinstance(case.query, dict) and str(case.query.get("wait", "")).isdecimal():
        case.query["wait"] = 0
    if isinstance(case.body, dict) and isinstance(case.body.get("wait"), int | float):
        case.body["wait"] = min(case.body["wait"], 0)


@pytest.mark.parametrize(("method", "path"), OPERATIONS, ids=lambda part: part)
def test_no_input_breaks_what_the_description_promises(world: World, method: str, path: str) -> None:
    operation = SCHEMA[path][method.upper()]
    world.renew()
    known = world.known(path)
    made = 0

    def hold(case: schemathesis.Case) -> None:
        nonlocal made
        made += 1
        world.call(case, method, path, known)

    for mode in GenerationMode:
        cases = operation.as_strategy(generation_mode=mode)
        if known:
            cases = st.one_of(operation.as_strategy(generation_mode=mode, path_parameters=known), cases)
        tried = settings(
            max_examples=EXAMPLES,
            derandomize=True,
            deadline=None,
            database=None,
            phases=(Phase.generate,),
            suppress_health_check=list(HealthCheck),
        )(given(case=cases)(hold))
        try:
            tried()
        except Unsatisfiable:
            # A route without parameters has no wrong ones.
            assert mode is GenerationMode.NEGATIVE
    assert made


@pytest.mark.parametrize(
    ("method", "path"),
    [(method, path) for method, path in OPERATIONS if "security" in DOCUMENT["paths"][path][method]],
    ids=lambda part: part,
)
def test_nobody_gets_in_without_a_token_or_with_a_wrong_one(world: World, method: str, path: str) -> None:
    """Schemathesis's own check takes only status 401; a conversation with a wrong token is as if there were none."""
    world.renew()
    address = path
    for name, value in (world.known(path) | {"number": "1"}).items():
        address = address.replace(f"{{{name}}}", value)
    wrong = [
        {},
        {"Authorization": "Bearer wrong"},
        {"Cookie": f"{STAFF_SESSION.name}=wrong"},
        {"Authorization": world.cookie},
    ]
    for headers in wrong:
        sent = {"Origin": world.address, "Content-Type": "application/json", **headers}
        answered = world.http.request(method, address, headers=sent, content=b"{}")
        assert answered.status_code in (401, 404), (headers, answered.text)
        assert answered.json()["code"] in ("signed_out", "unknown_conversation")
