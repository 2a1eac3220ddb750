"""Databases, servers and a browser that the tests of the hub share."""

from __future__ import annotations

import shutil
import uuid
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, async_playwright
from redis import Redis

from channels.migrate import migrate
from tests.channels.client import sign_in
from tests.channels.servers import AnswerServer, BotServer, Gateway, PostgresServer, RedisServer, find_postgres, running


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """A PostgreSQL server with two migrated databases: ``template``, and ``shared`` for tests that leave it whole."""
    programs = find_postgres()
    if programs is None:
        pytest.skip("PostgreSQL's server is not installed (Debian: apt-get install postgresql)")
    server = PostgresServer(programs)
    server.start()
    try:
        migrate(server.create("template"))
        server.create("shared", "template")
        yield server
    finally:
        server.stop()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "moien.db"
    migrate(f"sqlite:///{path}")
    return path


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """An empty database of each kind with all tables, which the test may fill and does not change."""
    if request.param == "sqlite":
        yield request.getfixturevalue("sqlite_url")
        return
    server: PostgresServer = request.getfixturevalue("postgres")
    yield server.url("shared")
    server.wipe("shared")


@pytest.fixture(params=["sqlite", "postgresql"])
def own_database_url(request: pytest.FixtureRequest) -> str:
    """An empty database of each kind with all tables, which the test may change."""
    if request.param == "sqlite":
        return str(request.getfixturevalue("sqlite_url"))
    server: PostgresServer = request.getfixturevalue("postgres")
    return server.create(f"t{uuid.uuid4().hex}", "template")


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    path = tmp_path / "moien.db"
    shutil.copy(sqlite_template, path)
    return f"sqlite:///{path}"


@pytest.fixture(scope="session")
def redis_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RedisServer]:
    """A Redis that no test may stop."""
    server = RedisServer(tmp_path_factory.mktemp("redis"))
    with running(server):
        yield server


@pytest.fixture
def own_redis(tmp_path: Path) -> Iterator[RedisServer]:
    """A Redis that the test may kill and start again."""
    server = RedisServer(tmp_path)
    with running(server):
        yield server


@pytest.fixture(scope="module")
def bot() -> Iterator[BotServer]:
    server = BotServer()
    with running(server):
        yield server


@pytest.fixture(scope="module")
def answers() -> Iterator[AnswerServer]:
    server = AnswerServer()
    with running(server):
        yield server


@pytest.fixture
def own_bot() -> Iterator[BotServer]:
    """A bot that the test may stop and start again."""
    server = BotServer()
    with running(server):
        yield server


@pytest.fixture(scope="module")
def gateway(
    redis_server: RedisServer,
    bot: BotServer,
    answers: AnswerServer,
    sqlite_template: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Gateway]:
    """A gateway that no test may stop."""
    path = tmp_path_factory.mktemp("gateway") / "moien.db"
    shutil.copy(sqlite_template, path)
    settings = {"MOIEN_ORIGINS": "https://www.example.lu", "MOIEN_ANSWER_URL": answers.url}
    server = Gateway(f"sqlite:///{path}", redis_server.url, bot.url, **settings)
    forget_limits(redis_server)
    with running(server):
        yield server


def forget_limits(server: RedisServer) -> None:
    """Begin at zero: all tests come from one address, whose wrong codes and passwords are counted for minutes."""
    with Redis.from_url(server.url) as redis:
        for key in redis.scan_iter("moien:limit:*"):
            redis.delete(key)


@pytest.fixture(scope="module")
def cookies(gateway: Gateway) -> dict[str, str]:
    """Cookies of two agents and a service owner."""
    for name, role in (("alex", "agent"), ("sam", "agent"), ("olga", "owner")):
        gateway.hire(name, role)
    return {name: sign_in(gateway.origin, name, "a long password") for name in ("alex", "sam", "olga")}


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    """Chromium, for asynchronous tests."""
    executable = shutil.which("chromium")
    assert executable, "Chromium is missing: apt-get install chromium"
    async with async_playwright() as playwright:
        started = await playwright.chromium.launch(executable_path=executable, args=["--no-sandbox"])
        yield started
        await started.close()
