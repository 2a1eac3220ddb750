"""Starts the worker that trains: ``python -m services.training``."""

from __future__ import annotations

import sys

from celery.signals import setup_logging, worker_process_init, worker_ready
from pydantic import ValidationError

from contracts.logs import set_up_logging
from contracts.names import QUEUE_TRAINING
from contracts.tracing import read_address
from services.settings import describe_problems
from services.training.celery_app import READY_FILE, TASK_MEASURE_LIVE, build_training_app
from services.training.settings import read_training_settings
from services.watching import open_worker_door
from services.worker import keep_logging, leave_stopping_to_the_parent, refuse, start, trace_as

STOPPING = 10.0
"""Seconds until the worker ends although a trial is in progress, which another worker takes up again."""


def main() -> int:
    """Read the settings, then do trials until SIGTERM."""
    set_up_logging()
    setup_logging.connect(keep_logging)
    worker_process_init.connect(leave_stopping_to_the_parent)
    worker_process_init.connect(trace_as("training"), weak=False)
    try:
        settings = read_training_settings()
        read_address()
    except ValidationError as error:
        return refuse(describe_problems(error))
    except ValueError as error:
        return refuse(str(error))
    if not settings.bot_python.is_file():
        return refuse(f"MOIEN_BOT_PYTHON: there is no {settings.bot_python}; write the interpreter of the bot")
    open_worker_door(settings.host, settings.training_metrics_port, settings.ready_file_of(READY_FILE))
    app = build_training_app(settings)

    def begin(**_: object) -> None:
        app.send_task(TASK_MEASURE_LIVE, queue=QUEUE_TRAINING)

    worker_ready.connect(begin, weak=False)
    return start(app, 1, STOPPING, queues=[QUEUE_TRAINING])


if __name__ == "__main__":
    sys.exit(main())
