"""The first accounts, with a ``channels.accounts`` that answers as the real one does."""

import json
from pathlib import Path

import pytest

from launcher import accounts
from launcher.command_line import read_command_line
from launcher.problem import Problem
from launcher.settings import Settings, read_settings


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    settings = read_settings(tmp_path)
    settings.python("platform").parent.mkdir(parents=True)
    return settings


def answer(settings: Settings, body: str) -> None:
    python = settings.python("platform")
    python.write_text(f"#!/bin/sh\n{body}\n", encoding="utf-8")
    python.chmod(0o755)


AGENT = json.dumps({"name": "agent", "role": "agent", "password": "p-1"})
OWNER = json.dumps({"name": "owner", "role": "owner", "password": "p-2"})


def test_new_ones_are_kept_where_only_their_owner_can_read(settings: Settings) -> None:
    old = settings.run_dir / accounts.FIRST_ACCOUNTS
    old.parent.mkdir(parents=True)
    old.write_text("of an earlier database, and longer than what comes now\n" * 9)
    old.chmod(0o644)
    answer(settings, f"echo '{AGENT}'; echo '{OWNER}'")
    assert accounts.ensure_first(settings) == old
    assert old.read_text() == "agent: agent / p-1\nowner: owner / p-2\n"
    assert old.stat().st_mode & 0o777 == 0o600


def test_none_are_made_where_somebody_has_one(settings: Settings) -> None:
    answer(settings, "exit 0")
    assert accounts.ensure_first(settings) is None
    assert not (settings.run_dir / accounts.FIRST_ACCOUNTS).exists()


def told(settings: Settings) -> list[str]:
    """What the module was called with."""
    return (settings.root / "told").read_text().splitlines()


def answer_and_note(settings: Settings, line: str, code: int = 0) -> None:
    answer(settings, f"printf '%s\\n' \"$@\" > '{settings.root}/told'; echo '{line}'; exit {code}")


def test_adding_hands_everything_on_and_says_how_to_get_in(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    answer_and_note(settings, json.dumps({"name": "marie", "role": "agent+owner", "password": "p-3"}))
    words = ["--role", "agent", "--role", "owner", "--language", "fr=C1", "--service", "passport", "--capacity", "2"]
    accounts.add(settings, read_command_line(["staff", "add", "marie", "--display-name", "Marie M.", *words]))
    assert told(settings) == [
        *("-m", "channels.accounts", "add", "marie", "--display-name", "Marie M.", "--role=agent", "--role=owner"),
        *("--language=fr=C1", "--service=passport", "--capacity=2"),
    ]
    assert "marie may sign in as agent+owner. Password, shown this once: p-3" in capsys.readouterr().out


def test_an_invitation_and_a_reset_print_a_link(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    link = {"invitation": "http://127.0.0.1:8000/console/#join=abc", "expires_at": "2026-11-26T08:00:00.000Z"}
    answer_and_note(settings, json.dumps({"name": "marie", "role": "agent", **link}))
    invited = ["staff", "add", "marie", "--display-name", "M", "--role", "agent", "--invite"]
    accounts.add(settings, read_command_line(invited))
    assert told(settings)[-1] == "--invite"
    assert link["invitation"] in capsys.readouterr().out
    accounts.reset(settings, read_command_line(["staff", "reset", "marie", "--second-factor", "--activate"]))
    assert told(settings) == ["-m", "channels.accounts", "reset", "marie", "--second-factor", "--activate"]
    assert link["invitation"] in capsys.readouterr().out


def test_the_accounts_are_a_table(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    account = {
        "name": "marie",
        "display_name": "Marie M.",
        "roles": ["agent", "owner"],
        "languages": {"fr": "C1"},
        "active": False,
        "local": False,
        "second_factor": True,
        "invited_until": None,
    }
    answer_and_note(settings, json.dumps(account))
    accounts.show(settings)
    head, row = capsys.readouterr().out.splitlines()
    assert head.split() == ["NAME", "SEEN", "AS", "ROLES", "LANGUAGES", "REMARKS"]
    assert row == "marie  Marie M.  agent, owner  fr C1      shut out, single sign-on, second factor"


@pytest.mark.parametrize(("code", "said"), [(0, "as it was written"), (1, "Entry 3 is missing or was changed")])
def test_the_audit_log_is_checked(settings: Settings, capsys: pytest.CaptureFixture[str], code: int, said: str) -> None:
    whole = {"entries": 7, "digest": "d1", "intact": code == 0, "broken_at": 3}
    answer_and_note(settings, json.dumps(whole), code)
    assert accounts.audit(settings, 5) == code
    assert told(settings) == ["-m", "channels.accounts", "audit", "--lines=5"]
    printed = capsys.readouterr().out
    assert "7 entries. Digest of the newest: d1" in printed
    assert said in printed


def test_a_refusal_is_shown(settings: Settings) -> None:
    answer(settings, "echo \"'marie' has an account already: choose another name\" >&2; exit 1")
    wanted = read_command_line(["staff", "add", "marie", "--display-name", "M", "--role", "agent"])
    with pytest.raises(Problem, match="'marie' has an account already"):
        accounts.add(settings, wanted)
    with pytest.raises(Problem, match="Reading the audit log failed"):
        accounts.audit(settings, 0)


def test_no_password_is_logged(settings: Settings) -> None:
    answer(settings, f"echo '{AGENT}'")
    accounts.ensure_first(settings)
    logs = list(settings.logs_dir.glob("*")) if settings.logs_dir.exists() else []
    assert not [log for log in logs if "p-1" in log.read_text()]
