"""Settings from the environment."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from channels.settings import DatabaseSettings, GatewaySettings, describe_problems, read_origin


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DATABASE_URL", "HOST", "PORT", "ORIGINS", "PUBLIC_URL", "RASA_URL", "REDIS_URL"):
        monkeypatch.delenv(f"MOIEN_{name}", raising=False)


def test_the_defaults_suffice() -> None:
    settings = GatewaySettings()
    assert (settings.host, settings.port, settings.origins) == ("127.0.0.1", 8000, ())
    assert settings.bot_dir.name == "bot"
    assert (settings.sites_dir / "demo.yaml").is_file()


def test_settings_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOIEN_PORT", "8100")
    monkeypatch.setenv("MOIEN_ORIGINS", "https://www.example.lu, http://localhost:5173/ ,")
    monkeypatch.setenv("MOIEN_RASA_URL", "http://rasa:5005/")
    settings = GatewaySettings()
    assert (settings.port, settings.rasa_url) == (8100, "http://rasa:5005")
    assert settings.origins == ("https://www.example.lu", "http://localhost:5173")


def test_an_empty_setting_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("PORT", "ORIGINS", "PUBLIC_URL"):
        monkeypatch.setenv(f"MOIEN_{name}", "")
    assert GatewaySettings().port == 8000


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("PORT", "99999", "MOIEN_PORT"),
        ("ORIGINS", "www.example.lu", "MOIEN_ORIGINS: Value error, 'www.example.lu' is no origin"),
        ("ORIGINS", "*", "MOIEN_ORIGINS"),
        ("ORIGINS", "https://x.lu/path", "MOIEN_ORIGINS"),
        ("PUBLIC_URL", "ftp://x", "MOIEN_PUBLIC_URL"),
        ("RASA_URL", "rasa:5005", "MOIEN_RASA_URL"),
        ("DATABASE_URL", "mysql://u:geheim@h/n", "MOIEN_DATABASE_URL"),
        ("SWEEP", "0", "MOIEN_SWEEP"),
        ("OIDC_ISSUER", "http://login.example.lu", "MOIEN_OIDC_ISSUER"),
        ("OIDC_ISSUER", "login.example.lu", "MOIEN_OIDC_ISSUER"),
        ("OIDC_ISSUER", "https://login.example.lu?x=1", "MOIEN_OIDC_ISSUER"),
        ("OIDC_ISSUER", "https://user:geheim@login.example.lu", "MOIEN_OIDC_ISSUER"),
        ("OIDC_SCOPE", "profile", "MOIEN_OIDC_SCOPE"),
        ("CLAMAV_ADDRESS", "clamd", "MOIEN_CLAMAV_ADDRESS"),
        ("CLAMAV_ADDRESS", "clamd:0", "MOIEN_CLAMAV_ADDRESS"),
        ("CLAMAV_ADDRESS", "clamd:99999", "MOIEN_CLAMAV_ADDRESS"),
        ("KEEP_FILES_DAYS", "0", "MOIEN_KEEP_FILES_DAYS"),
        ("IDENTITY_MINUTES", "0", "MOIEN_IDENTITY_MINUTES"),
    ],
)
def test_a_bad_setting_is_named(monkeypatch: pytest.MonkeyPatch, name: str, value: str, said: str) -> None:
    monkeypatch.setenv(f"MOIEN_{name}", value)
    with pytest.raises(ValidationError) as refused:
        GatewaySettings()
    described = describe_problems(refused.value)
    assert described.startswith(said)
    assert "geheim" not in described


def test_without_an_address_the_database_is_in_the_state_folder(tmp_path: Path) -> None:
    assert DatabaseSettings(state_dir=tmp_path).database_url == f"sqlite:///{tmp_path}/data/moien.db"


def test_the_database_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOIEN_DATABASE_URL", "postgresql://moien@db/moien")
    assert DatabaseSettings().database_url == "postgresql://moien@db/moien"


@pytest.mark.parametrize(
    ("given", "origin"),
    [
        ("https://Chat.Example.LU/", "https://chat.example.lu"),
        ("https://example.lu:443", "https://example.lu"),
        ("http://example.lu:80", "http://example.lu"),
        ("http://example.lu:443", "http://example.lu:443"),
        ("http://[::1]:8000", "http://[::1]:8000"),
    ],
)
def test_origins_are_written_as_browsers_write_them(given: str, origin: str) -> None:
    assert read_origin(given) == origin


def test_own_pages_without_a_public_address() -> None:
    settings = GatewaySettings(port=8123)
    assert settings.own_origins == {"http://127.0.0.1:8123", "http://localhost:8123"}
    assert settings.own_hosts == ["127.0.0.1", "localhost"]


def test_own_pages_behind_a_proxy() -> None:
    settings = GatewaySettings(public_url="https://chat.example.lu/", host="0.0.0.0")
    assert settings.own_origins == {"https://chat.example.lu"}
    assert "chat.example.lu" in settings.own_hosts


def test_own_pages_on_ipv6() -> None:
    settings = GatewaySettings(host="::1", port=8000)
    assert "http://[::1]:8000" in settings.own_origins
    assert "[::1]" in settings.own_hosts


@pytest.mark.parametrize(
    ("public_url", "encrypted"), [(None, False), ("http://chat.example.lu", False), ("https://chat.example.lu", True)]
)
def test_whether_browsers_come_by_tls(public_url: str | None, encrypted: bool) -> None:
    assert GatewaySettings(public_url=public_url).is_encrypted is encrypted


@pytest.mark.parametrize(
    "issuer", ["https://login.example.lu/realms/x/", "http://127.0.0.1:8008", "http://localhost:1"]
)
def test_an_issuer_stays_as_the_provider_writes_it(monkeypatch: pytest.MonkeyPatch, issuer: str) -> None:
    monkeypatch.setenv("MOIEN_OIDC_ISSUER", issuer)
    assert GatewaySettings().oidc_issuer == issuer


def test_the_secret_does_not_show(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOIEN_OIDC_CLIENT_SECRET", "geheim")
    assert "geheim" not in repr(GatewaySettings())


@pytest.mark.parametrize(
    ("settings", "address"),
    [
        ({"HOST": "127.0.0.1"}, "http://127.0.0.1:8000"),
        ({"HOST": "0.0.0.0"}, "http://127.0.0.1:8000"),
        ({"HOST": "::1", "PORT": "80"}, "http://[::1]"),
        ({"HOST": "10.0.0.5", "PUBLIC_URL": "https://chat.example.lu/"}, "https://chat.example.lu"),
    ],
)
def test_where_the_own_pages_lie(monkeypatch: pytest.MonkeyPatch, settings: dict[str, str], address: str) -> None:
    for name, value in settings.items():
        monkeypatch.setenv(f"MOIEN_{name}", value)
    assert GatewaySettings().base_url == address
