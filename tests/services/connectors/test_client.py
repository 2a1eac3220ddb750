"""The client of an administration goes where the settings say and nowhere else, whatever names resolve to."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator

import pytest

from services.connectors.credentials import MOST_BYTES
from services.connectors.outcome import Outcome, RetryableError, Succeeded
from services.connectors.sending import prepare
from services.settings import WorkerSettings
from tests.services.connectors.office import DOCUMENT, make_connector
from tests.services.people import KEY
from tests.services.scripted_server import Scripted, ScriptedServer

FILE = DOCUMENT.operation("file")
JSON = {"Content-Type": "application/json"}
FILED = Scripted(201, b'{"reference": "A-1"}', JSON)
NAME = "taxes.example.lu"


@pytest.fixture
def server() -> Iterator[ScriptedServer]:
    running = ScriptedServer()
    yield running
    running.close()


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """What the resolver says of names."""
    told = {NAME: "127.0.0.1"}
    real = socket.getaddrinfo

    def getaddrinfo(host: str, *arguments: object, **more: object) -> object:
        return real(told.get(host, host), *arguments, **more)

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    return told


def call(server: ScriptedServer, host: str, **settings: object) -> Outcome:
    connector = make_connector(server.url.replace("127.0.0.1", host), timeout=2, **settings)
    try:
        return connector.call(FILE, prepare(FILE, {"name": "x"}, KEY))
    finally:
        connector.close()


def test_a_name_that_leads_inside_is_not_called(server: ScriptedServer, names: dict[str, str]) -> None:
    server.answers = [FILED]
    with pytest.raises(RetryableError, match="connection failed") as refused:
        call(server, NAME)
    assert not refused.value.reached, "nothing has left"
    assert server.seen == []


def test_one_that_the_settings_name_is(server: ScriptedServer, names: dict[str, str]) -> None:
    server.answers = [FILED]
    assert call(server, NAME, inner_hosts=(NAME,)) == Succeeded("A-1")
    names[NAME] = "169.254.169.254"
    with pytest.raises(RetryableError, match="connection failed"):
        call(server, NAME, inner_hosts=(NAME,))
    assert len(server.seen) == 1


def test_the_sandbox_on_this_machine_is(server: ScriptedServer, names: dict[str, str]) -> None:
    server.answers = [FILED]
    names["sandbox"] = "127.0.0.1"
    assert [call(server, host) for host in ("127.0.0.1", "localhost", "sandbox")] == [Succeeded("A-1")] * 3


def test_tokens_come_from_the_host_that_is_named_for_them(server: ScriptedServer, names: dict[str, str]) -> None:
    access = json.dumps({"access_token": "t", "token_type": "Bearer"}).encode()
    server.answers = [Scripted(200, access, JSON), FILED]
    account = {"client_id": "moien", "client_secret": "s"}
    port = server.url.rpartition(":")[2]
    with pytest.raises(RetryableError, match="no access token"):
        call(server, "127.0.0.1", token_url=f"http://{NAME}:{port}/token", **account)
    assert server.seen == []
    assert call(server, "127.0.0.1", token_url=f"{server.url}/token", **account) == Succeeded("A-1")


def test_an_endless_token_is_broken_off(server: ScriptedServer) -> None:
    server.answers = [Scripted(200, b"x" * (MOST_BYTES + 1), JSON)]
    with pytest.raises(RetryableError, match="longer than"):
        call(server, "127.0.0.1", token_url=f"{server.url}/token", client_id="moien", client_secret="s")


def test_the_worker_hands_its_inner_hosts_to_every_connector(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOIEN_CONNECTOR_COMMUNE_URL", f"https://{NAME}")
    settings = WorkerSettings(
        redis_url="redis://x", database_url="sqlite:///x", sandbox_url="http://sandbox", inner_hosts=f"{NAME}, 10.0.0.9"
    )
    assert settings.connector("commune").inner_hosts == (NAME, "10.0.0.9")
    assert settings.connector("another").inner_hosts == (NAME, "10.0.0.9")
