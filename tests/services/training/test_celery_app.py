"""The worker that trains: its task, its queue, and what it needs to know."""

from __future__ import annotations

from pathlib import Path

import pytest
from celery import Celery
from celery.signals import worker_ready
from pydantic import ValidationError

from contracts.models import ROOT
from contracts.names import QUEUE_TRAINING, TASK_TRY_DRAFT
from services import worker
from services.settings import describe_problems
from services.training import __main__ as process
from services.training.celery_app import TASK_MEASURE_LIVE, build_training_app
from services.training.settings import TrainingSettings, read_training_settings


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> TrainingSettings:
    python = tmp_path / "python"
    python.touch()
    for name, value in {
        "REDIS_URL": "redis://127.0.0.1:1/0",
        "DATABASE_URL": f"sqlite:///{tmp_path}/moien.db",
        "STATE_DIR": str(tmp_path),
        "MODEL_DIR": str(tmp_path / "models"),
        "BOT_PYTHON": str(python),
    }.items():
        monkeypatch.setenv(f"MOIEN_{name}", value)
    monkeypatch.delenv("MOIEN_BOT_DIR", raising=False)
    return read_training_settings()


def test_live_content_lies_in_the_repository_unless_told_otherwise(settings: TrainingSettings) -> None:
    assert (settings.bot_dir, settings.replay) == (ROOT / "bot", 300)


def test_the_task_has_the_name_and_the_queue_that_the_gateway_uses(settings: TrainingSettings) -> None:
    app = build_training_app(settings)
    assert TASK_TRY_DRAFT in app.tasks
    assert app.conf.task_default_queue == QUEUE_TRAINING
    assert app.conf.task_acks_late
    assert app.conf.visibility_timeout > settings.trial_timeout, "nobody else gets a trial that is in work"
    app.close()


def test_the_process_reads_that_queue_alone_and_does_one_trial_at_a_time(
    settings: TrainingSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[tuple[int, list[str]]] = []
    sent: list[tuple[str, str]] = []
    monkeypatch.setattr(Celery, "send_task", lambda _, name, queue: sent.append((name, queue)))

    class Recorder:
        exitcode = 0

        def __init__(self, _longest: float, *, concurrency: int, queues: list[str], **_options: object) -> None:
            started.append((concurrency, queues))

        def start(self) -> None:
            worker_ready.send(self)

    monkeypatch.setattr(worker, "BoundedWorker", Recorder)
    monkeypatch.setattr(worker_ready, "receivers", [])
    monkeypatch.setattr(process, "set_up_logging", lambda: None)
    assert process.main() == 0
    assert started == [(1, [QUEUE_TRAINING])]
    assert sent == [(TASK_MEASURE_LIVE, QUEUE_TRAINING)], "it looks at the live model once it can"


def test_an_interpreter_that_is_not_there_is_named(settings: TrainingSettings, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []
    monkeypatch.setenv("MOIEN_BOT_PYTHON", "/nowhere/python")
    monkeypatch.setattr(process, "set_up_logging", lambda: None)
    monkeypatch.setattr(process, "refuse", lambda problem: told.append(problem) or 2)
    assert process.main() == 2
    assert "/nowhere/python" in told[0]


@pytest.mark.parametrize(("name", "value"), [("REPLAY", "-1"), ("TRIAL_LEASE", "0"), ("DATABASE_URL", "")])
def test_a_setting_that_does_not_fit_is_named(
    settings: TrainingSettings, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(f"MOIEN_{name}", value)
    with pytest.raises(ValidationError) as caught:
        read_training_settings()
    assert f"MOIEN_{name}" in describe_problems(caught.value)
