"""Accounts on the command line, and passwords."""

from __future__ import annotations

import asyncio
import io
import json
import sys

import pytest
from sqlalchemy import create_engine, select, text

from channels.accounts import FIRST, main
from channels.passwords import hash_password, is_right, make_password
from channels.store.database import sync_url
from contracts.staff_tables import staff


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
    assert [(a["name"], a["role"]) for a in made] == [(name, role) for name, _, role in FIRST]
    assert {role for _, _, role in FIRST} == {"agent", "supervisor", "owner", "administrator"}
    assert [(r.name, r.display_name, r.roles) for r in rows()] == sorted((n, d, [r]) for n, d, r in FIRST)
    assert len({a["password"] for a in made}) == 4
    assert not any(a["password"] in r.password_hash for a in made for r in rows())
    assert main(["ensure-first"]) == 0
    assert lines(capsys) == []
    assert len(rows()) == 4


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
        ("Kim", "Kim", "long enough, this", "'Kim' is no name"),
        ("kim weber", "Kim", "long enough, this", "is no name"),
        ("", "Kim", "long enough, this", "is no name"),
        ("k" * 65, "Kim", "long enough, this", "is no name"),
        ("kim", " ", "long enough, this", "display name"),
        ("kim", "K" * 129, "long enough, this", "display name"),
        ("kim", "K\x00", "long enough, this", "display name"),
        ("kim", "Kim", "short", "this one has 5"),
        ("kim", "Kim", "", "this one has 0"),
        ("kim", "Kim", "x" * 257, "this one has 257"),
        ("taken", "Kim", "long enough, this", "'taken' has an account already"),
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


def test_skills_are_given_on_the_command_line(rows, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["--role", "agent", "--role", "supervisor", "--role", "agent", "--language", "fr=C1", "--language", "lb=B2"]
    words += ["--service", "passport", "--administration", "taxes", "--capacity", "3"]
    assert main(["add", "kim", "--display-name", "Kim", *words]) == 0
    assert lines(capsys)[0]["role"] == "agent+supervisor"
    [row] = rows()
    assert (row.roles, row.languages) == (["agent", "supervisor"], {"fr": "C1", "lb": "B2"})
    assert (row.services, row.administrations, row.capacity) == (["passport"], ["taxes"], 3)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--role", "king"), "'king'"),
        (("--role", "agent", "--language", "fr"), "as in fr=C1"),
        (("--role", "agent", "--language", "pt=C1"), "as in fr=C1"),
        (("--role", "agent", "--capacity", "0"), "0"),
        (("--role", "agent", "--invite", "--password-stdin"), "not allowed"),
    ],
)
def test_a_bad_command_line(capsys: pytest.CaptureFixture[str], words: tuple[str, ...], said: str) -> None:
    with pytest.raises(SystemExit):
        main(["add", "kim", "--display-name", "Kim", *words])
    assert said in capsys.readouterr().err


async def test_an_invitation_and_a_reset_give_a_link_and_no_password(
    rows, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MOIEN_PUBLIC_URL", "https://chat.example.lu")
    invited = ["add", "kim", "--display-name", "Kim", "--role", "agent", "--invite"]
    assert await asyncio.to_thread(main, invited) == 0
    [made] = lines(capsys)
    assert made["invitation"].startswith("https://chat.example.lu/console/#join=")
    assert "password" not in made
    assert rows()[0].password_hash is None
    assert await asyncio.to_thread(main, ["reset", "kim", "--second-factor", "--activate"]) == 0
    [again] = lines(capsys)
    assert again["invitation"] != made["invitation"]


def test_who_cannot_be_reset(rows, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["reset", "nobody"]) == 1
    assert "'nobody' has no account" in capsys.readouterr().err


def test_the_accounts_are_listed(rows, capsys: pytest.CaptureFixture[str]) -> None:
    main(["ensure-first"])
    capsys.readouterr()
    assert main(["list"]) == 0
    listed = lines(capsys)
    assert [one["name"] for one in listed] == ["administrator", "agent", "owner", "supervisor"]
    assert listed[0]["roles"] == ["administrator"]
    assert "hash" not in str(listed)


def test_the_audit_log_is_checked(rows, capsys: pytest.CaptureFixture[str], database_url: str) -> None:
    main(["ensure-first"])
    capsys.readouterr()
    assert main(["audit", "--lines", "2"]) == 0
    *shown, whole = lines(capsys)
    assert [(one["number"], one["action"], one["actor"]) for one in shown] == [
        (3, "account_added", "command line"),
        (4, "account_added", "command line"),
    ]
    assert (whole["entries"], whole["intact"]) == (4, True)
    assert len(whole["digest"]) == 64
    engine = create_engine(sync_url(database_url))
    with engine.begin() as connection:
        if connection.dialect.name == "sqlite":
            connection.execute(text("DROP TRIGGER audit_unchanged"))
        else:
            connection.execute(text("SET LOCAL session_replication_role = replica"))
        connection.execute(text("UPDATE audit SET target = 'x' WHERE number = 3"))
    engine.dispose()
    assert main(["audit"]) == 1
    assert lines(capsys) == [{"entries": 4, "digest": whole["digest"], "intact": False, "broken_at": 3}]


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
