"""The proxy's configuration, as Caddy itself reads it; what it does is tested where everything runs."""

import json
import os
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.channels.servers import wait_until
from tests.deploy.compose import ROOT, services
from tests.ports import free_ports

CADDYFILE = ROOT / "deploy" / "caddy" / "Caddyfile"


def adapt(**variables: str) -> dict[str, Any]:
    """The configuration that Caddy makes of the file, after it has looked whether it can be used."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MOIEN_")}
    command = ["caddy", "adapt", "--validate", "--adapter", "caddyfile", "--config", str(CADDYFILE)]
    done = subprocess.run(
        command, env={**environment, **variables}, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    made: dict[str, Any] = json.loads(done.stdout)
    return made


def hosts(config: dict[str, Any]) -> set[str]:
    servers = config["apps"]["http"]["servers"].values()
    return {
        host
        for server in servers
        for route in server["routes"]
        for match in route["match"]
        for host in match.get("host", [])
    }


def test_caddy_takes_it_with_nothing_set() -> None:
    config = adapt()
    assert hosts(config) == {"localhost"}
    assert config["admin"]["disabled"] is True
    assert [server["read_header_timeout"] for server in config["apps"]["http"]["servers"].values()] == [10 * 10**9]
    assert {address for server in config["apps"]["http"]["servers"].values() for address in server["listen"]} == {
        ":8443"
    }


@pytest.mark.parametrize(
    ("tls", "issuer"), [("webmaster@example.lu", "acme"), ("internal", "internal")], ids=["fetched", "own"]
)
def test_certificates_are_fetched_or_its_own(tls: str, issuer: str) -> None:
    config = adapt(MOIEN_SITE="chat.example.lu", MOIEN_TLS=tls)
    assert hosts(config) == {"chat.example.lu"}
    issuers = config["apps"]["tls"]["automation"]["policies"][0]["issuers"]
    assert issuers[0]["module"] == issuer
    assert issuer == "internal" or issuers[0]["email"] == tls


def test_the_sandbox_has_a_site_of_its_own_where_it_is_wanted() -> None:
    config = adapt(MOIEN_MORE_SITES=str(CADDYFILE.with_name("eid.caddy")), MOIEN_EID_SITE="eid.example.lu")
    assert hosts(config) == {"localhost", "eid.example.lu"}


class Gateway(ThreadingHTTPServer):
    """Remembers who called, as the proxy says."""

    def __init__(self) -> None:
        self.told: list[str] = []
        told = self.told

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                if self.path != "/healthz":
                    told.append(", ".join(self.headers.get_all("X-Forwarded-For", [])))
                self.send_response(200)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        super().__init__(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.serve_forever, daemon=True).start()


@pytest.fixture
def gateway() -> Iterator[Gateway]:
    made = Gateway()
    yield made
    made.shutdown()
    made.server_close()


@contextmanager
def proxy(folder: Path, gateway: Gateway, **variables: str) -> Iterator[str]:
    """A running Caddy; gives its address."""
    http, https = free_ports(2)
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MOIEN_")}
    environment |= {"XDG_DATA_HOME": str(folder), "XDG_CONFIG_HOME": str(folder), "MOIEN_SITE": f"localhost:{https}"}
    environment |= {"MOIEN_HTTP_PORT": str(http), "MOIEN_HTTPS_PORT": str(https)}
    environment |= {"MOIEN_GATEWAYS": f"127.0.0.1:{gateway.server_port}", **variables}
    command = ["caddy", "run", "--adapter", "caddyfile", "--config", str(CADDYFILE)]
    with (folder / "caddy.log").open("wb") as log:
        running = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
    try:
        address = f"https://localhost:{https}"
        wait_until(lambda: is_there(address), "Caddy answers")
        yield address
    finally:
        running.terminate()
        running.wait(timeout=30)


def is_there(address: str) -> bool:
    try:
        return httpx.get(address, verify=False, timeout=5).status_code == 200
    except httpx.HTTPError:
        return False


@pytest.mark.parametrize(
    ("trusted", "told"),
    [("192.0.2.1/32 192.0.2.2/32", "127.0.0.1"), ("192.0.2.1/32 127.0.0.0/8", "203.0.113.7, 127.0.0.1")],
    ids=["a stranger", "the proxy before it"],
)
def test_only_the_proxy_before_it_says_who_calls(tmp_path: Path, gateway: Gateway, trusted: str, told: str) -> None:
    with proxy(tmp_path, gateway, MOIEN_TRUSTED_PROXIES=trusted) as address:
        gateway.told.clear()
        said = {"X-Forwarded-For": "203.0.113.7"}
        assert httpx.get(f"{address}/x", headers=said, verify=False, timeout=20).status_code == 200
    assert gateway.told == [told]


def test_every_variable_of_it_is_set_by_the_compose_file_or_has_a_default() -> None:
    environment = services()["caddy"]["environment"]
    text = CADDYFILE.read_text(encoding="utf-8") + CADDYFILE.with_name("eid.caddy").read_text(encoding="utf-8")
    for name in environment:
        assert f"{{${name}:" in text, f"{name} is set and not read"
