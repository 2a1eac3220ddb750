"""Starts the worker process: ``python -m services.worker``.

Processes, not threads: only they can be stopped when a call hangs beyond its time limit, and a crash takes one job's
process, not all. Both were measured equally fast.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
import warnings
from collections.abc import Callable, Sequence
from typing import Any

import structlog
from celery import Celery
from celery.apps.worker import Worker
from celery.exceptions import CPendingDeprecationWarning
from celery.signals import setup_logging, worker_process_init, worker_process_shutdown
from pydantic import ValidationError

from contracts.logs import set_up_logging
from contracts.names import QUEUE_HOUSE, QUEUE_JOBS
from contracts.tracing import Process, read_address, set_up_tracing
from services.celery_app import build_app
from services.connectors.client import make_context
from services.connectors.registry import check_operations, read_documents
from services.connectors.schemas import DocumentError
from services.settings import describe_problems, read_worker_settings
from services.watching import open_worker_door

log = structlog.get_logger()

EXIT_BAD_SETTINGS = 2


def keep_logging(**_options: object) -> None:
    """Receive Celery's request to set up logging; it does so itself only where nobody receives it."""


def leave_stopping_to_the_parent(**_options: object) -> None:
    """Let a child process live through a SIGTERM to the whole group: its parent lets it finish the job first."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)


def trace_as(process: Process) -> Callable[..., None]:
    """Return what begins to trace in a child process: what sends the spans does not survive the fork."""

    def trace_here(**_options: object) -> None:
        worker_process_shutdown.connect(_ignore_options(set_up_tracing(process)), weak=False)

    return trace_here


def _ignore_options(act: Callable[[], None]) -> Callable[..., None]:
    def receive(**_options: object) -> None:
        act()

    return receive


class BoundedWorker(Worker):  # type: ignore[misc]  # Celery ships no types
    """A worker that waits for the jobs in progress when it stops, and no longer than a job may take.

    Celery waits for its child processes without end. After Redis was away it sometimes cannot go on (a ValueError of
    its event loop) and then stops, waiting for a child that it has forgotten to tell: a process that does nothing,
    which nobody would start again.
    """

    def __init__(self, longest_job: float, **options: Any) -> None:  # noqa: ANN401 - options of Celery's worker
        """``longest_job``: seconds after which no job is in progress any more."""
        super().__init__(**options)
        self._longest_job = longest_job

    def stop(self, in_sighandler: bool = False, exitcode: int | None = None) -> None:
        """Stop, whatever becomes of the child processes; they end with this one."""
        timer = threading.Timer(self._longest_job, os._exit, [exitcode or 0])
        timer.daemon = True
        timer.start()
        super().stop(in_sighandler, exitcode)


def start(app: Celery, concurrency: int, longest_job: float, queues: Sequence[str] = (QUEUE_JOBS, QUEUE_HOUSE)) -> int:
    """Run the worker until SIGTERM (jobs in progress are finished first); returns the exit status.

    ``longest_job`` is in seconds; ``queues`` stand in the order in which they are looked at.
    """
    worker = BoundedWorker(
        longest_job,
        app=app,
        pool="prefork",
        concurrency=concurrency,
        queues=list(queues),
        quiet=True,
        without_gossip=True,
        without_mingle=True,
        without_heartbeat=True,
    )
    # Celery, which has just asked to see these warnings, announces another default for a setting that is set here.
    warnings.simplefilter("ignore", CPendingDeprecationWarning)
    worker.start()
    return int(worker.exitcode or 0)


def refuse(problem: str) -> int:
    """Say why the worker does not start; returns the exit status."""
    log.error("worker.refuses_to_start", problem=problem)
    return EXIT_BAD_SETTINGS


def main() -> int:
    """Read settings and documents, then work."""
    set_up_logging()
    setup_logging.connect(keep_logging)
    worker_process_init.connect(leave_stopping_to_the_parent)
    worker_process_init.connect(trace_as("worker"), weak=False)
    try:
        settings = read_worker_settings()
        documents = read_documents()
        check_operations(documents)
        settings.check_connectors(documents)
        for administration in documents:
            make_context(settings.connector(administration))
        read_address()
    except ValidationError as error:
        return refuse(describe_problems(error))
    except (DocumentError, ValueError) as error:
        return refuse(str(error))
    except OSError as error:
        return refuse(f"certificates of {administration}: {type(error).__name__}: {error.strerror}")
    open_worker_door(settings.host, settings.worker_metrics_port, settings.ready_file_of("worker"))
    return start(build_app(settings, documents), settings.worker_concurrency, settings.hard_limit)


if __name__ == "__main__":
    sys.exit(main())
