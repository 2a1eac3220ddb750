"""How the processes of the platform log: one line per event with ids only, no text and no personal data.

Exceptions are shown by type and place, never with their message: a library may put a citizen's value into it.
"""

from __future__ import annotations

import logging
import sys
import traceback
from pathlib import Path

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

QUIET = (
    "aiosqlite",
    "alembic.runtime.plugins",
    "bm25s",
    "celery.app.trace",
    "celery.worker.strategy",
    "httpcore",
    "httpx",
    "kombu",
    "uvicorn",
    "websockets",
)
"""Loggers that say nothing below a warning."""


def show_error_by_place(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Replace ``exc_info`` by the exception's type and the places it came through, outermost first."""
    info = event.pop("exc_info", None)
    if info is True:
        info = sys.exc_info()
    error = info[1] if isinstance(info, tuple) else info
    if isinstance(error, BaseException):
        places = traceback.extract_tb(error.__traceback__)
        event["error"] = type(error).__name__
        event["where"] = " < ".join(f"{Path(place.filename).name}:{place.lineno}" for place in places)
    return event


def leave_out_nothing(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Drop keys without a value."""
    return {key: value for key, value in event.items() if value is not None}


def set_up_logging() -> None:
    """Send structlog and the standard library's logging to standard error in one shape."""
    shared: list[Processor] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        show_error_by_place,
        leave_out_nothing,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    order = ["timestamp", "level", "logger", "event"]
    handler = logging.StreamHandler()
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.LogfmtRenderer(key_order=order, drop_missing=True),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.INFO)
    logging.captureWarnings(capture=True)
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
