"""Migrations run while gateways of the version before still write: nothing that these use goes or is demanded."""

import ast
import os
import subprocess
import sys
import threading
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, MetaData, Table, create_engine, delete, event, func, insert, inspect, select, text
from sqlalchemy.exc import SQLAlchemyError

from channels.migrate import migrate
from channels.migrations.connecting import migration_config
from channels.store.database import prepare_sqlite, sync_url
from tests.channels.servers import PostgresServer

RELEASED = "0009"
"""Head of the release before; its gateways run while the migrations behind it do."""
VERSIONS = Path(__file__).parents[2] / "channels" / "migrations" / "versions"
SCRIPTS = ScriptDirectory.from_config(migration_config("sqlite:///nowhere.db"))
LATER = [one for one in reversed(list(SCRIPTS.walk_revisions())) if one.revision > RELEASED]
OTHER_TRIGGERS = {"0012": "lets go what no trigger did before"}
"""Migrations that change triggers, and why gateways of before do not mind."""
MOMENT = datetime(2026, 11, 30, 12, 0, tzinfo=UTC)


def operations(path: Path) -> list[ast.Call]:
    """The calls of Alembic's ``op`` by which a migration goes forward."""
    module = ast.parse(path.read_text(encoding="utf-8"))
    [forward] = [one for one in module.body if isinstance(one, ast.FunctionDef) and one.name == "upgrade"]
    return [
        call
        for call in ast.walk(forward)
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Attribute)
        and isinstance(call.func.value, ast.Name)
        and call.func.value.id == "op"
        and call.func.attr != "f"
    ]


def test_there_is_something_to_look_at() -> None:
    assert [one.revision for one in LATER][:1] == ["0010"]


@pytest.mark.parametrize("revision", [one.revision for one in LATER])
def test_a_migration_only_adds(revision: str) -> None:
    calls = operations(Path(SCRIPTS.get_revision(revision).path))
    made = {ast.literal_eval(call.args[0]) for call in calls if call.func.attr == "create_table"}  # type: ignore[attr-defined]
    for call in calls:
        kind = call.func.attr  # type: ignore[attr-defined]
        if kind == "execute":
            assert revision in OTHER_TRIGGERS, f"{revision}: what it executes may not be for a running gateway"
            continue
        assert kind in ("create_table", "create_index", "add_column"), (
            f"{revision}: {kind} is not for a running gateway"
        )
        if kind == "create_index":
            words = {word.arg: word.value for word in call.keywords}
            unique = "unique" in words and ast.literal_eval(words["unique"])
            assert not unique or ast.literal_eval(call.args[1]) in made, f"{revision}: refuses what was allowed before"
        if kind == "add_column":
            column = call.args[1]
            assert isinstance(column, ast.Call)
            words = {word.arg: word.value for word in column.keywords}
            optional = "nullable" in words and ast.literal_eval(words["nullable"])
            assert optional or "server_default" in words, f"{revision}: gateways of before do not fill in {call.args}"


def open_engine(url: str) -> Engine:
    engine = create_engine(sync_url(url))
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", prepare_sqlite)
    return engine


def reflect(engine: Engine) -> MetaData:
    tables = MetaData()
    tables.reflect(engine)
    return tables


def test_the_version_before_erases_what_it_does_not_know(url: str) -> None:
    """A conversation with a row in every table goes, though only the tables of before are emptied one by one."""
    config = migration_config(url)
    command.upgrade(config, RELEASED)
    engine = open_engine(url)
    known = set(reflect(engine).tables)
    command.upgrade(config, "head")
    tables = reflect(engine)
    with engine.begin() as connection:
        row = fill(tables.tables["conversation"], id="c1", token_hash="c1")
        connection.execute(insert(tables.tables["conversation"]).values(row))
        new = [one for one in tables.sorted_tables if one.name not in known and "conversation_id" in one.columns]
        assert "person_link" in {one.name for one in new}
        for table in new:
            connection.execute(insert(table).values(fill(table, conversation_id="c1")))
    with engine.begin() as connection:
        for table in reversed(tables.sorted_tables):
            if table.name in known and table.name != "erasure" and "conversation_id" in table.columns:
                connection.execute(delete(table).where(table.c.conversation_id == "c1"))
        connection.execute(delete(tables.tables["conversation"]).where(tables.tables["conversation"].c.id == "c1"))
    with engine.connect() as connection:
        for table in new:
            left = select(func.count()).select_from(table).where(table.c.conversation_id == "c1")
            assert connection.scalar(left) == 0, table.name
    engine.dispose()


