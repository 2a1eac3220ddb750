"""Carries the worker's wake-ups over Redis: to the hub that a job moved, to a worker that an attempt is due.

A wake-up that gets lost costs seconds: the hub's sweep finds what it would have announced.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import structlog
from celery import Celery
from kombu.exceptions import OperationalError
from redis import Redis, RedisError
from redis.backoff import NoBackoff
from redis.retry import Retry

from contracts.names import QUEUE_JOBS, TASK_RUN_JOB, TOPIC_JOB_MOVED
from services.settings import MAX_WAIT_SECONDS

log = structlog.get_logger()

ANSWER_SECONDS = 2.0
"""How long a wake-up may take; a job never waits longer for Redis."""
AFTER_DUE = timedelta(milliseconds=200)
"""A message arrives this much after the moment it is for: one that came earlier would find the job not due yet."""


class RedisMessenger:
    """Wake-ups of one worker process."""

    def __init__(self, app: Celery, redis_url: str) -> None:
        """Connects when first needed; each process needs its own."""
        self._app = app
        self._redis = Redis.from_url(
            redis_url,
            socket_timeout=ANSWER_SECONDS,
            socket_connect_timeout=ANSWER_SECONDS,
            retry=Retry(NoBackoff(), 1),
        )

    def tell_moved(self, job_id: str) -> None:
        """Publish the job's id on `TOPIC_JOB_MOVED`."""
        try:
            self._redis.publish(TOPIC_JOB_MOVED, job_id)
        except RedisError as error:
            log.warning("job.wake_up_lost", job=job_id, reason=type(error).__name__)

    def send_later(self, job_id: str, due: datetime) -> None:
        """Send the task for ``due``. A wait beyond what the broker may keep is left to the hub's sweep."""
        if due - datetime.now(due.tzinfo) > timedelta(seconds=MAX_WAIT_SECONDS):
            return
        try:
            self._app.send_task(TASK_RUN_JOB, args=[job_id], queue=QUEUE_JOBS, eta=due + AFTER_DUE, retry=False)
        except (OperationalError, RedisError, OSError) as error:
            log.warning("job.wake_up_lost", job=job_id, reason=type(error).__name__)
