"""Copies a database while others write to it, and puts a copy in its place: SQLite, or PostgreSQL by its programs."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import psycopg
from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from channels.backup.problem import BackupError

WIPE = """
DO $$
DECLARE found record;
BEGIN
    FOR found IN SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' LOOP
        EXECUTE format('DROP TABLE public.%I CASCADE', found.name);
    END LOOP;
    FOR found IN SELECT sequencename AS name FROM pg_sequences WHERE schemaname = 'public' LOOP
        EXECUTE format('DROP SEQUENCE public.%I CASCADE', found.name);
    END LOOP;
    FOR found IN
        SELECT p.oid::regprocedure AS name FROM pg_proc p
        WHERE p.pronamespace = 'public'::regnamespace
        AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
    LOOP
        EXECUTE format('DROP ROUTINE %s CASCADE', found.name);
    END LOOP;
END $$
"""
"""Takes away what a later version has made as well, which the copy knows nothing of."""


def save_database(setting: str, url: str, target: Path) -> None:
    """Copy a database as it is at one moment into a file.

    ``setting`` is what the address was read from, for messages.

    Raises:
        BackupError: there is no such database, or the copy failed.
    """
    address = _read(setting, url)
    if address.get_backend_name() == "sqlite":
        _copy_sqlite(setting, _file_of(setting, address, must_exist=True), target)
    else:
        _run(setting, ["pg_dump", "--format=custom", "--no-owner", "--no-acl", f"--file={target}"], address)
    target.chmod(0o600)


def restore_database(setting: str, url: str, source: Path) -> None:
    """Put a copy in the place of a database; what stood there is gone.

    Raises:
        BackupError: somebody uses the database, it cannot be reached, or restoring failed.
    """
    address = _read(setting, url)
    if address.get_backend_name() == "sqlite":
        file = _file_of(setting, address, must_exist=False)
        file.parent.mkdir(parents=True, exist_ok=True)
        _copy_sqlite(setting, source, file)
        return
    _wipe(setting, address)
    restoring = ["pg_restore", "--exit-on-error", "--single-transaction", "--no-owner", "--no-acl"]
    _run(setting, [*restoring, str(source)], address)


def _read(setting: str, url: str) -> URL:
    try:
        address = make_url(url)
    except ArgumentError:
        address = None
    if address is None or address.get_backend_name() not in ("sqlite", "postgresql"):
        raise BackupError(f"{setting} is no address of a supported database: write sqlite:///… or postgresql://…")
    return address


def _file_of(setting: str, address: URL, *, must_exist: bool) -> Path:
    file = Path(str(address.database))
    if must_exist and not file.is_file():
        raise BackupError(f"{setting}: {file} is not there; start the platform once before it is saved")
    return file


def _copy_sqlite(setting: str, source: Path, target: Path) -> None:
    """Copy by SQLite's own means: they heed its write-ahead log, and whoever writes meanwhile."""
    try:
        with closing(sqlite3.connect(source)) as read, closing(sqlite3.connect(target)) as written:
            read.backup(written)
    except sqlite3.Error as error:
        raise BackupError(f"{setting}: {source} could not be copied to {target}: {error}") from error


def _wipe(setting: str, address: URL) -> None:
    plain = address.set(drivername="postgresql").render_as_string(hide_password=False)
    others = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    try:
        with psycopg.connect(plain, autocommit=True) as connection:
            row = connection.execute(others).fetchone()
            if row is not None and row[0]:
                raise BackupError(f"{setting}: {row[0]} connections are open to that database; stop the platform first")
            connection.execute(WIPE)
    except psycopg.Error as error:
        raise BackupError(f"{setting}: the database cannot be emptied: {error}") from error


def _run(setting: str, command: list[str], address: URL) -> None:
    """Run one of PostgreSQL's programs; the password is handed over where no list of processes shows it."""
    if shutil.which(command[0]) is None:
        raise BackupError(f"{command[0]} is not on this machine; on Debian: apt-get install postgresql-client")
    where = URL.create(
        "postgresql", address.username, None, address.host, address.port, address.database, address.query
    )
    named = where.render_as_string(hide_password=False)
    password = {"PGPASSWORD": str(address.password)} if address.password else {}
    ended = subprocess.run(  # noqa: S603 - our own words, and the database of the settings
        [*command, f"--dbname={named}"], env={**os.environ, **password}, capture_output=True, text=True, check=False
    )
    if ended.returncode:
        said = "\n".join(ended.stderr.strip().splitlines()[-5:])
        raise BackupError(f"{setting}: {command[0]} failed (exit code {ended.returncode}): {said}")
