"""A backup brings everything back as it was, but for what was erased since."""

import asyncio
import json
import os
import subprocess
import sys
import uuid
from collections.abc import Callable, Coroutine, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, func, insert, select, text

from channels.accounts import add
from channels.backup.__main__ import main
from channels.backup.databases import save_database
from channels.backup.ledger import Ledger, LedgerKeeper
from channels.backup.problem import BackupError
from channels.backup.restoring import restore
from channels.backup.saving import CONTENT, MANIFEST, STATE, check, save
from channels.backup.settings import BackupSettings
from channels.migrate import migrate
from channels.staff.audit import AuditLog
from channels.store.database import Database, sync_url
from channels.store.staff import Staff
from contracts.erasing import erase_conversation, hash_conversation
from contracts.files import FileStore
from contracts.names import BACKUP_MADE
from contracts.staff_tables import staff_session
from contracts.tables import conversation, erasure, file
from tests.channels.servers import PostgresServer

MOMENT = datetime(2026, 11, 30, 12, 0, tzinfo=UTC)
CONVERSATION = {
    "site": "demo",
    "language": "lb",
    "language_reason": "page",
    "owner": "bot",
    "bot_helps": False,
    "heard": True,
    "last_seq": 0,
    "created_at": MOMENT,
    "updated_at": MOMENT,
}


class Installation:
    """A state folder, content and two databases that a platform has worked with."""

    def __init__(self, folder: Path, database_url: str, tracker_url: str) -> None:
        self.settings = BackupSettings(
            state_dir=folder / "state", database_url=database_url, tracker_url=tracker_url, bot_dir=folder / "bot"
        )
        self.files = FileStore(self.settings.state_dir / "files")
        self.engine = create_engine(sync_url(database_url))
        self.trackers = create_engine(sync_url(tracker_url))
        catalogue = self.settings.bot_dir / "catalogue"
        catalogue.mkdir(parents=True)
        (catalogue / "kayak.yaml").write_text("id: kayak\n", encoding="utf-8")
        (self.settings.bot_dir / "server.py").write_text("code", encoding="utf-8")
        (self.settings.state_dir / "secrets").mkdir(parents=True)
        (self.settings.state_dir / "secrets" / "inbox-key").write_bytes(b"k" * 32)
        (self.settings.state_dir / "run").mkdir()
        with self.trackers.begin() as connection:
            connection.execute(text("CREATE TABLE events (id INTEGER PRIMARY KEY, sender_id VARCHAR(255))"))

    def converse(self, name: str) -> str:
        """Have a conversation with one file; returns the file's id."""
        file_id = self.files.write(f"of {name}".encode())
        with self.engine.begin() as connection:
            connection.execute(insert(conversation).values(id=name, token_hash=f"of {name}", **CONVERSATION))
            connection.execute(
                insert(file).values(
                    id=file_id,
                    conversation_id=name,
                    name="a.pdf",
                    media_type="application/pdf",
                    size=4,
                    issued=False,
                    created_at=MOMENT,
                    expires_at=MOMENT,
                )
            )
        with self.trackers.begin() as connection:
            number = connection.scalar(text("SELECT count(*) FROM events")) or 0
            connection.execute(text("INSERT INTO events VALUES (:id, :name)"), {"id": number + 1, "name": name})
        return file_id

    def erase(self, name: str) -> None:
        with self.engine.begin() as connection:
            erased = erase_conversation(connection, name, "citizen", MOMENT)
        assert erased is not None
        for file_id in erased.files:
            self.files.delete(file_id)

    def conversations(self) -> list[str]:
        with self.engine.connect() as connection:
            return sorted(connection.scalars(select(conversation.c.id)))

    def close(self) -> None:
        """Let go of the databases, as a platform that was stopped."""
        self.engine.dispose()
        self.trackers.dispose()


@pytest.fixture
def house(tmp_path: Path, own_database_url: str, request: pytest.FixtureRequest) -> Iterator[Installation]:
    if own_database_url.startswith("sqlite"):
        trackers = f"sqlite:///{tmp_path}/tracker.db"
    else:
        server: PostgresServer = request.getfixturevalue("postgres")
        trackers = server.create(f"t{uuid.uuid4().hex}")
    made = Installation(tmp_path, own_database_url, trackers)
    yield made
    made.close()


def ask(house: Installation, what: Callable[[Database], Coroutine[Any, Any, Any]]) -> Any:
    """Ask something of the database as the gateway would."""

    async def run() -> Any:
        database = Database(house.settings.database_url)
        try:
            return await what(database)
        finally:
            await database.close()

    return asyncio.run(run())


