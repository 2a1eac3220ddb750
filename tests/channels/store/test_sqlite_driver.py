"""SQLite's connections go to their thread once per statement or less, and do what SQLAlchemy's own would."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiosqlite import Connection
from sqlalchemy import Column, Integer, MetaData, String, Table, insert, select, text, update
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection

from channels.store.database import Database
from channels.store.sqlite_driver import BEGIN

CATS = Table("cat", MetaData(), Column("id", Integer, primary_key=True), Column("name", String, unique=True))


@pytest.fixture
async def database(tmp_path) -> AsyncIterator[Database]:
    opened = Database(f"sqlite:///{tmp_path / 'cats.db'}")
    async with opened.write() as connection:
        await connection.execute(text("CREATE TABLE cat (id INTEGER PRIMARY KEY, name TEXT UNIQUE)"))
    yield opened
    await opened.close()


@pytest.fixture
def trips(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """What went to a thread."""
    gone: list[object] = []
    go = Connection._execute

    async def count(connection: Connection, work, *arguments, **options) -> object:
        gone.append(arguments)
        return await go(connection, work, *arguments, **options)

    monkeypatch.setattr(Connection, "_execute", count)
    return gone


async def test_a_read_is_one_trip_and_a_glance_or_a_write_is_none(database: Database, trips: list[object]) -> None:
    async with database.read() as connection:
        await connection.execute(select(CATS))
    trips.clear()
    async with database.read() as connection:
        assert (await connection.execute(select(CATS.c.name))).all() == []
    assert len(trips) == 1
    trips.clear()
    async with database.write() as connection:
        await connection.execute(insert(CATS).values(name="Mimi"))
        await connection.execute(insert(CATS), [{"name": "Tiger"}, {"name": "Felix"}])
    assert len(trips) == 1, "the commit waits for the disk"
    async with database.glance() as connection:
        await connection.execute(select(CATS))
    trips.clear()
    async with database.glance() as connection:
        assert await names(connection) == ["Mimi", "Tiger", "Felix"]
    assert trips == []


async def names(connection: AsyncConnection) -> list[str]:
    return list(await connection.scalars(select(CATS.c.name).order_by(CATS.c.id)))


async def test_what_statements_give(database: Database) -> None:
    async with database.write() as connection:
        added = await connection.execute(insert(CATS).values(name="Mimi"))
        assert added.inserted_primary_key == (1,)
        await connection.execute(insert(CATS), [{"name": "Tiger"}, {"name": "Felix"}])
        changed = await connection.execute(update(CATS).where(CATS.c.id > 1).values(name=CATS.c.name + "!"))
        assert changed.rowcount == 2
        returned = await connection.execute(insert(CATS).values(name="Kitty").returning(CATS.c.id))
        assert returned.scalar_one() == 4
        assert await names(connection) == ["Mimi", "Tiger!", "Felix!", "Kitty"]
        rows = await connection.execute(select(CATS).order_by(CATS.c.id))
        assert rows.first() == (1, "Mimi")
        assert (await connection.execute(select(CATS).where(CATS.c.id == 9))).one_or_none() is None


async def test_errors_are_sqlalchemys_and_the_transaction_is_rolled_back(database: Database) -> None:
    with pytest.raises(IntegrityError):
        async with database.write() as connection:
            await connection.execute(insert(CATS).values(name="Mimi"))
            await connection.execute(insert(CATS).values(name="Mimi"))
    with pytest.raises(OperationalError, match="no such table"):
        async with database.read() as connection:
            await connection.execute(text("SELECT 1 FROM dog"))
    async with database.write() as connection:
        assert await names(connection) == []
        await connection.execute(insert(CATS).values(name="Mimi"))
    async with database.read() as connection:
        assert await names(connection) == ["Mimi"]


async def test_a_writer_waits_for_one_of_another_process_in_its_thread(
    database: Database, trips: list[object], tmp_path: Path
) -> None:
    other = sqlite3.connect(tmp_path / "cats.db", isolation_level=None)
    other.execute(BEGIN)

    async def write() -> None:
        async with database.write() as connection:
            await connection.execute(insert(CATS).values(name="Mimi"))

    work = asyncio.create_task(write())
    for _ in range(10):
        await asyncio.sleep(0.01)  # the loop goes on meanwhile
    assert not work.done()
    other.execute("INSERT INTO cat (name) VALUES ('Tiger')")
    other.execute("COMMIT")
    other.close()
    async with asyncio.timeout(10):
        await work
    assert len(trips) == 2, "begin and commit"
    async with database.read() as connection:
        assert await names(connection) == ["Tiger", "Mimi"]


async def test_a_cancelled_transaction_leaves_nothing_and_blocks_nobody(database: Database) -> None:
    begun = asyncio.Event()

    async def write() -> None:
        async with database.write() as connection:
            await connection.execute(insert(CATS).values(name="Mimi"))
            begun.set()
            await asyncio.Event().wait()

    work = asyncio.create_task(write())
    await begun.wait()
    work.cancel()
    await asyncio.gather(work, return_exceptions=True)
    async with asyncio.timeout(5), database.write() as connection:
        assert await names(connection) == []
