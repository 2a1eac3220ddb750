"""Worker and beat as processes are scraped: what child processes count is seen, and outlives them."""

from __future__ import annotations

import contextlib
import functools
import os
import signal
import socket
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from contracts.names import TASK_FOLLOW_UP
from services.watching import FRESH_SECONDS, is_fresh, share_metrics
from tests.channels.watching.scraping import scrape
from tests.ports import free_port
from tests.services.databases import read_job
from tests.services.people import CERTIFICATE, person
from tests.services.processes import Process, Stack, wait_for


@pytest.fixture
def stack(tmp_path: Path) -> Iterator[Stack]:
    made = Stack(tmp_path)
    made.environ |= {"MOIEN_WORKER_METRICS_PORT": str(free_port()), "MOIEN_BEAT_METRICS_PORT": str(free_port())}
    made.environ["TMPDIR"] = str(tmp_path)
    yield made
    made.close()


def door(stack: Stack, name: str, path: str) -> str:
    return f"http://127.0.0.1:{stack.environ[f'MOIEN_{name}_METRICS_PORT']}{path}"


@pytest.mark.slow
def test_what_child_processes_count_is_seen_and_outlives_them(stack: Stack) -> None:
    stack.start()
    assert httpx.get(door(stack, "WORKER", "/healthz")).status_code == 200
    for number in (41, 42):
        stack.file(f"j{number}", {**CERTIFICATE, "national_id": person(number)})
        wait_for("the end of the job", lambda n=number: read_job(stack.engine, f"j{n}").state == "succeeded")
    wanted = {"administration": "commune", "outcome": "succeeded"}
    calls = "moien_job_calls_total"
    wait_for("two calls", lambda: scrape(door(stack, "WORKER", "/metrics")).value(calls, **wanted) == 2)
    shown = scrape(door(stack, "WORKER", "/metrics"))
    assert shown.value("moien_jobs_ended_total", administration="commune", state="succeeded") == 2
    assert shown.value("moien_job_call_seconds_count", administration="commune") == 2
    assert shown.has("process_resident_memory_bytes")
    assert stack.worker
    for child in stack.worker.children():
        os.kill(child, signal.SIGKILL)
    stack.file("j43", {**CERTIFICATE, "national_id": person(43)})
    wait_for(
        "the end of the job", lambda: stack.sweep() is not None and read_job(stack.engine, "j43").state == "succeeded"
    )
    wait_for("three calls", lambda: scrape(door(stack, "WORKER", "/metrics")).value(calls, **wanted) == 3)
    stack.redis.kill()
    wait_for("the worker to notice", lambda: httpx.get(door(stack, "WORKER", "/healthz")).status_code == 503)
    stack.redis.start()
    stack.wait_ready()
    assert len(list(stack.folder.glob("moien-metrics-*"))) == 1
    assert stack.worker.stop() == 0
    assert list(stack.folder.glob("moien-metrics-*")) == []


@pytest.mark.slow
def test_the_port_is_free_again_once_a_worker_was_killed(stack: Stack) -> None:
    stack.start()
    assert stack.worker
    stack.worker.kill()
    stack.worker = Process([sys.executable, "-m", "services.worker"], stack.folder / "worker.log", stack.environ)

    def answers() -> bool:
        try:
            return httpx.get(door(stack, "WORKER", "/healthz")).status_code == 200
        except httpx.TransportError:
            return False

    wait_for("its successor", answers)
    assert not stack.worker.has_ended


@pytest.mark.slow
def test_beat_shows_what_it_sent(stack: Stack) -> None:
    stack.redis.start()
    stack.start_beat()
    wait_for(
        "a task",
        lambda: scrape(door(stack, "BEAT", "/metrics")).value("moien_beat_sent_total", task=TASK_FOLLOW_UP) > 1,
    )
    ticked = scrape(door(stack, "BEAT", "/metrics")).value("moien_beat_tick_timestamp_seconds")
    assert 0 <= time.time() - ticked < 60
    assert httpx.get(door(stack, "BEAT", "/healthz")).status_code == 200
    stack.redis.kill()
    wait_for("beat to notice", lambda: httpx.get(door(stack, "BEAT", "/healthz")).status_code == 503)


@pytest.mark.slow
def test_a_port_that_is_taken_stops_nobody_and_is_tried_again(stack: Stack) -> None:
    ports = [int(stack.environ[f"MOIEN_{name}_METRICS_PORT"]) for name in ("WORKER", "BEAT")]
    with contextlib.ExitStack() as taken:
        for port in ports:
            taken.enter_context(socket.create_server(("127.0.0.1", port)))
        stack.start()
        stack.start_beat()
        stack.file("j44", {**CERTIFICATE, "national_id": person(44)})
        wait_for("the end of the job", lambda: read_job(stack.engine, "j44").state == "succeeded")
    for name in ("WORKER", "BEAT"):
        wait_for(f"the metrics of {name}", functools.partial(is_shown, door(stack, name, "/metrics")))


def is_shown(address: str) -> bool:
    try:
        return httpx.get(address, timeout=10).status_code == 200
    except httpx.HTTPError:
        return False


def test_counts_are_shared_before_they_are_counted() -> None:
    """This process has imported what must be told before."""
    assert "prometheus_client" in sys.modules
    with pytest.raises(RuntimeError, match="import it later"):
        share_metrics()


def test_a_file_that_grew_old_says_nothing(tmp_path: Path) -> None:
    file = tmp_path / "worker.ready"
    assert not is_fresh(file)
    file.touch()
    assert is_fresh(file)
    old = time.time() - FRESH_SECONDS - 1
    os.utime(file, (old, old))
    assert not is_fresh(file)
