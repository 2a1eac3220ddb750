"""Sets up the logs of the bot's processes so that nothing a citizen wrote gets into them."""

from __future__ import annotations

import logging

import structlog
from structlog.typing import EventDict, WrappedLogger

from contracts.logs import SHARED, set_up_logging


def set_up_logs(level: int = logging.INFO) -> None:
    """Log to standard error from ``level`` on, in the shape of all processes.

    Rasa logs messages, slots and responses through structlog, at every level; of those only warnings and errors are
    kept, and of them only what happened, not with which values. Python warnings are dropped: Rasa and the old
    libraries below it warn of their own deprecations with each start, and tests look at those that are ours.
    """
    set_up_logging(level)
    logging.getLogger("py.warnings").setLevel(logging.ERROR)
    structlog.configure(
        processors=[_drop_values, *SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.make_filtering_bound_logger(max(level, logging.WARNING)),
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )


def _drop_values(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    return {"event": event["event"]}
