"""Opens the platform's database for the worker: SQLite in WAL mode or PostgreSQL."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Engine, Pool, create_engine, event, make_url

BUSY_SECONDS = 10


def open_engine(url: str, *, patience: int = BUSY_SECONDS, poolclass: type[Pool] | None = None) -> Engine:
    """Return an engine whose errors and logs never show the values of a statement: they may be personal data.

    Each process opens its own: connections do not survive a fork. ``patience``: seconds that SQLite waits for another
    writer, and that a connection to PostgreSQL may take.
    """
    target = make_url(url)
    if target.get_backend_name() == "postgresql":
        # PostgreSQL may restart between two jobs; SQLite has no connection that could break.
        return create_engine(
            target.set(drivername="postgresql+psycopg"),
            poolclass=poolclass,
            pool_pre_ping=True,
            hide_parameters=True,
            connect_args={"connect_timeout": patience},
        )
    engine = create_engine(target, poolclass=poolclass, hide_parameters=True)

    @event.listens_for(engine, "connect")
    def connect(connection: Any, _record: object) -> None:  # noqa: ANN401 - the driver's connection
        prepare_sqlite(connection, patience)

    return engine


def prepare_sqlite(connection: Any, patience: int = BUSY_SECONDS) -> None:  # noqa: ANN401 - the driver's connection
    """Set what SQLite keeps per connection; WAL lets readers go on while one process writes."""
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {patience * 1000}")
    cursor.execute("PRAGMA journal_mode = WAL")
    # Commits do not wait for the disk: what a power cut could undo here is done again with the same idempotency key,
    # and what the hub writes on top of it, which does wait, takes it along.
    cursor.execute("PRAGMA synchronous = NORMAL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.close()
