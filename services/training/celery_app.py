"""The Celery application of the worker that trains: one queue, and one trial (or look at the live model) at a time.

As for jobs, SQL is the truth and a message only the wake-up: the gateway sends a trial again that no worker has.
"""

from __future__ import annotations

import functools

from celery import Celery
from sqlalchemy import NullPool

from contracts import tracing
from contracts.names import QUEUE_TRAINING, TASK_TRY_DRAFT
from services.broker import use_this_transport
from services.celery_app import guarded
from services.clock import utc_now
from services.database import open_engine
from services.readiness import Readiness, make_step
from services.training.measure import measure_live
from services.training.runner import TrialRunner
from services.training.settings import TrainingSettings
from services.training.store import TrialStore

READY_FILE = "training"
TASK_MEASURE_LIVE = "services.training.measure_live"
"""Looks how services stand with the live model; the worker sends it to itself when it begins. No argument."""


def build_training_app(settings: TrainingSettings) -> Celery:
    """Return the application with its tasks; opens no connection."""
    use_this_transport()
    app = Celery("moien-training", broker=settings.redis_url, set_as_current=False)
    visibility = {"visibility_timeout": int(2 * settings.trial_timeout)}
    app.conf.update(
        accept_content=["json"],
        task_serializer="json",
        task_default_queue=QUEUE_TRAINING,
        task_ignore_result=True,
        task_acks_late=True,
        task_reject_on_worker_lost=True,
        task_time_limit=2 * settings.trial_timeout,
        broker_transport_options={**visibility, "max_retries": 0},
        result_backend_transport_options=visibility,
        visibility_timeout=visibility["visibility_timeout"],
        broker_connection_retry=True,
        broker_connection_retry_on_startup=True,
        broker_connection_max_retries=None,
        # What waits can be taken by another worker.
        worker_prefetch_multiplier=1,
        worker_cancel_long_running_tasks_on_connection_loss=False,
        worker_enable_remote_control=False,
        worker_send_task_events=False,
        worker_redirect_stdouts=False,
        enable_utc=True,
        timezone="UTC",
    )
    engine = open_engine(settings.database_url, patience=2, poolclass=NullPool)
    app.steps["consumer"].add(make_step(Readiness(settings.ready_file_of(READY_FILE), engine)))

    # Opened in the child process, at its first trial: connections do not survive the fork.
    @functools.cache
    def runner() -> TrialRunner:
        opened = open_engine(settings.database_url)
        return TrialRunner(opened, TrialStore(opened, settings.trial_lease), settings, utc_now)

    def try_draft(trial_id: str) -> None:
        with guarded("trial.broke_off", trial=trial_id):
            runner().run(trial_id)

    def measure() -> None:
        with guarded("measure.broke_off"), tracing.resume("training.measure", None) as span:
            span.tell("succeeded" if measure_live(settings) else "failed")

    app.task(try_draft, name=TASK_TRY_DRAFT, shared=False)
    app.task(measure, name=TASK_MEASURE_LIVE, shared=False)
    return app
