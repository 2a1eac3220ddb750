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

from contracts.tracing import current_trace

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

OURS = ("__main__", "bot", "channels", "contracts", "launcher", "nlu", "services")
"""What is logged under these names is written here, with care."""

TALKATIVE = ("asyncio", "py.warnings", "rasa", "rasa_sdk", "sanic", "tensorflow")
"""Libraries that put values into their messages before they log them: of those it is told where, not what."""


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


def leave_out_values(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Keep of warnings and errors of libraries what is the same each time: the rest may be what a citizen wrote."""
    record: logging.LogRecord = event["_record"]
    family = record.name.partition(".")[0]
    if record.levelno < logging.WARNING or family in OURS:
        return event
    if family in TALKATIVE or record.name in TALKATIVE:
        event["event"] = f"{record.module}:{record.lineno}"
    else:
        event["event"] = str(record.msg).partition("\n")[0]
    return event


def add_trace(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Add the id of the trace that is in progress; a key without a value is dropped below."""
    event["trace"] = current_trace()
    return event


def leave_out_nothing(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Drop keys without a value."""
    return {key: value for key, value in event.items() if value is not None}


SHARED: list[Processor] = [
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    show_error_by_place,
    add_trace,
    leave_out_nothing,
]
"""What is done with every line, whoever logs it."""


def set_up_logging(level: int = logging.INFO) -> None:
    """Send structlog and the standard library's logging to standard error in one shape, from ``level`` on."""
    structlog.configure(
        processors=[*SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    order = ["timestamp", "level", "logger", "event"]
    handler = logging.StreamHandler()
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[leave_out_values, *SHARED],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.LogfmtRenderer(key_order=order, drop_missing=True),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level)
    logging.captureWarnings(capture=True)
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
