"""Says where the migrations stand and which database they are for."""

from __future__ import annotations

import os
from pathlib import Path

from alembic.config import Config

URL_KEY = "moien.database_url"


def migration_config(database_url: str) -> Config:
    """Return Alembic's configuration for a database."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.attributes[URL_KEY] = database_url
    return config


def configured_url(config: Config) -> str:
    """Return the database that Alembic was asked to work on; from the environment on Alembic's own command line."""
    url = config.attributes.get(URL_KEY) or os.environ.get("MOIEN_DATABASE_URL")
    if not url:
        raise ValueError("MOIEN_DATABASE_URL is not set: write sqlite:///path/to/file.db or postgresql://…")
    return str(url)
