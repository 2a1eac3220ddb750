"""Settings of the staff's sign-in with their own provider."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from channels.settings import GatewaySettings, describe_problems
from channels.staff_settings import read_roles


def test_nobody_signs_in_elsewhere_unless_it_is_set() -> None:
    settings = GatewaySettings()
    assert (settings.staff_oidc_issuer, settings.staff_oidc_roles) == (None, {})
    assert (settings.session_hours, settings.session_idle_minutes) == (10, 120)


def test_they_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOIEN_STAFF_OIDC_ISSUER", "https://login.example.lu")
    monkeypatch.setenv("MOIEN_STAFF_OIDC_ROLES", "agents=agent, /heads=supervisor+agent")
    monkeypatch.setenv("MOIEN_STAFF_OIDC_CLIENT_SECRET", "geheim")
    settings = GatewaySettings()
    assert settings.staff_oidc_roles == {"agents": ("agent",), "/heads": ("supervisor", "agent")}
    assert "geheim" not in repr(settings)


@pytest.mark.parametrize(
    ("written", "roles"),
    [
        ("a=agent", {"a": ("agent",)}),
        (" a = agent , ,", {"a": ("agent",)}),
        ("cn=a=agent+agent", {"cn=a": ("agent",)}),
        ("", {}),
    ],
)
def test_roles_by_group(written: str, roles: dict[str, tuple[str, ...]]) -> None:
    assert read_roles(written) == roles


@pytest.mark.parametrize("written", ["agent", "=agent", "a=", "a=king", "a=agent+", "a=agent+king", "a=agent,a=owner"])
def test_what_gives_no_roles_is_named(written: str) -> None:
    with pytest.raises(ValueError, match=r"'a' stands there twice|gives no group its roles"):
        read_roles(written)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"ISSUER": "https://x.lu"}, "MOIEN_STAFF_OIDC_ROLES: Value error, without a group nobody gets in"),
        ({"ISSUER": "http://x.lu", "ROLES": "a=agent"}, "MOIEN_STAFF_OIDC_ISSUER"),
        ({"ISSUER": "https://x.lu", "ROLES": "a=king"}, "MOIEN_STAFF_OIDC_ROLES"),
        ({"ISSUER": "https://x.lu", "ROLES": "a=agent", "SCOPE": "groups"}, "MOIEN_STAFF_OIDC_SCOPE"),
        ({"LABEL": "x" * 61}, "MOIEN_STAFF_OIDC_LABEL"),
    ],
)
def test_a_bad_setting_is_named(monkeypatch: pytest.MonkeyPatch, given: dict[str, str], said: str) -> None:
    for name, value in given.items():
        monkeypatch.setenv(f"MOIEN_STAFF_OIDC_{name}", value)
    with pytest.raises(ValidationError) as refused:
        GatewaySettings()
    assert said in describe_problems(refused.value)
