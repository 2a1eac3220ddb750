"""Brings the database to the newest tables: ``python -m channels.migrate``."""

from __future__ import annotations

import sys
from pathlib import Path

import structlog
from alembic import command
from alembic.runtime.migration import MigrationContext
from pydantic import ValidationError
from sqlalchemy import create_engine

from channels.migrations.connecting import list_revisions, migration_config
from channels.settings import DatabaseSettings, describe_problems
from channels.store.database import read_url, sync_url
from contracts.logs import set_up_logging

log = structlog.get_logger()

EXIT_BAD_SETTINGS = 2


def migrate(database_url: str) -> None:
    """Run every migration that the database lacks; makes SQLite's file and folder.

    Tables of a later version stay as they are: this one works with them, since migrations only add.
    """
    address = read_url(database_url)
    if address.get_backend_name() == "sqlite":
        Path(str(address.database)).parent.mkdir(parents=True, exist_ok=True)
    later = set(_read_revisions(database_url)) - set(list_revisions())
    if later:
        log.warning("migrate.tables_are_of_a_later_version", theirs=sorted(later), ours=list_revisions()[0])
        return
    command.upgrade(migration_config(database_url), "head")


def _read_revisions(database_url: str) -> tuple[str, ...]:
    """Return where the tables stand; nothing where there are none yet."""
    engine = create_engine(sync_url(database_url), hide_parameters=True)
    try:
        with engine.connect() as connection:
            return MigrationContext.configure(connection).get_current_heads()
    finally:
        engine.dispose()


def main() -> int:
    """Migrate the database of the settings."""
    set_up_logging()
    try:
        settings = DatabaseSettings()
    except ValidationError as error:
        sys.stderr.write(f"{describe_problems(error)}\n")
        return EXIT_BAD_SETTINGS
    migrate(settings.database_url)
    return 0


if __name__ == "__main__":
    sys.exit(main())
