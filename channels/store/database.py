"""Opens the database: SQLite in WAL mode or PostgreSQL, for transactions that write and for single reads."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

from sqlalchemy import URL, Connection, Table, event, make_url, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry, QueuePool

from channels.migrations.connecting import list_revisions
from channels.store.sqlite_driver import BEGIN, DRIVER, IN_PLACE, IN_PLACE_OPTIONS, WAIT_SECONDS, set_wait

QUEUE_SECONDS = 60
"""How long a transaction waits for its turn on a connection. As long as clients wait anyway: a socket that breaks off
earlier comes back at once, and reads even more than it would have."""

POSTGRESQL_CONNECTIONS = 10


class OldTablesError(SQLAlchemyError):
    """The tables are those of a version before this one; the message says which."""


def read_url(url: str) -> URL:
    """Return the address without a driver; raises ValueError where it names no supported database."""
    try:
        parsed = make_url(url)
    except ArgumentError:
        parsed = None
    backend = parsed.get_backend_name() if parsed is not None else None
    if parsed is None or backend not in ("sqlite", "postgresql"):
        raise ValueError(
            "MOIEN_DATABASE_URL is no address of a supported database: write sqlite:///path/to/file.db or "
            "postgresql://user:password@host:port/name"
        )
    if backend == "sqlite" and parsed.database in (None, "", ":memory:"):
        raise ValueError(
            "MOIEN_DATABASE_URL names no file: several processes share it, write sqlite:///path/to/file.db"
        )
    return parsed.set(drivername=str(backend))


def sync_url(url: str) -> URL:
    """Return the address with the driver for plain calls (migrations, command line)."""
    parsed = read_url(url)
    return parsed if parsed.drivername == "sqlite" else parsed.set(drivername="postgresql+psycopg")


def async_url(url: str) -> URL:
    """Return the address with the driver for asyncio."""
    parsed = read_url(url)
    return parsed.set(drivername=DRIVER if parsed.drivername == "sqlite" else "postgresql+psycopg")


def prepare_sqlite(connection: DBAPIConnection, _record: ConnectionPoolEntry) -> None:
    """Set what SQLite keeps per connection; WAL lets readers go on while one process writes."""
    cursor = connection.cursor()
    set_wait(cursor, WAIT_SECONDS)
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.close()


def begin_immediate(connection: Connection) -> None:
    """Begin a transaction of SQLite with the write lock.

    One that reads first and locks later would fail at once when another process wrote in between.
    """
    connection.exec_driver_sql(BEGIN)


class Database:
    """Transactions that write, one after another in SQLite, and reads that never wait for them."""

    def __init__(self, url: str) -> None:
        """``url`` is a plain ``sqlite:///…`` or ``postgresql://…`` address; connects when first used."""
        address = async_url(url)
        self.is_sqlite = address.get_backend_name() == "sqlite"
        if self.is_sqlite:
            # One writing connection: writers of this process queue in order instead of polling for SQLite's lock.
            Path(str(address.database)).parent.mkdir(parents=True, exist_ok=True)
            in_place = address.set(drivername=IN_PLACE)
            self._writer = _sqlite_engine(in_place, pool_size=1, **IN_PLACE_OPTIONS)
            event.listen(self._writer.sync_engine, "begin", begin_immediate)
            self._reader = _sqlite_engine(address, pool_size=4)
            self._glancer = _sqlite_engine(in_place, pool_size=2, **IN_PLACE_OPTIONS)
        else:
            self._writer = create_async_engine(
                address,
                pool_size=POSTGRESQL_CONNECTIONS,
                max_overflow=POSTGRESQL_CONNECTIONS,
                pool_timeout=QUEUE_SECONDS,
                pool_pre_ping=True,
                hide_parameters=True,
                connect_args={"connect_timeout": WAIT_SECONDS},
            )
            self._reader = self._glancer = self._writer.execution_options(isolation_level="AUTOCOMMIT")

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncConnection]:
        """Open a transaction that will write; commits at the end, rolls back when an exception passes."""
        async with self._writer.begin() as connection:
            yield connection

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """Open a connection on which each statement sees what was committed before it."""
        async with self._reader.connect() as connection:
            yield connection

    @asynccontextmanager
    async def glance(self) -> AsyncIterator[AsyncConnection]:
        """Open a connection as `read` does, for rows that are found by their key: everybody else waits meanwhile."""
        async with self._glancer.connect() as connection:
            yield connection

    async def check(self) -> None:
        """Raise SQLAlchemy's error when the database does not answer, has no tables, or old ones (`OldTablesError`).

        Those of a later version are fine: migrations only add.
        """
        async with self.read() as connection:
            stands_at = await connection.scalar(text("SELECT version_num FROM alembic_version"))
        newest, *older = list_revisions()
        if stands_at is None or stands_at in older:
            raise OldTablesError(
                f"the tables are at {stands_at}, this version needs {newest}: run python -m channels.migrate"
            )

    def connections(self) -> dict[tuple[str, ...], float]:
        """Count the connections by pool (one for all with PostgreSQL) and whether they are in use."""
        pools = {"writer": self._writer}
        if self.is_sqlite:
            pools |= {"reader": self._reader, "glancer": self._glancer}
        counted: dict[tuple[str, ...], float] = {}
        for name, engine in pools.items():
            pool = cast("QueuePool", engine.pool)
            counted[name, "in_use"], counted[name, "idle"] = pool.checkedout(), pool.checkedin()
        return counted

    async def close(self) -> None:
        """Close all connections."""
        await self._writer.dispose()
        await self._reader.dispose()
        await self._glancer.dispose()


def upsert(connection: AsyncConnection, table: Table) -> sqlite.Insert | postgresql.Insert:
    """Return an insert that can say what becomes of a row that is there already; both databases write it alike."""
    insert = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    return insert(table)


def as_utc(moment: datetime) -> datetime:
    """Return a moment from the database, aware: SQLite gives it back without the time zone it was stored in, UTC."""
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def _sqlite_engine(address: URL, *, pool_size: int, **arguments: object) -> AsyncEngine:
    # Without an isolation level the driver never begins a transaction by itself; `begin_immediate` does.
    engine = create_async_engine(
        address,
        max_overflow=0,
        pool_timeout=QUEUE_SECONDS,
        hide_parameters=True,
        pool_size=pool_size,
        connect_args={"isolation_level": None, **arguments},
    )
    event.listen(engine.sync_engine, "connect", prepare_sqlite)
    return engine
