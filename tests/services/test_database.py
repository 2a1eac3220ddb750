"""Opening the database: what is set, and that errors show no values."""

from pathlib import Path

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import IntegrityError

from services.database import BUSY_SECONDS, open_engine
from tests.services.databases import add_job
from tests.services.people import CERTIFICATE


def test_sqlite_waits_for_other_writers_and_keeps_a_log(tmp_path: Path) -> None:
    opened = open_engine(f"sqlite:///{tmp_path}/moien.db")
    with opened.connect() as connection:
        pragmas = {name: connection.scalar(text(f"PRAGMA {name}")) for name in ("journal_mode", "busy_timeout")}
        assert connection.scalar(text("PRAGMA foreign_keys")) == 1
    opened.dispose()
    assert pragmas == {"journal_mode": "wal", "busy_timeout": BUSY_SECONDS * 1000}


def test_postgresql_gets_its_driver() -> None:
    opened = open_engine("postgresql://moien:secret@127.0.0.1:1/moien")
    assert opened.url.drivername == "postgresql+psycopg"
    assert "secret" not in str(opened)


def test_errors_show_no_values(engine: Engine) -> None:
    add_job(engine, "j1", CERTIFICATE)
    with pytest.raises(IntegrityError) as caught:
        add_job(engine, "j1", {"purpose": "SECRET"})
    assert "SECRET" not in str(caught.value)
