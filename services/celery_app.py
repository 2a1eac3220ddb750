"""The Celery application of the worker and of beat: five tasks, two queues, JSON only.

Celery is the wake-up, SQL is the truth: with Redis as broker a message can be lost for good when Redis dies in the
middle of a task, whatever the settings, so nothing here relies on a message arriving. The settings only make losses
rare and repetitions harmless.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta

import structlog
from celery import Celery, Task
from sqlalchemy import NullPool

from contracts import tracing
from contracts.forgetting import LOOK_EVERY
from contracts.names import (
    QUEUE_HOUSE,
    QUEUE_JOBS,
    TASK_FOLLOW_UP,
    TASK_LOOK_FOR_FORGOTTEN,
    TASK_REHEARSE_CALL,
    TASK_RETAIN,
    TASK_RUN_JOB,
)
from services.broker import use_this_transport
from services.connectors.document import Document
from services.database import open_engine
from services.desk import Desk
from services.readiness import Readiness, make_step
from services.settings import BeatSettings, WorkerSettings

log = structlog.get_logger()

TASKS_PER_PROCESS = 10_000
"""A child process is replaced after so many jobs, which bounds whatever a library may leak."""
START_SECONDS = 30.0
"""How long a child process may take to come up on a busy machine."""
RETAIN_EVERY = 1800.0
"""Seconds between two looks for what has been kept long enough."""
FIRST_RETAIN = 120.0
"""Seconds after beat's start; whatever became due while nothing ran is gone before the self-test looks."""
FIRST_LOOK = 900.0
"""Seconds after beat's start until the self-test looks first: what was known before is then as good as new."""
TICK_SECONDS = 3.0
"""Beat looks at its schedule, and says that it is there, at least this often."""


def build_app(settings: WorkerSettings, documents: Mapping[str, Document]) -> Celery:
    """Return the application with its tasks; opens no connection."""
    use_this_transport()
    app = _open_app(settings)
    visibility = {"visibility_timeout": settings.visibility_timeout}
    app.conf.update(
        task_acks_late=True,
        task_reject_on_worker_lost=True,
        task_soft_time_limit=settings.soft_limit,
        task_time_limit=settings.hard_limit,
        # Redis' visibility time-out is read from three places, and the shortest of all applications wins.
        # Sending another attempt's message never waits for Redis; the consumer's own retries know no end.
        # Queues are looked at in the order in which the worker names them: jobs of citizens never wait behind others.
        broker_transport_options={**visibility, "max_retries": 0, "queue_order_strategy": "priority"},
        result_backend_transport_options=visibility,
        visibility_timeout=settings.visibility_timeout,
        broker_connection_retry=True,
        broker_connection_retry_on_startup=True,
        broker_connection_max_retries=None,
        # One job in work and the next at hand, for each process.
        worker_prefetch_multiplier=2,
        worker_max_tasks_per_child=TASKS_PER_PROCESS,
        worker_proc_alive_timeout=START_SECONDS,
        # A call in progress goes on while Redis is away: its result goes to SQL.
        worker_cancel_long_running_tasks_on_connection_loss=False,
        worker_enable_remote_control=False,
        worker_send_task_events=False,
        worker_redirect_stdouts=False,
    )
    ready_file = settings.ready_file_of("worker")
    readiness = Readiness(ready_file, open_engine(settings.database_url, patience=2, poolclass=NullPool))
    app.steps["consumer"].add(make_step(readiness))

    # One desk per child process, opened at its first task: connections do not survive the fork.
    @functools.cache
    def desk() -> Desk:
        return Desk.open(settings, documents, app)

    def run_job(job_id: str) -> None:
        with guarded("job.attempt_broke_off", job=job_id):
            desk().runner.run(job_id)

    def keep_house(name: str, event: str, act: Callable[[Desk], None]) -> None:
        """Add a task that beat sends; it goes on with the trace of the sending."""

        def run(task: Task) -> None:
            trace = task.request.get(tracing.HEADER)
            with guarded(event), tracing.resume("worker.task", trace, operation=name) as span:
                act(desk())
                span.tell("succeeded")

        app.task(run, name=name, bind=True, shared=False)

    def rehearse_call(call_id: str) -> None:
        with guarded("rehearsal.broke_off", call=call_id):
            desk().rehearsal.run(call_id)

    app.task(run_job, name=TASK_RUN_JOB, shared=False)
    keep_house(TASK_FOLLOW_UP, "follow_up.broke_off", lambda it: it.follow_up.run())
    keep_house(TASK_RETAIN, "retention.broke_off", lambda it: it.retention.run())
    keep_house(TASK_LOOK_FOR_FORGOTTEN, "forgetting.broke_off", lambda it: it.selftest.run())
    app.task(rehearse_call, name=TASK_REHEARSE_CALL, shared=False)
    return app


def build_beat_app(settings: BeatSettings) -> Celery:
    """Return the application that sends the house's tasks at their times; opens no connection."""
    app = _open_app(settings)

    def entry(task: str, seconds: float, first: float) -> dict[str, object]:
        # What could not be done before the next one comes is not done twice.
        options = {"queue": QUEUE_HOUSE, "expires": seconds}
        began = app.now() - timedelta(seconds=seconds - first)
        return {"task": task, "schedule": seconds, "options": options, "last_run_at": began}

    app.conf.update(
        beat_schedule={
            TASK_FOLLOW_UP: entry(TASK_FOLLOW_UP, settings.follow_up_every, settings.follow_up_every),
            TASK_RETAIN: entry(TASK_RETAIN, RETAIN_EVERY, FIRST_RETAIN),
            TASK_LOOK_FOR_FORGOTTEN: entry(TASK_LOOK_FOR_FORGOTTEN, LOOK_EVERY.total_seconds(), FIRST_LOOK),
        },
        beat_max_loop_interval=min(TICK_SECONDS, settings.follow_up_every),
        broker_transport_options={"max_retries": 0, "socket_timeout": TICK_SECONDS},
        task_publish_retry=False,
    )
    return app


def _open_app(settings: BeatSettings) -> Celery:
    app = Celery("moien", broker=settings.redis_url, set_as_current=False)
    app.conf.update(
        accept_content=["json"],
        task_serializer="json",
        result_serializer="json",
        task_default_queue=QUEUE_JOBS,
        task_ignore_result=True,
        enable_utc=True,
        timezone="UTC",
    )
    return app


@contextmanager
def guarded(event: str, **values: str) -> Iterator[None]:
    """Log an exception without its text, which may hold personal data and which Celery would log.

    A job's lease runs out and the hub's sweep sends it again; beat sends the other tasks again.
    """
    try:
        yield
    except Exception:
        log.exception(event, **values)
