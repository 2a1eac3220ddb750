"""Connects Alembic to the platform's database and tables."""

from __future__ import annotations

from alembic import context
from sqlalchemy import Engine, create_engine, event, text

from channels.migrations.connecting import configured_url
from channels.store.database import begin_immediate, prepare_sqlite, sync_url
from contracts.tables import metadata

MIGRATION_LOCK = 20_261_123
"""Number of PostgreSQL's advisory lock that keeps two migrations apart."""


def open_engine() -> Engine:
    """Return an engine on which a migration that is killed leaves nothing behind."""
    address = sync_url(configured_url(context.config))
    if address.get_backend_name() == "postgresql":
        return create_engine(address, hide_parameters=True)
    engine = create_engine(address, hide_parameters=True, connect_args={"isolation_level": None})
    event.listen(engine, "connect", prepare_sqlite)
    event.listen(engine, "begin", begin_immediate)
    return engine


def run() -> None:
    """Run the wanted migrations in one transaction; a second process waits for the first."""
    engine = open_engine()
    is_sqlite = engine.dialect.name == "sqlite"
    with engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=metadata,
            transactional_ddl=True,
            # SQLite cannot alter most of a table: Alembic copies it.
            render_as_batch=is_sqlite,
        )
        with context.begin_transaction():
            if not is_sqlite:
                connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": MIGRATION_LOCK})
            context.run_migrations()
    engine.dispose()


run()
