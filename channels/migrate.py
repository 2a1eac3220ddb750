"""Brings the database to the newest tables: ``python -m channels.migrate``."""

from __future__ import annotations

import sys
from pathlib import Path

from alembic import command
from pydantic import ValidationError

from channels.migrations.connecting import migration_config
from channels.settings import DatabaseSettings, describe_problems
from channels.store.database import read_url
from contracts.logs import set_up_logging

EXIT_BAD_SETTINGS = 2


def migrate(database_url: str) -> None:
    """Run every migration that the database lacks; makes SQLite's file and folder."""
    address = read_url(database_url)
    if address.get_backend_name() == "sqlite":
        Path(str(address.database)).parent.mkdir(parents=True, exist_ok=True)
    command.upgrade(migration_config(database_url), "head")


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
