"""Starts the worker process: ``python -m services.worker``.

Processes, not threads: only they can be stopped when a call hangs beyond its time limit, and a crash takes one job's
process, not all. Both were measured equally fast.
"""

from __future__ import annotations

import signal
import sys
import warnings

import structlog
from celery import Celery
from celery.apps.worker import Worker
from celery.exceptions import CPendingDeprecationWarning
from celery.signals import setup_logging, worker_process_init
from pydantic import ValidationError

from contracts.logs import set_up_logging
from contracts.names import QUEUE_HOUSE, QUEUE_JOBS
from services.celery_app import build_app
from services.connectors.client import make_context
from services.connectors.registry import check_operations, read_documents
from services.connectors.schemas import DocumentError
from services.settings import describe_problems, read_worker_settings

log = structlog.get_logger()

EXIT_BAD_SETTINGS = 2


def keep_logging(**_options: object) -> None:
    """Receive Celery's request to set up logging; it does so itself only where nobody receives it."""


def leave_stopping_to_the_parent(**_options: object) -> None:
    """Let a child process live through a SIGTERM to the whole group: its parent lets it finish the job first."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)


def start(app: Celery, concurrency: int) -> int:
    """Run the worker until SIGTERM (jobs in progress are finished first); returns the exit status."""
    worker = Worker(
        app=app,
        pool="prefork",
        concurrency=concurrency,
        # In the order in which they are looked at.
        queues=[QUEUE_JOBS, QUEUE_HOUSE],
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
    try:
        settings = read_worker_settings()
        documents = read_documents()
        check_operations(documents)
        settings.check_connectors(documents)
        for administration in documents:
            make_context(settings.connector(administration))
    except ValidationError as error:
        return refuse(describe_problems(error))
    except (DocumentError, ValueError) as error:
        return refuse(str(error))
    except OSError as error:
        return refuse(f"certificates of {administration}: {type(error).__name__}: {error.strerror}")
    return start(build_app(settings, documents), settings.worker_concurrency)


if __name__ == "__main__":
    sys.exit(main())
