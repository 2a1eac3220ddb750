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


def test_bad_settings_are_said(stack: Stack) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "services.beat"],
        env={**os.environ, **stack.environ, "MOIEN_FOLLOW_UP_EVERY": "0"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == EXIT_BAD_SETTINGS
    assert "MOIEN_FOLLOW_UP_EVERY: Input should be greater than 0" in done.stderr
    assert "Traceback" not in done.stderr
