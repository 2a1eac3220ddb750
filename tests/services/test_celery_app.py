"""The Celery application: the names both ends use, JSON only, limits inside each other, nothing in the logs."""

from pathlib import Path

import pytest
from celery import Celery
from celery.beat import Scheduler, Service
from structlog.testing import capture_logs

from contracts.forgetting import LOOK_EVERY, STALE
from contracts.names import (
    QUEUE_HOUSE,
    QUEUE_JOBS,
    TASK_FOLLOW_UP,
    TASK_LOOK_FOR_FORGOTTEN,
    TASK_REHEARSE_CALL,
    TASK_RETAIN,
    TASK_RUN_JOB,
)
from services.celery_app import FIRST_LOOK, FIRST_RETAIN, RETAIN_EVERY, build_app, build_beat_app
from services.connectors.registry import read_documents
from services.settings import WorkerSettings
from tests.ports import free_port


@pytest.fixture
def settings(tmp_path: Path) -> WorkerSettings:
    return WorkerSettings(
        database_url=f"sqlite:///{tmp_path}/moien.db",
        redis_url=f"redis://127.0.0.1:{free_port()}/0",
        sandbox_url="http://127.0.0.1:9",
        state_dir=tmp_path,
    )


@pytest.fixture
def app(settings: WorkerSettings) -> Celery:
    return build_app(settings, read_documents())


def test_the_task_and_the_queue_have_the_names_of_the_contract(app: Celery) -> None:
    names = {name for name in app.tasks if not name.startswith("celery.")}
    assert names == {TASK_RUN_JOB, TASK_FOLLOW_UP, TASK_RETAIN, TASK_LOOK_FOR_FORGOTTEN, TASK_REHEARSE_CALL}
    assert app.conf.task_default_queue == QUEUE_JOBS


def test_a_message_is_kept_until_the_work_is_done(app: Celery) -> None:
    task = app.tasks[TASK_RUN_JOB]
    assert task.acks_late
    assert task.reject_on_worker_lost
    assert task.ignore_result
    assert app.conf.result_backend is None


def test_beat_sends_the_tasks_of_the_house(app: Celery, settings: WorkerSettings) -> None:
    entries = build_beat_app(settings).conf.beat_schedule.values()
    assert {(entry["task"], entry["schedule"]) for entry in entries} == {
        (TASK_FOLLOW_UP, settings.follow_up_every),
        (TASK_RETAIN, RETAIN_EVERY),
        (TASK_LOOK_FOR_FORGOTTEN, LOOK_EVERY.total_seconds()),
    }
    for entry in entries:
        assert entry["task"] in app.tasks
        assert entry["options"] == {"queue": QUEUE_HOUSE, "expires": entry["schedule"]}


def test_what_became_due_while_nothing_ran_is_deleted_and_then_looked_for_soon(settings: WorkerSettings) -> None:
    app = build_beat_app(settings)
    due = {
        entry.task: entry.is_due().next for entry in Service(app, scheduler_cls=Scheduler).scheduler.schedule.values()
    }
    assert FIRST_RETAIN - 60 < due[TASK_RETAIN] <= FIRST_RETAIN
    assert FIRST_LOOK - 60 < due[TASK_LOOK_FOR_FORGOTTEN] <= FIRST_LOOK
    assert due[TASK_RETAIN] < due[TASK_LOOK_FOR_FORGOTTEN] < STALE.total_seconds()


def test_the_limits_lie_inside_each_other(app: Celery, settings: WorkerSettings) -> None:
    conf = app.conf
    visible = conf.broker_transport_options["visibility_timeout"]
    assert conf.task_soft_time_limit < conf.task_time_limit < settings.job_lease < visible
    assert visible == conf.visibility_timeout == conf.result_backend_transport_options["visibility_timeout"]


def test_the_broker_is_waited_for(app: Celery) -> None:
    assert app.conf.broker_connection_retry_on_startup
    assert app.conf.broker_connection_retry
    assert app.conf.broker_connection_max_retries is None


def test_an_error_stays_in_the_task_and_its_text_out_of_the_logs(
    app: Celery, settings: WorkerSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*args: object) -> None:
        raise RuntimeError("SECRET")

    monkeypatch.setattr("services.runner.JobRunner.run", fail)
    with capture_logs() as logs:
        app.tasks[TASK_RUN_JOB].run("j1")
    (line,) = logs
    assert (line["event"], line["job"]) == ("job.attempt_broke_off", "j1")
    assert "SECRET" not in str({key: value for key, value in line.items() if key != "exc_info"})


def test_nothing_is_opened_before_the_first_job(app: Celery, settings: WorkerSettings) -> None:
    app.finalize()
    assert list(settings.state_dir.iterdir()) == []
