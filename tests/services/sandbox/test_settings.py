"""Settings of the sandbox from the environment: defaults and clear refusals."""

import os
from pathlib import Path

import pytest
from pydantic import ValidationError

from services.sandbox.faults import Fault
from services.sandbox.settings import read_sandbox_settings
from services.settings import describe_problems


@pytest.fixture(autouse=True)
def _environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.startswith("MOIEN_"):
            monkeypatch.delenv(name)


def test_defaults() -> None:
    settings = read_sandbox_settings()
    assert (settings.sandbox_port, settings.sandbox_delay, settings.sandbox_ready_after) == (8003, 2, 20)
    assert settings.fault is None
    assert settings.sandbox_api_key is None


def test_fault_and_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOIEN_SANDBOX_FAULT", "unavailable:3")
    monkeypatch.setenv("MOIEN_STATE_DIR", "somewhere")
    settings = read_sandbox_settings()
    assert settings.fault == Fault("unavailable", 3)
    assert settings.database_file == Path("somewhere/data/sandbox.db")


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("MOIEN_SANDBOX_FAULT", "fire", "MOIEN_SANDBOX_FAULT: Value error, 'fire' is no fault; write one of delay"),
        ("MOIEN_SANDBOX_PORT", "80000", "MOIEN_SANDBOX_PORT"),
        ("MOIEN_SANDBOX_DELAY", "-1", "MOIEN_SANDBOX_DELAY"),
        ("MOIEN_SANDBOX_READY_AFTER", "-1", "MOIEN_SANDBOX_READY_AFTER"),
        ("MOIEN_SANDBOX_CLIENT_ID", "moien", "set both MOIEN_SANDBOX_CLIENT_ID and MOIEN_SANDBOX_CLIENT_SECRET"),
        ("MOIEN_SANDBOX_CLIENT_SECRET", "hidden", "set both MOIEN_SANDBOX_CLIENT_ID and MOIEN_SANDBOX_CLIENT_SECRET"),
    ],
)
def test_a_bad_setting_is_named(monkeypatch: pytest.MonkeyPatch, name: str, value: str, said: str) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(ValidationError) as caught:
        read_sandbox_settings()
    assert said in describe_problems(caught.value)
    assert "hidden" not in describe_problems(caught.value)
