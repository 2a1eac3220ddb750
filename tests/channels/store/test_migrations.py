"""The migrations and the shared tables agree, in both databases."""

from __future__ import annotations

import uuid
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import TextClause, create_engine, inspect, select, text, update

from channels.migrate import migrate
from channels.migrations.connecting import migration_config
from channels.store.database import sync_url
from contracts.tables import job, metadata
from tests.channels.servers import PostgresServer


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """An empty database of each kind with all tables, which the test may change."""
    if request.param == "sqlite":
        return str(request.getfixturevalue("sqlite_url"))
    server: PostgresServer = request.getfixturevalue("postgres")
    return server.create(f"t{uuid.uuid4().hex}", "template")


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


OLD_JOB = {
    "conversation_id": "c",
    "service": "passport",
    "operation": "commune.passport",
    "fields": "{}",
    "language": "fr",
    "created_at": "2026-11-23 08:15:30+00:00",
    "updated_at": "2026-11-23 08:15:30+00:00",
}


def test_jobs_from_before_there_were_kinds_live_on(database_url: str) -> None:
    config = migration_config(database_url)
    command.downgrade(config, "0002")
    engine = create_engine(sync_url(database_url))
    conversation = {"id": "c", "token_hash": "h", "site": "demo", "language": "fr", "language_reason": "page"}
    conversation |= {"owner": "bot", "last_seq": 0, "created_at": OLD_JOB["created_at"]}
    conversation |= {"updated_at": OLD_JOB["updated_at"]}
    rows = [
        OLD_JOB | {"id": "a", "idempotency_key": "ka", "state": "queued", "attempts": 3, "reported_state": "running"},
        OLD_JOB
        | {"id": "b", "idempotency_key": "kb", "state": "succeeded", "attempts": 1, "reported_state": "succeeded"},
    ]
    with engine.begin() as connection:
        connection.execute(insert_into("conversation", conversation), conversation)
        for row in rows:
            connection.execute(insert_into("job", row), row)
    command.upgrade(config, "head")
    with engine.begin() as connection:
        jobs = connection.execute(select(job).order_by(job.c.id)).all()
        connection.execute(update(job).where(job.c.id == "a").values(kind="undo", parent_id="b"))
    assert [(j.id, j.kind, j.state, j.attempts, j.failures) for j in jobs] == [
        ("a", "file", "queued", 3, 3),
        ("b", "file", "succeeded", 1, 1),
    ]
    marks = {(j.delayed, j.unsure, j.reported_delayed, j.reported_ready, j.ready_at) for j in jobs}
    assert marks == {(False, False, False, False, None)}
    command.downgrade(config, "0002")
    with engine.begin() as connection:
        left = connection.execute(text("SELECT id, state FROM job")).all()
    engine.dispose()
    assert [tuple(row) for row in left] == [("b", "succeeded")], "what is no application is not left to be filed"


def insert_into(table: str, row: dict[str, object]) -> TextClause:
    return text(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({', '.join(f':{name}' for name in row)})")
