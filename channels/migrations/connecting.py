"""Says where the migrations stand, which there are, and which database they are for."""

from __future__ import annotations

import functools
import os
from pathlib import Path

from alembic.config import Config
from alembic.script import ScriptDirectory

URL_KEY = "moien.database_url"


def migration_config(database_url: str) -> Config:
    """Return Alembic's configuration for a database."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.attributes[URL_KEY] = database_url
    return config


@functools.cache
def list_revisions() -> tuple[str, ...]:
    """Return the revisions that this version knows, the newest first; any other is of a later version."""
    scripts = ScriptDirectory(str(Path(__file__).parent))
    return tuple(one.revision for one in scripts.walk_revisions())


def configured_url(config: Config) -> str:
    """Return the database that Alembic was asked to work on; from the environment on Alembic's own command line."""
    url = config.attributes.get(URL_KEY) or os.environ.get("MOIEN_DATABASE_URL")
    if not url:
        raise ValueError("MOIEN_DATABASE_URL is not set: write sqlite:///path/to/file.db or postgresql://…")
    return str(url)
