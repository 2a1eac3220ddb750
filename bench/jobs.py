"""Measures what a job costs beside the call itself, and how many jobs a worker of two processes gets done.

    ./moien bench jobs
    ./moien bench jobs --jobs 2000 --database postgresql://…

Real Redis, the real worker with its row in SQL, lease, breaker and idempotency key; an administration that waits five
milliseconds. A job counts as done when whoever listens on Redis has heard of it and its row says that it succeeded:
what the hub waits for. Peers in the same run: the bare HTTP call, and bare Celery without any of that. Platform
environment. Figures: ``docs/measurements.md``.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx
import redis
from celery import Celery
from sqlalchemy import func, select

from contracts.names import TOPIC_JOB_MOVED
from contracts.tables import job
from tests.ports import free_port
from tests.services.databases import make_tables
from tests.services.people import CERTIFICATE
from tests.services.processes import Stack, wait_for

WARM_UP = 20
PATIENCE = 180.0


@contextmanager
def running(command: list[str], environ: dict[str, str], ready: Callable[[], bool], folder: Path) -> Iterator[None]:
    """Run a process until the block ends; ``folder`` gets its log."""
    with (folder / f"{command[-1].rpartition('.')[2]}.log").open("wb") as log:
        process = subprocess.Popen(command, env=environ, stdout=log, stderr=log)
    try:
        wait_for(" ".join(command[-2:]), ready)
        yield
    finally:
        process.terminate()
        process.wait(20)


def answers(url: str) -> bool:
    with suppress(httpx.TransportError):
        return httpx.get(url, trust_env=False).status_code < 500
    return False


def time_calls(url: str, count: int) -> list[float]:
    """Milliseconds of the bare call, one after the other on one connection."""
    with httpx.Client(base_url=url, trust_env=False) as client:
        return [
            timed(lambda: client.post("/residence-certificates", json=CERTIFICATE).raise_for_status())
            for _ in range(count)
        ]


def timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return 1000 * (time.perf_counter() - began)


class Listener:
    """Hears of jobs as the hub does."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack
        self._redis = redis.Redis.from_url(stack.redis.url)
        self._heard = self._redis.pubsub(ignore_subscribe_messages=True)
        self._heard.subscribe(TOPIC_JOB_MOVED)

    def wait_for_one(self, job_id: str) -> None:
        """Wait until the job's row is final, looking whenever Redis says that it moved."""
        end = time.monotonic() + PATIENCE
        while self._stack.row(job_id).state != "succeeded":
            assert time.monotonic() < end, self._stack.row(job_id)
            self._heard.get_message(timeout=1.0)

    def wait_for_all(self, count: int) -> None:
        """Wait until so many jobs of the table have succeeded."""
        end = time.monotonic() + PATIENCE
        done = select(func.count()).where(job.c.state == "succeeded")
        while True:
            with self._stack.engine.connect() as connection:
                if (connection.scalar(done) or 0) >= count:
                    return
            assert time.monotonic() < end, "not all jobs were done in time"
            time.sleep(0.02)

    def close(self) -> None:
        self._heard.close()
        self._redis.close()


def measure_ours(stack: Stack, rounds: int, jobs: int) -> tuple[list[float], float]:
    """Milliseconds of single jobs on an idle worker, and jobs per second of many at once."""
    listener = Listener(stack)
    single = []
    for number in range(WARM_UP + rounds):
        began = time.perf_counter()
        stack.file(f"single-{number}", CERTIFICATE)
        listener.wait_for_one(f"single-{number}")
        single.append(1000 * (time.perf_counter() - began))
    before = WARM_UP + rounds
    # The hub writes a row together with the event that caused it; what is timed is the worker.
    for number in range(jobs):
        stack.write(f"many-{number}", CERTIFICATE)
    began = time.perf_counter()
    for number in range(jobs):
        stack.send(f"many-{number}")
    listener.wait_for_all(before + jobs)
    rate = jobs / (time.perf_counter() - began)
    listener.close()
    return single[WARM_UP:], rate


def measure_bare(redis_url: str, rounds: int, jobs: int) -> tuple[list[float], float]:
    """The same of bare Celery."""
    app = Celery("bare", broker=redis_url, backend=redis_url)
    name = "bench.jobs_peers.bare.file"
    single = [timed(lambda: app.send_task(name, [CERTIFICATE]).get(timeout=PATIENCE)) for _ in range(WARM_UP + rounds)]
    began = time.perf_counter()
    for result in [app.send_task(name, [CERTIFICATE]) for _ in range(jobs)]:
        result.get(timeout=PATIENCE)
    rate = jobs / (time.perf_counter() - began)
    app.close()
    return single[WARM_UP:], rate


def show(name: str, milliseconds: list[float], rate: float | None, call: float) -> None:
    middle = statistics.median(milliseconds)
    p95 = sorted(milliseconds)[int(0.95 * len(milliseconds))]
    many = f"{rate:.0f}" if rate else "–"
    print(f"| {name} | {middle:.1f} | {p95:.1f} | {middle - call:.1f} | {many} |")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=200, help="jobs one after the other")
    parser.add_argument("--jobs", type=int, default=1000, help="jobs at once")
    parser.add_argument("--database", help="postgresql://… (a SQLite file when not given)")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="moien-bench-") as name:
        folder = Path(name)
        stack = Stack(folder, chosen.database)
        port = free_port()
        url = f"http://127.0.0.1:{port}"
        stack.environ["MOIEN_SANDBOX_URL"] = url
        environ = {**os.environ, **stack.environ}
        uvicorn = [sys.executable, "-m", "uvicorn", "--log-level", "warning", "--port", str(port)]
        make_tables(stack.engine)
        stack.redis.start()
        with running([*uvicorn, "bench.jobs_peers.administration:app"], environ, lambda: answers(url), folder):
            call = time_calls(url, WARM_UP + chosen.rounds)[WARM_UP:]
            stack.start_worker()
            try:
                ours = measure_ours(stack, chosen.rounds, chosen.jobs)
            finally:
                stack.worker.stop()
            celery = [sys.executable, "-m", "celery", "-A", "bench.jobs_peers.bare", "worker", "-c", "2", "-l", "ERROR"]
            ping = Celery(broker=stack.redis.url)
            with running(celery, environ, lambda: bool(ping.control.ping(timeout=0.5)), folder):
                bare = measure_bare(stack.redis.url, chosen.rounds, chosen.jobs)
            ping.close()
        stack.close()
    print("| | p50 ms | p95 ms | more than the call, p50 ms | jobs/s, worker of two processes |\n|---|---|---|---|---|")
    show("the bare call", call, None, statistics.median(call))
    show("**a job**", *ours, statistics.median(call))
    show("bare Celery", *bare, statistics.median(call))


if __name__ == "__main__":
    main()
