"""Files on the disk that no row knows: left behind when something broke off between the two."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Engine, select

from contracts.files import FileStore
from contracts.tables import file


def find_orphans(engine: Engine, store: FileStore, before: datetime) -> list[str]:
    """Return the ids of files without a row that were written before a moment."""
    old = store.older_than(before.timestamp())
    with engine.connect() as connection:
        known = set(connection.scalars(select(file.c.id)))
    return [file_id for file_id in old if file_id not in known]