def test_everything_is_as_it_was(house: Installation, tmp_path: Path) -> None:
    kept = house.converse("c-kept")
    backup = save(house.settings, tmp_path / "backups")
    assert (backup.stat().st_mode & 0o777, (backup / "database").stat().st_mode & 0o777) == (0o700, 0o600)
    assert (house.settings.state_dir / BACKUP_MADE).exists()
    later = house.converse("c-later")
    house.files.delete(kept)
    catalogue = house.settings.bot_dir / "catalogue"
    (catalogue / "kayak.yaml").write_text("id: broken\n", encoding="utf-8")
    (catalogue / "new.yaml").write_text("id: new\n", encoding="utf-8")
    (house.settings.state_dir / "secrets" / "inbox-key").unlink()
    house.close()
    assert restore(house.settings, backup).erased == 0
    assert house.conversations() == ["c-kept"]
    assert house.files.ids() == [kept]
    assert house.files.read(kept) == b"of c-kept"
    assert later not in house.files.ids()
    assert (house.settings.state_dir / "secrets" / "inbox-key").read_bytes() == b"k" * 32
    assert [path.name for path in catalogue.iterdir()] == ["kayak.yaml"]
    assert (catalogue / "kayak.yaml").read_text(encoding="utf-8") == "id: kayak\n"
    assert (house.settings.bot_dir / "server.py").exists()
    with house.trackers.connect() as connection:
        assert list(connection.scalars(text("SELECT sender_id FROM events"))) == ["c-kept"]


def test_after_a_loss_of_everything_the_backup_is_enough(house: Installation, tmp_path: Path) -> None:
    kept = house.converse("c1")
    backup = save(house.settings, tmp_path / "backups")
    house.close()
    if house.settings.database_url.startswith("sqlite"):
        Path(house.settings.database_url.removeprefix("sqlite:///")).unlink()
    else:
        with house.engine.begin() as connection:
            connection.execute(text("DROP SCHEMA public CASCADE"))
            connection.execute(text("CREATE SCHEMA public"))
        house.close()
    house.files.delete(kept)
    restore(house.settings, backup)
    assert (house.conversations(), house.files.ids()) == (["c1"], [kept])


@pytest.mark.parametrize("known_by", ["database", "ledger"])
def test_what_was_erased_since_is_erased_again(house: Installation, tmp_path: Path, known_by: str) -> None:
    gone, kept = house.converse("c-gone"), house.converse("c-kept")
    backup = save(house.settings, tmp_path / "backups")
    house.erase("c-gone")
    if known_by == "ledger":
        # The database that knew of it is lost, the ledger beside it is not.
        ask(house, lambda database: LedgerKeeper(database, Ledger(house.settings.ledger)).look())
        with house.engine.begin() as connection:
            connection.execute(erasure.delete())
    house.close()
    restored = restore(house.settings, backup)
    assert restored.erased == 1
    assert (house.conversations(), house.files.ids()) == (["c-kept"], [kept])
    assert gone != kept
    with house.engine.connect() as connection:
        proof = connection.execute(select(erasure)).one()
    # The id stays until the gateway has had the bot forget it.
    assert (proof.id_hash, proof.reason, proof.conversation_id) == (hash_conversation("c-gone"), "restored", "c-gone")
    assert hash_conversation("c-gone") in Ledger(house.settings.ledger).read()
    house.close()
    assert restore(house.settings, backup).erased == 1


def test_restoring_signs_everybody_out_and_is_written_down(house: Installation, tmp_path: Path) -> None:
    member = ask(house, lambda database: add(Staff(database, timedelta(hours=1)), "agent", "Alex", ("agent",), None))
    with house.engine.begin() as connection:
        session = {"token_hash": "h", "id": "x", "staff_id": member, "browser": "b"}
        moments = {"created_at": MOMENT, "seen_at": MOMENT, "expires_at": MOMENT}
        connection.execute(insert(staff_session).values(**session, **moments))
    backup = save(house.settings, tmp_path / "backups")
    house.close()
    restore(house.settings, backup)
    with house.engine.connect() as connection:
        assert connection.scalar(select(func.count()).select_from(staff_session)) == 0
    newest = ask(house, lambda database: AuditLog(database).page())[0]
    assert (newest.actor, newest.action, newest.detail["erased_again"]) == ("command line", "backup_restored", 0)


