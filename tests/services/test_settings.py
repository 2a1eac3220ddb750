"""Settings from the environment: defaults, addresses, limits that fit together, clear refusals."""

import os
from pathlib import Path

import pytest
from pydantic import ValidationError

from services.settings import describe_problems, read_beat_settings, read_worker_settings

NEEDED = {
    "MOIEN_DATABASE_URL": "sqlite:///moien.db",
    "MOIEN_REDIS_URL": "redis://127.0.0.1:8004/0",
    "MOIEN_SANDBOX_URL": "http://127.0.0.1:8003/",
}


@pytest.fixture(autouse=True)
def _environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.startswith("MOIEN_"):
            monkeypatch.delenv(name)
    for name, value in NEEDED.items():
        monkeypatch.setenv(name, value)


def test_defaults() -> None:
    settings = read_worker_settings()
    assert settings.worker_concurrency == 4
    assert settings.ready_file_of("worker") == Path(".moien/run/worker.ready")
    assert settings.files_dir == Path(".moien/files")
    assert (settings.job_patience, settings.look_up_patience) == (3 * 86400, 60)
    assert (settings.breaker_failures, settings.breaker_pause) == (5, 30)


def test_beat_needs_redis_only(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in NEEDED.keys() - {"MOIEN_REDIS_URL"}:
        monkeypatch.delenv(name)
    settings = read_beat_settings()
    assert settings.ready_file_of("beat") == Path(".moien/run/beat.ready")
    assert settings.follow_up_every == 60


def test_the_limits_lie_inside_each_other() -> None:
    settings = read_worker_settings()
    assert 2 * settings.connector_timeout <= settings.soft_limit < settings.hard_limit < settings.job_lease
    assert settings.visibility_timeout > settings.job_lease + 300


def test_an_administration_can_have_its_own_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOIEN_CONNECTOR_COMMUNE_URL", "https://api.commune.example/v1/")
    monkeypatch.setenv("MOIEN_CONNECTOR_TAXES_TIMEOUT", "5")
    settings = read_worker_settings()
    assert settings.connector("commune").url == "https://api.commune.example/v1"
    assert settings.connector("commune").timeout == 15
    assert settings.connector("taxes").url == "http://127.0.0.1:8003"
    assert settings.connector("taxes").timeout == 5
    assert settings.connector("snca").url == "http://127.0.0.1:8003"


def test_calls_that_somebody_tries_go_nowhere_unless_a_sandbox_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    assert read_worker_settings().rehearsal_connector("commune") is None
    monkeypatch.setenv("MOIEN_REHEARSAL_ADMINISTRATION", "")
    assert read_worker_settings().rehearsal_connector("commune") is None


def test_calls_that_somebody_tries_carry_no_secrets_of_real_administrations(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOIEN_REHEARSAL_ADMINISTRATION", "http://127.0.0.1:8003/")
    monkeypatch.setenv("MOIEN_CONNECTOR_COMMUNE_URL", "https://api.commune.example")
    monkeypatch.setenv("MOIEN_CONNECTOR_COMMUNE_API_KEY", "secret of the commune")
    monkeypatch.setenv("MOIEN_CONNECTOR_TAXES_API_KEY", "secret of the sandbox")
    settings = read_worker_settings()
    commune, taxes = (settings.rehearsal_connector(name) for name in ("commune", "taxes"))
    assert commune is not None
    assert (commune.url, commune.api_key) == ("http://127.0.0.1:8003", None)
    assert taxes is not None
    assert taxes.api_key is not None


def test_a_real_administration_is_no_sandbox(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOIEN_CONNECTOR_COMMUNE_URL", "https://api.commune.example")
    monkeypatch.setenv("MOIEN_REHEARSAL_ADMINISTRATION", "https://api.commune.example/")
    with pytest.raises(ValidationError, match="MOIEN_REHEARSAL_ADMINISTRATION is the address of commune"):
        read_worker_settings()


def test_settings_of_an_unknown_administration_are_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOIEN_CONNECTOR_COMUNE_URL", "https://api.commune.example")
    settings = read_worker_settings()
    with pytest.raises(ValueError, match="MOIEN_CONNECTOR_COMUNE_…: no connector 'comune'; there are: commune, taxes"):
        settings.check_connectors({"commune", "taxes"})


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"URL": "http://x?key=1"}, "MOIEN_CONNECTOR_COMMUNE_URL: Value error, 'http://x?key=1' is no address"),
        ({"URL": "http://moien:SECRET@x"}, "MOIEN_CONNECTOR_COMMUNE_URL: Value error, has a name and perhaps"),
        ({"TIMEOUT": "soon"}, "MOIEN_CONNECTOR_COMMUNE_TIMEOUT: Input should be a valid number"),
        ({"TIMEOUT": "20"}, "set the lease to at least 50"),
        ({"API_KEY": "SECRET", "API_KEY_HEADER": "X Key"}, "COMMUNE_API_KEY_HEADER: Value error, is no name of a"),
        ({"CLIENT_ID": "a", "CLIENT_SECRET": "SECRET"}, "client credentials lack TOKEN_URL"),
        ({"TOKEN_URL": "http://x", "CLIENT_SECRET": "SECRET"}, "client credentials lack CLIENT_ID"),
        (
            {"API_KEY": "SECRET", "TOKEN_URL": "http://x", "CLIENT_ID": "a", "CLIENT_SECRET": "SECRET"},
            "has both API_KEY and client credentials",
        ),
        ({"KEY": "a.pem"}, "has KEY, but no CERT"),
        ({"API_KEY_FILE": "/nowhere/SECRET"}, "MOIEN_CONNECTOR_COMMUNE_API_KEY_FILE: the file cannot be read"),
    ],
)
def test_a_bad_connector_setting_is_named_and_no_secret_shown(
    monkeypatch: pytest.MonkeyPatch, given: dict[str, str], said: str
) -> None:
    for name, value in given.items():
        monkeypatch.setenv(f"MOIEN_CONNECTOR_COMMUNE_{name}", value)
    with pytest.raises(ValidationError) as caught:
        read_worker_settings()
    assert said in describe_problems(caught.value)
    assert "SECRET" not in describe_problems(caught.value)


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("MOIEN_SANDBOX_URL", "127.0.0.1:8003", "MOIEN_SANDBOX_URL: Value error, '127.0.0.1:8003' is no address"),
        ("MOIEN_SANDBOX_URL", "ftp://x", "write http(s)://host"),
        ("MOIEN_JOB_PATIENCE", "0", "MOIEN_JOB_PATIENCE: Input should be greater than 0"),
        ("MOIEN_BREAKER_FAILURES", "0", "MOIEN_BREAKER_FAILURES: Input should be greater than or equal to 1"),
        ("MOIEN_WORKER_CONCURRENCY", "0", "MOIEN_WORKER_CONCURRENCY: Input should be greater than or equal to 1"),
        ("MOIEN_WORKER_CONCURRENCY", "many", "MOIEN_WORKER_CONCURRENCY"),
        ("MOIEN_JOB_LEASE", "30", "set the lease to at least 37.5"),
        ("MOIEN_DATABASE_URL", "", "MOIEN_DATABASE_URL: Field required"),
    ],
)
def test_a_bad_worker_setting_is_named(monkeypatch: pytest.MonkeyPatch, name: str, value: str, said: str) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(ValidationError) as caught:
        read_worker_settings()
    assert said in describe_problems(caught.value)
