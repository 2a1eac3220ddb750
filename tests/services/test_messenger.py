"""Wake-ups while Redis is away: said in the log, quickly, and never an error."""

import time
from datetime import UTC, datetime, timedelta

import pytest
from structlog.testing import capture_logs

from services.celery_app import build_app
from services.messenger import RedisMessenger
from services.settings import MAX_WAIT_SECONDS, WorkerSettings
from tests.ports import free_port


@pytest.fixture
def messenger() -> RedisMessenger:
    url = f"redis://127.0.0.1:{free_port()}/0"
    settings = WorkerSettings(database_url="sqlite://", redis_url=url, sandbox_url="http://127.0.0.1:9")
    return RedisMessenger(build_app(settings, {}), url)


def test_nobody_listens(messenger: RedisMessenger) -> None:
    before = time.monotonic()
    with capture_logs() as logs:
        messenger.tell_moved("j1")
        messenger.send_later("j1", datetime.now(UTC) + timedelta(seconds=3))
    assert time.monotonic() - before < 2
    assert [(line["event"], line["job"]) for line in logs] == [("job.wake_up_lost", "j1")] * 2


def test_what_lies_too_far_ahead_is_left_to_the_sweep(messenger: RedisMessenger) -> None:
    with capture_logs() as logs:
        messenger.send_later("j1", datetime.now(UTC) + timedelta(seconds=MAX_WAIT_SECONDS + 60))
    assert logs == [], "nothing was sent, so nothing could be lost"
