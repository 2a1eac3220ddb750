"""Starts beat: ``python -m services.beat``. It sends the house's own tasks to the worker at their times.

The schedule lives in memory only: a task that was missed while beat was away is due again soon, and all of them may
come too often without harm.
"""

from __future__ import annotations

import signal
import sys
import time
from pathlib import Path
from typing import Any

import structlog
from celery.beat import Scheduler, Service
from pydantic import ValidationError
from redis import Redis, RedisError

from contracts import tracing
from contracts.logs import set_up_logging
from contracts.metering import Counter, Gauge, show
from contracts.metrics import BEAT_SENT, BEAT_TICK
from contracts.tracing import set_up_tracing
from contracts.watch_door import WatchDoor
from services.celery_app import TICK_SECONDS, build_beat_app
from services.settings import BeatSettings, describe_problems, read_beat_settings
from services.watching import is_fresh

log = structlog.get_logger()

EXIT_BAD_SETTINGS = 2

_SENT = Counter(BEAT_SENT)
_TICK = Gauge(BEAT_TICK)


def make_scheduler(settings: BeatSettings) -> type[Scheduler]:
    """Return a scheduler that keeps a file fresh while Redis can be reached; the launcher looks at its age."""
    file: Path = settings.ready_file_of("beat")
    redis = Redis.from_url(settings.redis_url, socket_timeout=TICK_SECONDS, socket_connect_timeout=TICK_SECONDS)

    class ReadyScheduler(Scheduler):  # type: ignore[misc]  # Celery ships no types
        def tick(self) -> float:
            pause: float = super().tick()
            try:
                redis.ping()
            except RedisError as error:
                log.warning("beat.no_redis", reason=type(error).__name__)
                file.unlink(missing_ok=True)
            else:
                file.parent.mkdir(parents=True, exist_ok=True)
                file.touch()
                _TICK.set(time.time())
            return pause

        def apply_async(self, entry: Any, *arguments: Any, **options: Any) -> Any:  # noqa: ANN401 - Celery's own
            with tracing.step("beat.send", operation=entry.task) as span:
                sent = super().apply_async(entry, *arguments, **options)
                span.tell("succeeded")
            _SENT.count(entry.task)
            return sent

        def send_task(self, *arguments: Any, headers: dict[str, Any], **options: Any) -> Any:  # noqa: ANN401 - Celery's own
            return super().send_task(*arguments, **options, headers={**headers, **tracing.headers()})

        def close(self) -> None:
            file.unlink(missing_ok=True)
            super().close()

    file.unlink(missing_ok=True)
    return ReadyScheduler


def stop(_signal: int, _frame: object) -> None:
    """Leave the loop that sleeps between two tasks."""
    raise SystemExit(0)


def refuse(problem: str) -> int:
    """Say why beat does not start; returns the exit status."""
    log.error("beat.refuses_to_start", problem=problem)
    return EXIT_BAD_SETTINGS


def main() -> int:
    """Read the settings and send tasks until SIGTERM."""
    set_up_logging()
    try:
        settings = read_beat_settings()
        stop_tracing = set_up_tracing("beat")
    except ValidationError as error:
        return refuse(describe_problems(error))
    except ValueError as error:
        return refuse(str(error))
    file = settings.ready_file_of("beat")
    if settings.beat_metrics_port is not None:
        WatchDoor(settings.host, settings.beat_metrics_port, show, lambda: is_fresh(file))
    signal.signal(signal.SIGTERM, stop)
    try:
        Service(build_beat_app(settings), scheduler_cls=make_scheduler(settings)).start()
    finally:
        stop_tracing()
    return 0


if __name__ == "__main__":
    sys.exit(main())
