"""Settings and faults of the sandbox identity provider, and the file with its key."""

import os
from pathlib import Path

import pytest
from pydantic import ValidationError

from services.eid.faults import KINDS, Fault, parse_fault
from services.eid.keys import KeyFileError, load_or_make_key
from services.eid.settings import read_eid_settings
from services.settings import describe_problems
from tests.services.eid.logins import CALLBACK, SECRET

GIVEN = {"MOIEN_EID_CLIENT_SECRET": SECRET, "MOIEN_EID_REDIRECT_URIS": f"{CALLBACK}, http://localhost:8000/x"}


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.startswith("MOIEN_"):
            monkeypatch.delenv(name)
    for name, value in GIVEN.items():
        monkeypatch.setenv(name, value)


def test_what_the_launcher_passes_is_enough() -> None:
    settings = read_eid_settings()
    assert settings.eid_redirect_uris == (CALLBACK, "http://localhost:8000/x")
    assert (settings.eid_client_id, settings.issuer, settings.fault) == ("moien", "http://127.0.0.1:8008", None)
    assert SECRET not in repr(settings)


@pytest.mark.parametrize(
    ("name", "value", "issuer"),
    [
        ("MOIEN_EID_URL", "https://eid.example.lu/", "https://eid.example.lu"),
        ("MOIEN_HOST", "::1", "http://[::1]:8008"),
        ("MOIEN_EID_PORT", "9000", "http://127.0.0.1:9000"),
    ],
)
def test_the_issuer_is_the_address(monkeypatch: pytest.MonkeyPatch, name: str, value: str, issuer: str) -> None:
    monkeypatch.setenv(name, value)
    assert read_eid_settings().issuer == issuer


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("MOIEN_EID_CLIENT_SECRET", ""),
        ("MOIEN_EID_CLIENT_SECRET", "short"),
        ("MOIEN_EID_REDIRECT_URIS", ""),
        ("MOIEN_EID_REDIRECT_URIS", "/auth/callback"),
        ("MOIEN_EID_REDIRECT_URIS", "http://h/#x"),
        ("MOIEN_EID_URL", "eid.example.lu"),
        ("MOIEN_EID_FAULT", "fire"),
        ("MOIEN_EID_PORT", "0"),
    ],
)
def test_what_does_not_fit_is_named(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(ValidationError) as caught:
        read_eid_settings()
    assert name in describe_problems(caught.value)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        *((kind, Fault(kind)) for kind in KINDS if kind != "slow"),
        ("slow", Fault("slow", 30)),
        (" slow:0.5 ", Fault("slow", 0.5)),
    ],
)
def test_faults(text: str, fault: Fault) -> None:
    assert parse_fault(text) == fault


@pytest.mark.parametrize("text", ["", "fire", "slow:", "slow:x", "slow:0", "slow:nan", "slow:9999", "wrong_nonce:5"])
def test_what_is_no_fault(text: str) -> None:
    with pytest.raises(ValueError, match=r"write|there are"):
        parse_fault(text)


def test_a_key_is_made_once_and_kept_to_oneself(tmp_path: Path) -> None:
    file = tmp_path / "secrets" / "key.pem"
    made = load_or_make_key(file)
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.parent.stat().st_mode & 0o777 == 0o700
    file.chmod(0o644)
    again = load_or_make_key(file)
    assert again.kid == made.kid
    assert file.stat().st_mode & 0o777 == 0o600
    assert [found.name for found in file.parent.iterdir()] == ["key.pem"]


def test_what_is_no_key_is_named(tmp_path: Path) -> None:
    file = tmp_path / "key.pem"
    file.write_text("-----BEGIN PRIVATE KEY-----\nno key\n-----END PRIVATE KEY-----\n")
    with pytest.raises(KeyFileError, match=r"key\.pem holds no RSA key"):
        load_or_make_key(file)
