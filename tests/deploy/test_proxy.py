"""The proxy's configuration, as Caddy itself reads it; what it does is tested where everything runs."""

import json
import os
import subprocess
from typing import Any

import pytest

from tests.deploy.compose import ROOT, services

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


def test_every_variable_of_it_is_set_by_the_compose_file_or_has_a_default() -> None:
    environment = services()["caddy"]["environment"]
    text = CADDYFILE.read_text(encoding="utf-8") + CADDYFILE.with_name("eid.caddy").read_text(encoding="utf-8")
    for name in environment:
        assert f"{{${name}:" in text, f"{name} is set and not read"
