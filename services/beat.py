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

from contracts.logs import set_up_logging
from contracts.metering import Counter, Gauge, show
from contracts.metrics import BEAT_SENT, BEAT_TICK
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
            sent = super().apply_async(entry, *arguments, **options)
            _SENT.count(entry.task)
            return sent

        def close(self) -> None:
            file.unlink(missing_ok=True)
            super().close()

    file.unlink(missing_ok=True)
    return ReadyScheduler


def stop(_signal: int, _frame: object) -> None:
    """Leave the loop that sleeps between two tasks."""
    raise SystemExit(0)


def main() -> int:
    """Read the settings and send tasks until SIGTERM."""
    set_up_logging()
    try:
        settings = read_beat_settings()
    except ValidationError as error:
        log.error("beat.refuses_to_start", problem=describe_problems(error))  # noqa: TRY400 - the text says it all
        return EXIT_BAD_SETTINGS
    file = settings.ready_file_of("beat")
    if settings.beat_metrics_port is not None:
        WatchDoor(settings.host, settings.beat_metrics_port, show, lambda: is_fresh(file))
    signal.signal(signal.SIGTERM, stop)
    Service(build_beat_app(settings), scheduler_cls=make_scheduler(settings)).start()
    return 0


if __name__ == "__main__":
    sys.exit(main())
