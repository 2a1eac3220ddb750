"""The Celery application of the worker: one task, one queue, JSON only.

Celery is the wake-up, SQL is the truth: with Redis as broker a message can be lost for good when Redis dies in the
middle of a task, whatever the settings, so nothing here relies on a message arriving. The settings only make losses
rare and repetitions harmless.
"""

from __future__ import annotations

import functools
import random
from collections.abc import Mapping

import structlog
from celery import Celery
from sqlalchemy import NullPool

from contracts.names import QUEUE_JOBS, TASK_RUN_JOB
from services.backoff import Backoff
from services.clock import utc_now
from services.connectors.document import Document
from services.connectors.registry import Connectors
from services.database import open_engine
from services.jobs import JobStore
from services.messenger import RedisMessenger
from services.readiness import Readiness, make_step
from services.runner import JobRunner
from services.settings import WorkerSettings

log = structlog.get_logger()

TASKS_PER_PROCESS = 1000
"""A child process is replaced after so many jobs, which bounds whatever a library may leak."""
START_SECONDS = 30.0
"""How long a child process may take to come up on a busy machine."""


def build_app(settings: WorkerSettings, documents: Mapping[str, Document]) -> Celery:
    """Return the application with its task; opens no connection."""
    app = Celery("moien", broker=settings.redis_url, set_as_current=False)
    visibility = {"visibility_timeout": settings.visibility_timeout}
    app.conf.update(
        accept_content=["json"],
        task_serializer="json",
        result_serializer="json",
        task_default_queue=QUEUE_JOBS,
        task_ignore_result=True,
        task_acks_late=True,
        task_reject_on_worker_lost=True,
        task_soft_time_limit=settings.soft_limit,
        task_time_limit=settings.hard_limit,
        # Redis' visibility time-out is read from three places, and the shortest of all applications wins.
        # Sending another attempt's message never waits for Redis; the consumer's own retries know no end.
        broker_transport_options={**visibility, "max_retries": 0},
        result_backend_transport_options=visibility,
        visibility_timeout=settings.visibility_timeout,
        broker_connection_retry=True,
        broker_connection_retry_on_startup=True,
        broker_connection_max_retries=None,
        enable_utc=True,
        timezone="UTC",
        worker_prefetch_multiplier=1,
        worker_max_tasks_per_child=TASKS_PER_PROCESS,
        worker_proc_alive_timeout=START_SECONDS,
        # A call in progress goes on while Redis is away: its result goes to SQL.
        worker_cancel_long_running_tasks_on_connection_loss=False,
        worker_enable_remote_control=False,
        worker_send_task_events=False,
        worker_redirect_stdouts=False,
    )
    readiness = Readiness(settings.ready_file, open_engine(settings.database_url, patience=2, poolclass=NullPool))
    app.steps["consumer"].add(make_step(readiness))

    # One runner per child process, made at its first job: connections do not survive the fork.
    @functools.cache
    def runner() -> JobRunner:
        return open_runner(settings, documents, app)

    def run_job(job_id: str) -> None:
        try:
            runner().run(job_id)
        except Exception:
            # Celery would log the exception with its text. The lease runs out and the hub's sweep sends the job again.
            log.exception("job.attempt_broke_off", job=job_id)

    app.task(run_job, name=TASK_RUN_JOB, shared=False)
    return app


def open_runner(settings: WorkerSettings, documents: Mapping[str, Document], app: Celery) -> JobRunner:
    """Return a runner with connections of its own."""
    return JobRunner(
        JobStore(open_engine(settings.database_url), settings.job_lease),
        Connectors(documents, settings.url_of, settings.connector_timeout),
        RedisMessenger(app, settings.redis_url),
        backoff=Backoff(settings.job_retry_base, random.SystemRandom().random),
        max_attempts=settings.job_attempts,
        now=utc_now,
    )
