"""Keeps a file fresh while the worker is connected to Redis and can read its jobs; the launcher looks at its age."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import structlog
from celery import bootsteps
from sqlalchemy import Engine, select
from sqlalchemy.exc import SQLAlchemyError

from contracts.tables import job

log = structlog.get_logger()

BEAT_SECONDS = 3.0
"""The file is fresh while it is younger than a few beats."""


class Readiness:
    """What the worker says about itself to the launcher."""

    def __init__(self, file: Path, engine: Engine) -> None:
        """``engine`` must keep no connections: one that is open during a fork would be shared with the child."""
        self._file = file
        self._engine = engine

    def confirm(self) -> None:
        """Freshen the file if the table of jobs can be read, otherwise remove it."""
        try:
            with self._engine.connect() as connection:
                connection.execute(select(job.c.id).limit(1))
        except SQLAlchemyError as error:
            log.warning("worker.no_database", reason=type(error).__name__)
            self.withdraw()
            return
        self._file.parent.mkdir(parents=True, exist_ok=True)
        self._file.touch()

    def withdraw(self) -> None:
        """Remove the file."""
        self._file.unlink(missing_ok=True)


def make_step(readiness: Readiness) -> type:
    """Return a step for Celery's consumer, started at every connection to the broker and stopped when it is lost.

    The beat runs in the event loop that also hands out tasks, so a loop that hangs lets the file grow old.
    """

    class ReadyFile(bootsteps.StartStopStep):  # type: ignore[misc]  # Celery ships no types
        requires = ("celery.worker.consumer.tasks:Tasks",)

        def __init__(self, consumer: Any, **options: Any) -> None:  # noqa: ANN401 - Celery's consumer
            super().__init__(consumer, **options)
            self._beat: Any = None
            readiness.withdraw()

        def start(self, consumer: Any) -> None:  # noqa: ANN401 - Celery's consumer
            readiness.confirm()
            self._beat = consumer.timer.call_repeatedly(BEAT_SECONDS, readiness.confirm)

        def stop(self, _consumer: object) -> None:
            if self._beat is not None:
                self._beat.cancel()
                self._beat = None
            readiness.withdraw()

        shutdown = stop

    return ReadyFile
