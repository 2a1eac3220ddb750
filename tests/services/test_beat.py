"""Beat as a process: its file, its messages, and what it does without Redis."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from kombu.simple import SimpleQueue

from contracts.names import QUEUE_HOUSE, TASK_FOLLOW_UP
from services.beat import EXIT_BAD_SETTINGS
from tests.otlp import Collector, ReceivedSpan
from tests.services.processes import Stack, wait_for

pytestmark = pytest.mark.slow


@pytest.fixture
def stack(tmp_path: Path) -> Iterator[Stack]:
    made = Stack(tmp_path)
    yield made
    made.close()


def take_message(stack: Stack) -> Any:
    with stack.hub.connection_for_read() as connection, SimpleQueue(connection, QUEUE_HOUSE) as queue:
        message = queue.get(timeout=20)
        message.ack()
        return message


def test_it_sends_the_task_again_and_again_while_redis_is_there(stack: Stack) -> None:
    stack.beat_file.parent.mkdir()
    stack.beat_file.touch()
    stack.redis.start()
    stack.start_beat()
    for _ in range(2):
        message = take_message(stack)
        assert message.headers["task"] == TASK_FOLLOW_UP
        assert message.headers["expires"] is not None
        assert message.payload[0] == []
    stack.redis.kill()
    wait_for("beat to notice", lambda: not stack.beat_file.exists())
    stack.redis.start()
    wait_for("beat to come back", stack.beat_file.exists)
    assert take_message(stack).headers["task"] == TASK_FOLLOW_UP
    assert stack.beat
    assert stack.beat.stop() == 0
    assert not stack.beat_file.exists()


def test_what_it_sends_is_one_trace_with_what_the_worker_does(stack: Stack) -> None:
    with Collector() as collector:
        stack.environ["MOIEN_OTLP_URL"] = collector.url
        stack.start()
        stack.start_beat()

        def find() -> list[ReceivedSpan]:
            sent = {span.id: span for span in collector.spans if span.name == "beat.send"}
            return [
                one
                for span in collector.spans
                if span.name == "worker.task" and span.parent in sent
                for one in (sent[span.parent], span)
            ][:2]

        sending, done = wait_for("the trace", find)
    assert (sending.process, sending.parent, done.process) == ("moien-beat", "", "moien-worker")
    assert sending.trace == done.trace
    assert sending.attributes == {"stage": "beat.send", "operation": TASK_FOLLOW_UP, "outcome": "succeeded"}
    assert done.attributes == {"stage": "worker.task", "operation": TASK_FOLLOW_UP, "outcome": "succeeded"}


@pytest.mark.parametrize(
    ("setting", "value", "said"),
    [
        ("MOIEN_FOLLOW_UP_EVERY", "0", "MOIEN_FOLLOW_UP_EVERY: Input should be greater than 0"),
        ("MOIEN_OTLP_URL", "collector:4318", "MOIEN_OTLP_URL: 'collector:4318' is no address"),
    ],
)
def test_bad_settings_are_said(stack: Stack, setting: str, value: str, said: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "services.beat"],
        env={**os.environ, **stack.environ, setting: value},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == EXIT_BAD_SETTINGS
    assert said in done.stderr
    assert "Traceback" not in done.stderr
