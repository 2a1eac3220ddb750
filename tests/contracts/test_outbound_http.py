"""HTTP clients that connect only where they may, against a real server and a resolver that says what the test wants."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar

import httpx
import pytest

from contracts.outbound import Destinations, destinations
from contracts.outbound_http import AsyncGuardedTransport, GuardedTransport

Names = dict[str, list[str]]


class Neighbour(BaseHTTPRequestHandler):
    """Somebody inside who trusts whoever comes."""

    asked: ClassVar[list[str]] = []

    def do_GET(self) -> None:
        self.asked.append(self.headers["Host"])
        self.send_response(302 if self.path == "/away" else 200)
        self.send_header("Location", "http://metadata.test/")
        self.end_headers()
        self.wfile.write(b"secret")

    def log_message(self, *_arguments: object) -> None:
        """Say nothing."""


@pytest.fixture
def neighbour() -> Iterator[int]:
    Neighbour.asked.clear()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Neighbour)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server.server_port
    server.shutdown()
    thread.join()
    server.server_close()


def resolver(names: Names) -> Callable[[str, int], list[str]]:
    def resolve(host: str, _port: int) -> list[str]:
        if host not in names:
            raise OSError("no such name")
        return names[host]

    return resolve


def ask_plainly(allowed: Destinations, names: Names, url: str) -> str:
    with httpx.Client(transport=GuardedTransport(allowed, resolve=resolver(names)), timeout=5) as client:
        try:
            return client.get(url).text
        except httpx.ConnectError:
            return "refused"


async def ask(allowed: Destinations, names: Names, url: str) -> list[str]:
    """What both kinds of clients get."""
    told = [ask_plainly(allowed, names, url)]
    transport = AsyncGuardedTransport(allowed, resolve=resolver(names))
    async with httpx.AsyncClient(transport=transport, timeout=5) as client:
        try:
            told.append((await client.get(url)).text)
        except httpx.ConnectError:
            told.append("refused")
    return told


@pytest.mark.parametrize(
    ("named", "listed", "names", "host", "told"),
    [
        ("taxes.etat.lu", [], {"taxes.etat.lu": ["127.0.0.1"]}, "taxes.etat.lu", "refused"),
        ("taxes.etat.lu", [], {"taxes.etat.lu": ["::ffff:127.0.0.1"]}, "taxes.etat.lu", "refused"),
        ("taxes.etat.lu", ["taxes.etat.lu"], {"taxes.etat.lu": ["127.0.0.1"]}, "taxes.etat.lu", "secret"),
        ("taxes.etat.lu", [], {}, "taxes.etat.lu", "refused"),
        ("taxes.etat.lu", [], {}, "127.0.0.1", "refused"),
        ("127.0.0.1", [], {}, "127.0.0.1", "secret"),
        ("sandbox", [], {"sandbox": ["127.0.0.9", "127.0.0.1"]}, "sandbox", "secret"),
    ],
)
async def test_table(neighbour: int, named: str, listed: list[str], names: Names, host: str, told: str) -> None:
    allowed = destinations([f"http://{named}:{neighbour}"], listed)
    assert await ask(allowed, names, f"http://{host}:{neighbour}/") == [told, told]
    assert Neighbour.asked == ([] if told == "refused" else [f"{host}:{neighbour}"] * 2)


async def test_a_name_that_changes_its_mind_between_two_calls(neighbour: int) -> None:
    names = {"taxes.etat.lu": ["127.0.0.1"]}
    allowed = destinations([f"http://taxes.etat.lu:{neighbour}"], ["taxes.etat.lu"])
    assert await ask(allowed, names, f"http://taxes.etat.lu:{neighbour}/") == ["secret", "secret"]
    names["taxes.etat.lu"] = ["169.254.169.254"]
    assert await ask(allowed, names, f"http://taxes.etat.lu:{neighbour}/") == ["refused", "refused"]


def test_a_redirect_leads_nowhere_even_where_one_is_followed(neighbour: int) -> None:
    allowed = destinations([f"http://127.0.0.1:{neighbour}"])
    transport = GuardedTransport(allowed, resolve=resolver({"metadata.test": ["127.0.0.1"]}))
    with httpx.Client(transport=transport, follow_redirects=True) as client, pytest.raises(httpx.ConnectError):
        client.get(f"http://127.0.0.1:{neighbour}/away")
    assert Neighbour.asked == [f"127.0.0.1:{neighbour}"]


async def test_a_proxy_of_the_environment_is_not_asked(neighbour: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    allowed = destinations([f"http://127.0.0.1:{neighbour}"])
    assert await ask(allowed, {}, f"http://127.0.0.1:{neighbour}/") == ["secret", "secret"]