def test_new_tables_let_rows_of_old_ones_go(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/moien.db"
    config = migration_config(url)
    command.upgrade(config, RELEASED)
    engine = open_engine(url)
    known = set(reflect(engine).tables)
    command.upgrade(config, "head")
    looked_at = 0
    for table in reflect(engine).sorted_tables:
        for key in table.foreign_key_constraints:
            if table.name not in known and key.referred_table.name == "conversation":
                looked_at += 1
                assert key.ondelete == "CASCADE", f"{table.name}: gateways of before could not erase"
    assert looked_at
    engine.dispose()


class OldGateway:
    """Writes conversations with their messages, and into the audit log, as the release before does: it knows the
    columns of its own time."""

    def __init__(self, url: str) -> None:
        self.engine = open_engine(url)
        tables = reflect(self.engine)
        self.conversation, self.event = tables.tables["conversation"], tables.tables["event"]
        self.audit = tables.tables["audit"]
        self.written: list[str] = []
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._write)
        self.problem: Exception | None = None

    def __enter__(self) -> "OldGateway":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()
        self.engine.dispose()

    def _write(self) -> None:
        try:
            while not self._stop.is_set():
                self.write_one()
        except SQLAlchemyError as error:
            self.problem = error

    def write_one(self) -> None:
        name = uuid.uuid4().hex
        with self.engine.begin() as connection:
            connection.execute(insert(self.conversation).values(**fill(self.conversation, id=name, token_hash=name)))
            given = {"conversation_id": name, "seq": 1}
            connection.execute(insert(self.event).values(**fill(self.event, **given)))
            connection.execute(insert(self.audit).values(**fill(self.audit, number=len(self.written) + 1)))
        self.written.append(name)


def fill(table: Table, **given: Any) -> dict[str, Any]:
    """A row with something in every column that must have it."""
    row = dict(given)
    for column in table.columns:
        if column.name in row or column.nullable or column.server_default is not None:
            continue
        if column.primary_key and column.autoincrement is True:
            continue
        kind = column.type.python_type
        row[column.name] = {datetime: MOMENT, bool: False, int: 0, str: "x", dict: {}}.get(kind, "x")
    return row


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/moien.db"
        return
    server: PostgresServer = request.getfixturevalue("postgres")
    yield server.create(f"t{uuid.uuid4().hex}")


def test_gateways_of_before_write_while_each_migration_runs(url: str) -> None:
    config = migration_config(url)
    command.upgrade(config, RELEASED)
    with OldGateway(url) as gateway:
        for later in LATER:
            before = len(gateway.written)
            command.upgrade(config, later.revision)
            while len(gateway.written) < before + 3 and gateway.problem is None:
                gateway._stop.wait(0.01)
            assert gateway.problem is None, f"{later.revision}: {gateway.problem}"
    engine = create_engine(sync_url(url))
    with engine.connect() as connection:
        kept = connection.scalar(select(func.count()).select_from(gateway.conversation))
        assert kept == len(gateway.written) == connection.scalar(select(func.count()).select_from(gateway.event))
        assert inspect(connection).has_table("alembic_version")
    engine.dispose()
    assert set(SCRIPTS.get_heads()) == {LATER[-1].revision}


def test_the_version_before_starts_with_tables_of_a_later_one(tmp_path: Path) -> None:
    """Going back: its migration finds a revision that it has never heard of, and leaves everything as it is."""
    url = f"sqlite:///{tmp_path}/moien.db"
    migrate(url)
    engine = open_engine(url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
        connection.execute(text("CREATE TABLE of_a_later_version (id INTEGER)"))
    given = {**os.environ, "MOIEN_DATABASE_URL": url}
    command_line = [sys.executable, "-m", "channels.migrate"]
    done = subprocess.run(command_line, env=given, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    assert "migrate.tables_are_of_a_later_version" in done.stdout + done.stderr
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT version_num FROM alembic_version")) == "9999"
        assert inspect(connection).has_table("of_a_later_version")
    engine.dispose()
