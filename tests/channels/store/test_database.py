"""Addresses of databases, and how SQLite is opened."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import insert, select, text
from sqlalchemy.exc import SQLAlchemyError

from channels.migrations.connecting import list_revisions
from channels.store.database import Database, OldTablesError, as_utc, async_url, read_url, sync_url
from contracts.tables import breaker


@pytest.mark.parametrize(
    ("given", "plain", "asynchronous"),
    [
        ("sqlite:///a/b.db", "sqlite:///a/b.db", "sqlite+one_trip:///a/b.db"),
        ("sqlite+pysqlite:////a.db", "sqlite:////a.db", "sqlite+one_trip:////a.db"),
        ("postgresql://u@h:1/n", "postgresql+psycopg://u@h:1/n", "postgresql+psycopg://u@h:1/n"),
        ("postgresql+psycopg2://u@h/n?x=y", "postgresql+psycopg://u@h/n?x=y", "postgresql+psycopg://u@h/n?x=y"),
    ],
)
def test_plain_addresses_get_their_drivers(given: str, plain: str, asynchronous: str) -> None:
    assert str(sync_url(given)) == plain
    assert str(async_url(given)) == asynchronous


@pytest.mark.parametrize("given", ["", "nonsense", "mysql://u@h/n", "sqlite://", "sqlite:///:memory:"])
def test_other_addresses_are_refused_with_what_to_write(given: str) -> None:
    with pytest.raises(ValueError, match="write sqlite:///path"):
        read_url(given)


def test_a_refusal_does_not_repeat_a_password() -> None:
    with pytest.raises(ValueError, match="MOIEN_DATABASE_URL") as refused:
        read_url("mysql://user:geheim@host/name")
    assert "geheim" not in str(refused.value)


async def test_sqlite_is_in_wal_mode_and_checks_keys(sqlite_url: str) -> None:
    database = Database(sqlite_url)
    async with database.read() as connection:
        assert await connection.scalar(text("PRAGMA journal_mode")) == "wal"
        assert await connection.scalar(text("PRAGMA foreign_keys")) == 1
        assert await connection.scalar(text("PRAGMA busy_timeout")) == 15000
    await database.close()


async def test_readers_do_not_wait_for_a_writer(database_url: str) -> None:
    database = Database(database_url)
    row = {"administration": "commune", "failures": 0, "updated_at": datetime.now(UTC)}
    async with database.write() as writer:
        await writer.execute(insert(breaker).values(row))
        async with asyncio.timeout(5), database.read() as reader:
            assert await reader.scalar(select(breaker.c.administration)) is None
    async with database.read() as reader:
        assert await reader.scalar(select(breaker.c.administration)) == "commune"
    await database.close()


async def test_check_says_when_the_tables_are_missing(database_url: str, tmp_path: Path) -> None:
    sound, empty = Database(database_url), Database(f"sqlite:///{tmp_path}/empty.db")
    await sound.check()
    with pytest.raises(SQLAlchemyError):
        await empty.check()
    await sound.close()
    await empty.close()


def test_times_come_back_in_utc() -> None:
    naive = datetime(2026, 11, 23, 12, 0)  # noqa: DTZ001 - as SQLite gives it back
    assert as_utc(naive) == datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
    elsewhere = datetime(2026, 11, 23, 13, 0, tzinfo=timezone(timedelta(hours=1)))
    assert as_utc(elsewhere) == datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("stands_at", "is_fine"),
    [(list_revisions()[0], True), (list_revisions()[1], False), ("0001", False), ("of a later version", True)],
)
async def test_tables_of_the_version_before_are_not_enough(sqlite_url: str, stands_at: str, is_fine: bool) -> None:
    database = Database(sqlite_url)
    async with database.write() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = :now"), {"now": stands_at})
    if is_fine:
        await database.check()
    else:
        with pytest.raises(OldTablesError, match=f"at {stands_at}, this version needs {list_revisions()[0]}"):
            await database.check()
    await database.close()


async def test_a_database_without_tables_is_not_ready(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/empty.db")
    with pytest.raises(SQLAlchemyError):
        await database.check()
    await database.close()