def test_tables_of_a_later_version_are_gone_with_the_rest(house: Installation, tmp_path: Path) -> None:
    backup = save(house.settings, tmp_path / "backups")
    with house.engine.begin() as connection:
        connection.execute(text("CREATE TABLE of_a_later_version (id INTEGER)"))
    house.close()
    restore(house.settings, backup)
    migrate(house.settings.database_url)
    with house.engine.connect() as connection:
        assert not house.engine.dialect.has_table(connection, "of_a_later_version")


def test_a_database_in_use_is_not_replaced(postgres: PostgresServer, tmp_path: Path) -> None:
    names = [postgres.create(f"t{uuid.uuid4().hex}", "template"), postgres.create(f"t{uuid.uuid4().hex}")]
    house = Installation(tmp_path, *names)
    house.converse("c1")
    backup = save(house.settings, tmp_path / "backups")
    with house.engine.connect() as connection:
        connection.execute(text("SELECT 1"))
        with pytest.raises(
            BackupError, match=r"MOIEN_DATABASE_URL: \d connections are open .* stop the platform first"
        ):
            restore(house.settings, backup)
    assert house.conversations() == ["c1"]
    house.close()


@pytest.fixture
def small(tmp_path: Path, sqlite_url: str) -> Iterator[Installation]:
    made = Installation(tmp_path, sqlite_url, f"sqlite:///{tmp_path}/tracker.db")
    yield made
    made.close()


@pytest.mark.parametrize("name", [MANIFEST, STATE, CONTENT, "database", "trackers"])
@pytest.mark.parametrize("harm", ["missing", "changed"])
def test_a_backup_that_is_not_whole_changes_nothing(small: Installation, tmp_path: Path, name: str, harm: str) -> None:
    small.converse("c1")
    backup = save(small.settings, tmp_path / "backups")
    small.converse("c2")
    if harm == "missing":
        (backup / name).unlink()
    else:
        (backup / name).write_bytes(b"{")
    with pytest.raises(BackupError, match=name.replace(".", r"\.")):
        restore(small.settings, backup)
    assert small.conversations() == ["c1", "c2"]


def test_another_format_is_refused(small: Installation, tmp_path: Path) -> None:
    backup = save(small.settings, tmp_path / "backups")
    manifest = json.loads((backup / MANIFEST).read_text(encoding="utf-8"))
    (backup / MANIFEST).write_text(json.dumps(manifest | {"format": 2}), encoding="utf-8")
    with pytest.raises(BackupError, match="has format 2; this version restores format 1"):
        check(backup)


def test_the_command_says_where_the_backup_is_and_what_was_erased_again(small: Installation, tmp_path: Path) -> None:
    given = {
        **os.environ,
        "MOIEN_STATE_DIR": str(small.settings.state_dir),
        "MOIEN_DATABASE_URL": small.settings.database_url,
        "MOIEN_TRACKER_URL": small.settings.tracker_url,
        "MOIEN_BOT_DIR": str(small.settings.bot_dir),
    }

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "channels.backup", *words]
        return subprocess.run(command, env=given, capture_output=True, text=True, timeout=60, check=False)

    small.converse("c1")
    saved = run("save", str(tmp_path / "backups"))
    assert saved.returncode == 0, saved.stderr
    small.erase("c1")
    done = run("restore", saved.stdout.strip())
    assert done.returncode == 0, done.stderr
    assert done.stdout.endswith("erased again: 1\n")
    refused = run("restore", str(tmp_path / "nowhere"))
    assert (refused.returncode, refused.stderr.count("is no whole backup")) == (1, 1)


def test_no_list_of_processes_shows_a_password(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "bin" / "pg_dump"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nprintf "%s\n" "$PGPASSWORD" "$@" > {tmp_path}/called\ntouch "{tmp_path}/copy"\n')
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}:/usr/bin:/bin")
    url = "postgresql+psycopg://moien:s3cret@db.example.lu:5433/moien?sslmode=require"
    save_database("MOIEN_DATABASE_URL", url, tmp_path / "copy")
    password, *words = (tmp_path / "called").read_text(encoding="utf-8").splitlines()
    assert password == "s3cret"
    assert words[-1] == "--dbname=postgresql://moien@db.example.lu:5433/moien?sslmode=require"
    assert "s3cret" not in " ".join(words)


def test_without_a_database_nothing_is_saved(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("MOIEN_STATE_DIR", str(tmp_path))
        patched.setenv("MOIEN_DATABASE_URL", "")
        assert main(["save", str(tmp_path / "backups")]) == 1
    assert "moien.db is not there; start the platform once" in capsys.readouterr().err
