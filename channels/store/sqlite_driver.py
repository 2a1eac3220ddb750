"""SQLite for asyncio with one trip to the connection's thread per statement, or none; for `channels.store.database`.

SQLAlchemy's own adapter makes four: to open the cursor, to execute, to fetch and to close. Each trip waits for the
interpreter twice, which beside a busy event loop takes longer than the statement. What waits for the disk or for
another process goes to the thread: a commit, and the beginning of a transaction that writes while another process does.
"""

# ruff: noqa: SLF001 - SQLAlchemy's adapters are made to be derived from, with names that begin so

from __future__ import annotations

import sqlite3
from collections import deque
from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy.dialects import registry
from sqlalchemy.dialects.sqlite.aiosqlite import (
    AsyncAdapt_aiosqlite_connection,
    AsyncAdapt_aiosqlite_cursor,
    AsyncAdapt_aiosqlite_dbapi,
    SQLiteDialect_aiosqlite,
)
from sqlalchemy.engine.interfaces import DBAPICursor
from sqlalchemy.util import EMPTY_DICT, await_
from typing_extensions import override

DRIVER = "sqlite+one_trip"
"""What stands before ``://`` in an address that is opened with one trip per statement."""
IN_PLACE = "sqlite+in_place"
"""The same where statements are carried out in place, for those that take microseconds; with `IN_PLACE_OPTIONS`."""
IN_PLACE_OPTIONS = {"check_same_thread": False}
WAIT_SECONDS = 15
"""How long a statement waits for a writer of another process."""
BEGIN = "BEGIN IMMEDIATE"
"""Begins a transaction with the lock of writers, for which it may wait."""


class _Result:
    """What a statement gave; takes the place of a cursor that was closed."""

    def __init__(self, cursor: sqlite3.Cursor) -> None:
        self.description = cursor.description
        self.rows = deque(cursor.fetchall()) if cursor.description else deque[Any]()
        self.rowcount = cursor.rowcount
        self.lastrowid = cursor.lastrowid
        self.arraysize = cursor.arraysize
        cursor.close()


class OneTripCursor(AsyncAdapt_aiosqlite_cursor):
    """A cursor whose statement is executed, fetched and closed in one call of the thread."""

    __slots__ = ()

    def __init__(self, adapt_connection: OneTripConnection) -> None:
        """Opens nothing: the statement brings its cursor."""
        self._adapt_connection = adapt_connection
        self._connection = adapt_connection._connection
        self._soft_closed_memoized = EMPTY_DICT
        self._rows = deque()

    @override
    async def _async_soft_close(self) -> None:
        pass

    @override
    def close(self) -> None:
        self._rows.clear()

    @override
    async def _execute_async(self, operation: Any, parameters: Any) -> Any:
        return await self._run(_execute, operation, parameters)

    @override
    async def _executemany_async(self, operation: Any, seq_of_parameters: Sequence[Any]) -> Any:
        return await self._run(_execute_many, operation, seq_of_parameters)

    async def _run(self, work: Callable[..., _Result], operation: str, parameters: object) -> None:
        connection: Any = self._connection
        async with self._adapt_connection._execute_mutex:
            done = await connection._execute(work, connection._conn, operation, parameters)
        self._cursor, self._rows = done, done.rows


class InPlaceCursor(OneTripCursor):
    """A cursor whose statement is carried out at once; nothing else uses the connection meanwhile."""

    __slots__ = ()

    @override
    async def _run(self, work: Callable[..., _Result], operation: str, parameters: object) -> None:
        connection: Any = self._connection
        done: Any = (_begin_at_once if operation == BEGIN else work)(connection._conn, operation, parameters)
        if done is None:
            await super()._run(work, operation, parameters)
        else:
            self._cursor, self._rows = done, done.rows


class OneTripConnection(AsyncAdapt_aiosqlite_connection):
    """A connection that goes to its thread only where there is something to do."""

    __slots__ = ()
    _cursor_cls = OneTripCursor  # type: ignore[assignment]

    @override
    def rollback(self) -> None:
        # The pool rolls back whatever it is given back, mostly connections on which nothing was begun.
        if self._connection._connection and self._connection.in_transaction:
            super().rollback()


class InPlaceConnection(OneTripConnection):
    """A connection that goes to its thread to commit, to roll back, and to begin where it must wait."""

    __slots__ = ()
    _cursor_cls = InPlaceCursor


class _Dbapi(AsyncAdapt_aiosqlite_dbapi):
    """The module of the driver, as SQLAlchemy calls it."""

    connection_class: type[OneTripConnection] = OneTripConnection

    @override
    def connect(self, *arg: Any, **kw: Any) -> OneTripConnection:
        connection = self.aiosqlite.connect(*arg, **kw)
        connection._thread.daemon = True
        return self.connection_class(self, await_(connection))


class _InPlaceDbapi(_Dbapi):
    """The same for connections that carry statements out in place."""

    connection_class = InPlaceConnection


class OneTripDialect(SQLiteDialect_aiosqlite):
    """SQLAlchemy's dialect of SQLite with the connections above."""

    driver = "one_trip"
    supports_statement_cache = True

    @classmethod
    @override
    def import_dbapi(cls) -> _Dbapi:
        return _Dbapi(__import__("aiosqlite"), sqlite3)


class InPlaceDialect(OneTripDialect):
    """The same with connections that carry statements out in place."""

    driver = "in_place"
    supports_statement_cache = True

    @classmethod
    @override
    def import_dbapi(cls) -> _InPlaceDbapi:
        return _InPlaceDbapi(__import__("aiosqlite"), sqlite3)


def set_wait(connection: sqlite3.Connection | DBAPICursor, seconds: int) -> None:
    """Say how long a connection, or that of a cursor, waits for a writer of another process."""
    connection.execute(f"PRAGMA busy_timeout = {seconds * 1000}")


def _begin_at_once(connection: sqlite3.Connection, operation: str, _parameters: object) -> _Result | None:
    """Begin a transaction that writes; None where another process is writing."""
    set_wait(connection, 0)
    try:
        return _Result(connection.execute(operation))
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
            raise
        return None
    finally:
        set_wait(connection, WAIT_SECONDS)


def _execute(connection: sqlite3.Connection, operation: str, parameters: Sequence[Any] | None) -> _Result:
    return _Result(connection.execute(operation, () if parameters is None else parameters))


def _execute_many(connection: sqlite3.Connection, operation: str, parameters: Sequence[Any]) -> _Result:
    return _Result(connection.executemany(operation, parameters))


registry.register("sqlite.one_trip", __name__, OneTripDialect.__name__)
registry.register("sqlite.in_place", __name__, InPlaceDialect.__name__)
