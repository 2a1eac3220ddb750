"""Connects Alembic to the platform's database and tables."""

from __future__ import annotations

from alembic import context
from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry

from channels.migrations.connecting import configured_url
from channels.store.database import begin_immediate, prepare_sqlite, sync_url
from contracts.studio_tables import content_draft

MIGRATION_LOCK = 20_261_123
"""Number of PostgreSQL's advisory lock that keeps two migrations apart."""


def open_engine() -> Engine:
    """Return an engine on which a migration that is killed leaves nothing behind."""
    address = sync_url(configured_url(context.config))
    if address.get_backend_name() == "postgresql":
        return create_engine(address, hide_parameters=True)
    engine = create_engine(address, hide_parameters=True, connect_args={"isolation_level": None})
    event.listen(engine, "connect", prepare_sqlite)
    event.listen(engine, "connect", ignore_references)
    event.listen(engine, "begin", begin_immediate)
    return engine


def ignore_references(connection: DBAPIConnection, _record: ConnectionPoolEntry) -> None:
    """Let SQLite drop a table that others refer to: Alembic changes a table by putting a changed copy in its place."""
    cursor = connection.cursor()
    cursor.execute("PRAGMA foreign_keys = OFF")
    cursor.close()


def check_references(connection: Connection) -> None:
    """Make sure that what was ignored holds at the end; raises RuntimeError."""
    lost = connection.execute(text("PRAGMA foreign_key_check")).first()
    if lost is not None:
        raise RuntimeError(
            f"a row of table {lost[0]} refers to one of {lost[2]} that there is not: nothing was changed"
        )


def run() -> None:
    """Run the wanted migrations in one transaction; a second process waits for the first."""
    engine = open_engine()
    is_sqlite = engine.dialect.name == "sqlite"
    with engine.connect() as connection:
        context.configure(
            connection=connection,
            # Of the module that stands beside the others; the tables of the staff come with the store.
            target_metadata=content_draft.metadata,
            transactional_ddl=True,
            # SQLite cannot alter most of a table: Alembic copies it.
            render_as_batch=is_sqlite,
        )
        with context.begin_transaction():
            if not is_sqlite:
                connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": MIGRATION_LOCK})
            context.run_migrations()
            if is_sqlite:
                check_references(connection)
    engine.dispose()


run()
