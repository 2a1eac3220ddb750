"""Accounts on the command line, and passwords."""

from __future__ import annotations

import asyncio
import io
import json
import sys

import pytest
from sqlalchemy import create_engine, select

from channels.accounts import FIRST, main
from channels.passwords import hash_password, is_right, make_password
from channels.store.database import sync_url
from contracts.tables import staff


@pytest.fixture
def rows(database_url: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("MOIEN_DATABASE_URL", database_url)

    def read() -> list:
        engine = create_engine(sync_url(database_url))
        with engine.connect() as connection:
            found = connection.execute(select(staff).order_by(staff.c.name)).all()
        engine.dispose()
        return found

    return read


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_the_first_accounts_are_made_once(rows, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ensure-first"]) == 0
    made = lines(capsys)
    assert [(a["name"], a["role"]) for a in made] == [("agent", "agent"), ("owner", "owner")]
    assert [(r.name, r.display_name, r.roles) for r in rows()] == [(n, d, [r]) for n, d, r in FIRST]
    assert len({a["password"] for a in made}) == 2
    assert not any(a["password"] in r.password_hash for a in made for r in rows())
    assert main(["ensure-first"]) == 0
    assert lines(capsys) == []
    assert len(rows()) == 2


async def test_a_person_is_added_with_a_made_password(rows, capsys: pytest.CaptureFixture[str]) -> None:
    assert await asyncio.to_thread(main, ["add", "kim", "--display-name", " Kim W. ", "--role", "agent"]) == 0
    [account] = lines(capsys)
    [row] = rows()
    assert (row.name, row.display_name, row.roles, row.active) == ("kim", "Kim W.", ["agent"], True)
    assert await is_right(account["password"], row.password_hash)


async def test_a_given_password_is_not_printed(rows, capsys: pytest.CaptureFixture[str], monkeypatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("geheim geheim\n"))
    arguments = ["add", "kim", "--display-name", "Kim", "--role", "owner", "--password-stdin"]
    assert await asyncio.to_thread(main, arguments) == 0
    assert lines(capsys) == [{"name": "kim", "role": "owner"}]
    assert await is_right("geheim geheim", rows()[0].password_hash)


@pytest.mark.parametrize(
    ("name", "display_name", "password", "said"),
    [
        ("Kim", "Kim", "long enough", "'Kim' is no name"),
        ("kim weber", "Kim", "long enough", "is no name"),
        ("", "Kim", "long enough", "is no name"),
        ("k" * 65, "Kim", "long enough", "is no name"),
        ("kim", " ", "long enough", "display name"),
        ("kim", "Kim", "short", "this one has 5"),
        ("kim", "Kim", "", "this one has 0"),
        ("taken", "Kim", "long enough", "'taken' has an account already"),
    ],
)
def test_a_bad_account_is_refused_with_what_to_change(
    rows, capsys: pytest.CaptureFixture[str], monkeypatch, name: str, display_name: str, password: str, said: str
) -> None:
    assert main(["add", "taken", "--display-name", "T", "--role", "agent"]) == 0
    capsys.readouterr()
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"{password}\n"))
    assert main(["add", name, "--display-name", display_name, "--role", "agent", "--password-stdin"]) == 1
    printed = capsys.readouterr()
    assert said in printed.err
    assert printed.out == ""
    assert len(rows()) == 1


def test_a_bad_database_address(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOIEN_DATABASE_URL", "nonsense")
    assert main(["ensure-first"]) == 2
    assert "MOIEN_DATABASE_URL" in capsys.readouterr().err


async def test_passwords() -> None:
    stored = hash_password("a long password")
    assert stored.startswith("$argon2id$")
    assert await is_right("a long password", stored)
    assert not await is_right("another password", stored)
    assert not await is_right("a long password", None)
    assert not await is_right("a long password", "no hash")
    assert len(make_password()) == 16
    assert make_password() != make_password()
