"""Databases for tests: SQLite files, and a PostgreSQL server of our own where one is installed."""

import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, insert, select, text

from contracts.erasing import erase_conversation
from contracts.files import FileStore
from contracts.staff_tables import metadata
from contracts.tables import conversation, job
from services.files import JobFiles
from tests.ports import free_port

CREATED = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
KEEP_FILES = timedelta(days=30)


def make_tables(engine: Engine) -> None:
    """The platform's tables with one conversation that all jobs of the tests belong to."""
    metadata.create_all(engine)
    with engine.begin() as connection:
        connection.execute(
            insert(conversation).values(
                id="c1",
                token_hash="t",
                site="demo",
                language="lb",
                language_reason="page",
                owner="bot",
                bot_helps=False,
                heard=True,
                last_seq=0,
                created_at=CREATED,
                updated_at=CREATED,
            )
        )


def add_job(engine: Engine, job_id: str, fields: dict[str, str], **values: Any) -> str:
    """A queued job as the hub writes it."""
    row = {
        "id": job_id,
        "conversation_id": "c1",
        "idempotency_key": f"key-of-{job_id}",
        "kind": "file",
        "service": "residence_certificate",
        "operation": "commune.requestResidenceCertificate",
        "fields": fields,
        "language": "lb",
        "state": "queued",
        "attempts": 0,
        "failures": 0,
        "delayed": False,
        "unsure": False,
        "reported_state": "queued",
        "reported_delayed": False,
        "reported_ready": False,
        "created_at": CREATED,
        "updated_at": CREATED,
    }
    with engine.begin() as connection:
        connection.execute(insert(job).values(row | values))
    return job_id


def make_files(engine: Engine, folder: Path = Path("nowhere")) -> JobFiles:
    """The files of jobs; ``folder`` is only needed where one is read or written."""
    return JobFiles(engine, FileStore(folder), KEEP_FILES)


def erase_while(engine: Engine, write: Callable[[], Any]) -> Any:
    """What ``write`` gives, which waits for the conversation that is erased meanwhile (PostgreSQL)."""
    with ThreadPoolExecutor(1) as pool, engine.begin() as connection:
        connection.execute(select(conversation.c.id).where(conversation.c.id == "c1").with_for_update())
        writing = pool.submit(write)
        until = time.monotonic() + 20
        while not connection.scalar(text("SELECT count(*) FROM pg_locks WHERE NOT granted")):
            assert time.monotonic() < until, "it does not wait for the conversation"
            time.sleep(0.01)
        assert erase_conversation(connection, "c1", "citizen", CREATED) is not None
    return writing.result()


def read_job(engine: Engine, job_id: str) -> Any:
    with engine.connect() as connection:
        return connection.execute(select(job).where(job.c.id == job_id)).one()


def postgresql_folder() -> Path | None:
    """Where the server's programs are, None where there are none."""
    found = shutil.which("initdb")
    folders = [Path(found).parent] if found else sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((folder for folder in folders if (folder / "initdb").exists()), None)


@contextmanager
def run_postgresql(programs: Path) -> Iterator[str]:
    """A new server on a free port; gives its address. It refuses to run as root, so root lends it another user."""
    user = "nobody" if os.geteuid() == 0 else None
    folder = Path(tempfile.mkdtemp(prefix="moien-postgresql-"))
    if user:
        os.chown(folder, pwd.getpwnam(user).pw_uid, -1)
    port = free_port()

    def call(program: str, *arguments: str) -> None:
        command = [str(programs / program), "-D", str(folder / "data"), *arguments]
        subprocess.run(command, check=True, user=user, cwd=folder, stdout=subprocess.DEVNULL, timeout=60)

    try:
        call("initdb", "-A", "trust", "-U", "moien", "--no-sync", "-E", "UTF8", "--locale", "C")
        options = f"-p {port} -c listen_addresses=127.0.0.1 -c fsync=off -k {folder}"
        call("pg_ctl", "-w", "-l", str(folder / "log"), "-o", options, "start")
        try:
            yield f"postgresql://moien@127.0.0.1:{port}/postgres"
        finally:
            call("pg_ctl", "-w", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
