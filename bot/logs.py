"""Sets up the logs of the bot's processes so that nothing a citizen wrote gets into them."""

from __future__ import annotations

import logging
from collections.abc import MutableMapping
from typing import Any

import structlog


def set_up_logs(level: int = logging.INFO) -> None:
    """Log to standard error from ``level`` on.

    Rasa logs messages, slots and responses through structlog, at every level; of those only warnings and errors are
    kept, and of them only what happened, not with which values. Python warnings are dropped: Rasa and the old
    libraries below it warn of their own deprecations with each start, and tests look at those that are ours.
    """
    logging.captureWarnings(capture=True)
    logging.getLogger("py.warnings").setLevel(logging.ERROR)
    logging.basicConfig(level=level, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    structlog.configure(
        processors=[_drop_values, structlog.stdlib.render_to_log_kwargs],
        wrapper_class=structlog.make_filtering_bound_logger(max(level, logging.WARNING)),
        logger_factory=structlog.stdlib.LoggerFactory(),
    )


def _drop_values(_: object, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    return {"event": event["event"]}
