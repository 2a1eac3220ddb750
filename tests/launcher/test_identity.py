"""What the sandbox identity provider and the gateway are told about each other."""

from pathlib import Path

import pytest

from channels.auth.address import STAFF_RETURN
from channels.settings import GatewaySettings
from channels.staff_settings import read_roles
from launcher import processes
from launcher.identity import (
    SECRET_FILE,
    STAFF_CALLBACK,
    STAFF_ROLES,
    gateway_variables,
    list_redirect_uris,
    provider_variables,
)
from launcher.settings import Settings, read_settings
from services.eid.people import read_staff
from services.eid.settings import EidSettings


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return read_settings(tmp_path, {})


def test_both_know_the_same_secret_and_nobody_else_does(settings: Settings) -> None:
    provider, gateway = (processes.describe_process(settings, name).variables for name in ("eid", "gateway"))
    secret = gateway["MOIEN_OIDC_CLIENT_SECRET"]
    assert provider["MOIEN_EID_CLIENT_SECRET"] == secret
    assert provider["MOIEN_EID_CLIENT_ID"] == gateway["MOIEN_OIDC_CLIENT_ID"]
    assert len(secret) >= 43
    assert secret not in settings.process_variables().values()
    for name in set(processes.list_names(settings)) - {"redis", "eid", "gateway"}:
        assert secret not in processes.describe_process(settings, name).variables.values(), name


def test_the_secret_is_made_once_and_kept_to_its_owner(settings: Settings) -> None:
    first = gateway_variables(settings)["MOIEN_OIDC_CLIENT_SECRET"]
    file = settings.state_dir / "secrets" / SECRET_FILE
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.parent.stat().st_mode & 0o777 == 0o700
    file.chmod(0o644)
    assert gateway_variables(settings)["MOIEN_OIDC_CLIENT_SECRET"] == first
    assert file.stat().st_mode & 0o777 == 0o600
    another = read_settings(settings.root, {"MOIEN_STATE_DIR": str(settings.root / "other")})
    assert gateway_variables(another)["MOIEN_OIDC_CLIENT_SECRET"] != first


@pytest.mark.parametrize(
    ("given", "origins"),
    [
        ({}, ["http://127.0.0.1:8000", "http://localhost:8000"]),
        ({"MOIEN_PORT": "9000", "MOIEN_HOST": "0.0.0.0"}, ["http://127.0.0.1:9000", "http://localhost:9000"]),
        ({"MOIEN_HOST": "localhost"}, ["http://localhost:8000", "http://127.0.0.1:8000"]),
        ({"MOIEN_HOST": "::1"}, ["http://[::1]:8000", "http://127.0.0.1:8000", "http://localhost:8000"]),
        ({"MOIEN_PUBLIC_URL": "https://chat.example.lu/"}, ["https://chat.example.lu"]),
    ],
)
def test_a_login_ends_at_the_gateway(tmp_path: Path, given: dict[str, str], origins: list[str]) -> None:
    settings = read_settings(tmp_path, given)
    assert list_redirect_uris(settings) == [f"{origin}/auth/callback" for origin in origins]


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "0.0.0.0", "::1", "::"])
def test_both_ends_understand_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, host: str) -> None:
    settings = read_settings(tmp_path, {"MOIEN_HOST": host})
    shared = settings.process_variables()
    for name, value in {**shared, **provider_variables(settings), **gateway_variables(settings)}.items():
        if name.startswith("MOIEN_"):
            monkeypatch.setenv(name, value)
    provider, gateway = EidSettings.model_validate({}), GatewaySettings.model_validate({})
    assert provider.issuer == gateway.oidc_issuer == settings.eid_url
    assert provider.eid_client_id == gateway.oidc_client_id
    assert provider.eid_client_secret == gateway.oidc_client_secret
    assert list_redirect_uris(settings)[0] in provider.eid_redirect_uris


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1"])
def test_invented_staff_sign_in_on_this_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, host: str) -> None:
    settings = read_settings(tmp_path, {"MOIEN_HOST": host})
    told = {**settings.process_variables(), **provider_variables(settings), **gateway_variables(settings)}
    for name, value in told.items():
        if name.startswith("MOIEN_"):
            monkeypatch.setenv(name, value)
    provider, gateway = EidSettings.model_validate({}), GatewaySettings.model_validate({})
    assert provider.issuer == gateway.staff_oidc_issuer
    assert provider.eid_staff_client_id == gateway.staff_oidc_client_id != gateway.oidc_client_id
    assert provider.eid_staff_client_secret == gateway.staff_oidc_client_secret
    assert provider.eid_staff_client_secret != provider.eid_client_secret
    assert provider.eid_staff_redirect_uris == tuple(list_redirect_uris(settings, STAFF_CALLBACK))
    assert f"{gateway.base_url}{STAFF_RETURN}" in provider.eid_staff_redirect_uris


@pytest.mark.parametrize(
    "given",
    [
        {"MOIEN_HOST": "0.0.0.0"},
        {"MOIEN_PUBLIC_URL": "https://chat.example.lu"},
        {"MOIEN_EID_URL": "https://eid.example.lu"},
        {"MOIEN_STAFF_OIDC_ISSUER": "https://login.example.lu"},
        {"MOIEN_OIDC_ISSUER": "https://login.example.lu"},
    ],
)
def test_invented_staff_sign_in_nowhere_else(tmp_path: Path, given: dict[str, str]) -> None:
    settings = read_settings(tmp_path, given)
    told = {**provider_variables(settings), **gateway_variables(settings)}
    assert [name for name in told if "STAFF" in name] == []


def test_the_roles_are_of_groups_that_there_are_and_nobody_is_an_administrator() -> None:
    roles = read_roles(STAFF_ROLES)
    groups = {group for colleague in read_staff().values() for group in colleague.groups}
    assert set(roles) < groups, "somebody is in no group with a role, to show that they do not get in"
    assert "administrator" not in {role for given in roles.values() for role in given}


def test_another_provider_takes_its_place(tmp_path: Path) -> None:
    settings = read_settings(tmp_path, {"MOIEN_OIDC_ISSUER": "https://login.example.lu"})
    assert "eid" not in processes.list_names(settings)
    assert processes.describe_process(settings, "gateway").variables == {}
    assert not [name for name in processes.addresses(settings) if "identity" in name]
    assert not (settings.state_dir / "secrets").exists()


def test_the_provider_is_marked_where_its_address_is_printed(settings: Settings) -> None:
    assert processes.addresses(settings)["sandbox identity provider (invented people)"] == "http://127.0.0.1:8008/"
