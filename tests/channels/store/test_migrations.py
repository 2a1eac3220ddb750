"""The migrations and the shared tables agree, in both databases."""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, inspect, text

from channels.migrate import migrate
from channels.migrations.connecting import migration_config
from channels.store.database import sync_url
from contracts.tables import metadata


def differences(url: str) -> list:
    engine = create_engine(sync_url(url))
    try:
        with engine.connect() as connection:
            return compare_metadata(MigrationContext.configure(connection), metadata)
    finally:
        engine.dispose()


def test_migrated_tables_are_the_shared_tables(database_url: str) -> None:
    assert differences(database_url) == []


def test_a_missing_column_would_be_seen(database_url: str) -> None:
    engine = create_engine(sync_url(database_url))
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE ticket DROP COLUMN claimed_at"))
    engine.dispose()
    assert [change[0] for change in differences(database_url)] == ["add_column"]


def test_migrating_again_changes_nothing(database_url: str) -> None:
    migrate(database_url)
    assert differences(database_url) == []


def test_the_way_down_leaves_nothing(database_url: str) -> None:
    command.downgrade(migration_config(database_url), "base")
    engine = create_engine(sync_url(database_url))
    left = inspect(engine).get_table_names()
    engine.dispose()
    assert left == ["alembic_version"]


def test_the_file_and_its_folder_are_made(tmp_path: Path) -> None:
    path = tmp_path / "new folder" / "moien.db"
    migrate(f"sqlite:///{path}")
    assert path.is_file()


@pytest.mark.parametrize("index", ["ux_ticket_open", "ux_turn_running"])
def test_the_partial_indexes_are_partial(database_url: str, index: str) -> None:
    engine = create_engine(sync_url(database_url))
    found = [i for table in ("ticket", "turn") for i in inspect(engine).get_indexes(table) if i["name"] == index]
    engine.dispose()
    assert len(found) == 1
    assert found[0]["unique"]
    assert any(option.endswith("_where") for option in found[0]["dialect_options"])
