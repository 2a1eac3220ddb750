"""Settings from the environment: defaults, addresses, limits that fit together, clear refusals."""

import os
from pathlib import Path

import pytest
from pydantic import ValidationError

from services.settings import describe_problems, read_connector_urls, read_worker_settings

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
    assert settings.ready_file == Path(".moien/run/worker.ready")
    assert settings.url_of("commune") == "http://127.0.0.1:8003"


def test_the_limits_lie_inside_each_other() -> None:
    settings = read_worker_settings()
    assert 2 * settings.connector_timeout <= settings.soft_limit < settings.hard_limit < settings.job_lease
    assert settings.visibility_timeout > settings.job_lease + 300


def test_an_administration_can_have_its_own_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOIEN_CONNECTOR_COMMUNE_URL", "https://api.commune.example/v1/")
    settings = read_worker_settings()
    assert settings.url_of("commune") == "https://api.commune.example/v1"
    assert settings.url_of("snca") == "http://127.0.0.1:8003"


def test_connector_urls_are_found_by_name() -> None:
    environ = {
        "MOIEN_CONNECTOR_COMMUNE_URL": " http://a ",
        "MOIEN_CONNECTOR_TAX_OFFICE_URL": "http://b",
        "MOIEN_CONNECTOR_EMPTY_URL": " ",
        "MOIEN_CONNECTOR_URL": "http://c",
        "CONNECTOR_X_URL": "http://d",
    }
    assert read_connector_urls(environ) == {"commune": "http://a", "tax_office": "http://b"}


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("MOIEN_SANDBOX_URL", "127.0.0.1:8003", "MOIEN_SANDBOX_URL: Value error, '127.0.0.1:8003' is no address"),
        ("MOIEN_SANDBOX_URL", "ftp://x", "write http(s)://host"),
        ("MOIEN_CONNECTOR_COMMUNE_URL", "http://x?key=1", "'http://x?key=1' is no address"),
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
