"""The first accounts, with a ``channels.accounts`` that answers as the real one does."""

import json
from pathlib import Path

import pytest

from launcher import accounts
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


def test_adding_hands_the_words_on_and_gives_the_account(settings: Settings) -> None:
    answer(settings, 'echo "{\\"name\\": \\"$4\\", \\"role\\": \\"agent\\", \\"password\\": \\"$6\\"}"')
    added = accounts.add(settings, ["marie", "--display-name", "Marie M."])
    assert added == [{"name": "marie", "role": "agent", "password": "Marie M."}]


def test_a_refusal_is_shown(settings: Settings) -> None:
    answer(settings, "echo \"'marie' has an account already: choose another name\" >&2; exit 1")
    with pytest.raises(Problem, match="'marie' has an account already"):
        accounts.add(settings, ["marie"])


def test_no_password_is_logged(settings: Settings) -> None:
    answer(settings, f"echo '{AGENT}'")
    accounts.ensure_first(settings)
    logs = list(settings.logs_dir.glob("*")) if settings.logs_dir.exists() else []
    assert not [log for log in logs if "p-1" in log.read_text()]
