"""The migrations and the shared tables agree, in both databases."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import TextClause, create_engine, insert, inspect, select, text, update

from channels.migrate import migrate
from channels.migrations.connecting import migration_config
from channels.store.database import as_utc, sync_url
from contracts.staff_tables import presence, ticket
from contracts.studio_tables import metadata
from contracts.tables import conversation, job


def differences(url: str) -> list:
    engine = create_engine(sync_url(url))
    try:
        with engine.connect() as connection:
            return compare_metadata(MigrationContext.configure(connection), metadata)
    finally:
        engine.dispose()


def test_migrated_tables_are_the_shared_tables(own_database_url: str) -> None:
    assert differences(own_database_url) == []


def test_a_missing_column_would_be_seen(own_database_url: str) -> None:
    engine = create_engine(sync_url(own_database_url))
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE ticket DROP COLUMN claimed_at"))
    engine.dispose()
    assert [change[0] for change in differences(own_database_url)] == ["add_column"]


def test_migrating_again_changes_nothing(own_database_url: str) -> None:
    migrate(own_database_url)
    assert differences(own_database_url) == []


def test_the_way_down_leaves_nothing(own_database_url: str) -> None:
    command.downgrade(migration_config(own_database_url), "base")
    engine = create_engine(sync_url(own_database_url))
    left = inspect(engine).get_table_names()
    engine.dispose()
    assert left == ["alembic_version"]


def test_the_file_and_its_folder_are_made(tmp_path: Path) -> None:
    path = tmp_path / "new folder" / "moien.db"
    migrate(f"sqlite:///{path}")
    assert path.is_file()


@pytest.mark.parametrize("index", ["ux_ticket_open", "ux_turn_running"])
def test_the_partial_indexes_are_partial(own_database_url: str, index: str) -> None:
    engine = create_engine(sync_url(own_database_url))
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


def test_jobs_from_before_there_were_kinds_live_on(own_database_url: str) -> None:
    config = migration_config(own_database_url)
    command.downgrade(config, "0002")
    engine = create_engine(sync_url(own_database_url))
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


NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
NINE, TEN, NOON = "2026-11-23 09:00:00+00:00", "2026-11-23 10:00:00+00:00", "2026-11-23 12:00:00+00:00"


def test_tickets_from_before_there_were_queues_live_on(own_database_url: str) -> None:
    config = migration_config(own_database_url)
    command.downgrade(config, "0003")
    engine = create_engine(sync_url(own_database_url))
    closed = {"state": "closed", "closed_at": NOON}
    tickets: list[dict[str, object]] = [
        {"id": "settled", "conversation_id": "settled", "agent_id": "s", "opened_at": NINE, "claimed_at": TEN} | closed,
        {"id": "left", "conversation_id": "waits", "opened_at": "2026-11-23 09:30:00+00:00"} | closed,
        {"id": "claimed", "conversation_id": "claimed", "agent_id": "s", "opened_at": TEN, "claimed_at": NOON}
        | {"state": "claimed"},
        {"id": "waits", "conversation_id": "waits", "opened_at": NOON, "state": "waiting"},
    ]
    said = {"kind": "message", "author": "citizen", "text": f"Moien,\n {'a' * 200}", "language": "lb"}
    events: list[dict[str, object]] = [
        {"conversation_id": "waits", "seq": 1, "at": NINE, "data": json.dumps(said | {"text": "earlier"})},
        {"conversation_id": "waits", "seq": 2, "at": TEN, "data": json.dumps(said)},
        {"conversation_id": "waits", "seq": 3, "at": NOON, "data": json.dumps(said | {"author": "bot"})},
        {
            "conversation_id": "settled",
            "seq": 1,
            "at": NOON,
            "data": json.dumps({"kind": "owner", "owner": "bot", "reason": "given_back"}),
        },
    ]
    with engine.begin() as connection:
        alex = {"id": "s", "name": "alex", "display_name": "Alex", "password_hash": "h", "roles": "[]", "active": True}
        connection.execute(insert_into("staff", alex | {"created_at": NINE}), alex | {"created_at": NINE})
        for name in ("settled", "claimed", "waits"):
            row = {"id": name, "token_hash": name, "site": "demo", "language": "fr", "language_reason": "page"}
            row |= {"owner": "bot", "last_seq": 3, "created_at": NINE, "updated_at": NINE}
            connection.execute(insert_into("conversation", row), row)
        for ticket_row in tickets:
            row = {"reason": "asked", "language": "fr", "fields": "{}"} | ticket_row
            connection.execute(insert_into("ticket", row), row)
        for row in events:
            connection.execute(insert_into("event", row), row)
    command.upgrade(config, "head")
    with engine.begin() as connection:
        found = {row.id: row for row in connection.execute(select(ticket))}
        talks = connection.execute(select(conversation)).all()
        # What is new may be used at once.
        connection.execute(insert(presence).values(staff_id="s", state="away", since=NOW, seen_at=NOW))
    assert {(row.bot_helps, row.heard) for row in talks} == {(False, True)}
    assert {(row.queue, tuple(row.visited), row.moves, row.wrap_up, row.score) for row in found.values()} == {
        ("general", (), 0, None, None)
    }
    assert {name: (row.ahead, row.ending) for name, row in found.items()} == {
        "settled": (0, "given_back"),
        "left": (1, None),
        "claimed": (1, None),
        "waits": (0, None),
    }
    moments = {name: (hour(row.waiting_since), hour(row.first_claimed_at)) for name, row in found.items()}
    assert moments == {"settled": (10, 10), "left": (9, None), "claimed": (12, 12), "waits": (12, None)}
    assert {name: row.last_text for name, row in found.items() if row.last_text} == {"waits": f"Moien, {'a' * 113}…"}
    assert differences(own_database_url) == []
    command.downgrade(config, "0003")
    with engine.begin() as connection:
        left = connection.execute(text("SELECT id, state FROM ticket ORDER BY id")).all()
        kept = connection.execute(text("SELECT count(*) FROM event")).scalar_one()
    engine.dispose()
    assert [tuple(row) for row in left] == [
        ("claimed", "claimed"),
        ("left", "closed"),
        ("settled", "closed"),
        ("waits", "waiting"),
    ]
    assert kept == len(events)


def hour(moment: datetime | None) -> int | None:
    return as_utc(moment).hour if moment else None


def insert_into(table: str, row: dict[str, object]) -> TextClause:
    return text(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({', '.join(f':{name}' for name in row)})")
