"""Starts the sandbox: ``python -m services.sandbox``."""

from __future__ import annotations

import sys

import structlog
import uvicorn
from pydantic import ValidationError

from contracts.logs import set_up_logging
from services.sandbox.app import create_app
from services.sandbox.settings import read_sandbox_settings
from services.settings import describe_problems

log = structlog.get_logger()

EXIT_BAD_SETTINGS = 2
STOP_SECONDS = 3
"""How long applications in progress may take when the process has to stop."""


def refuse(problem: str) -> int:
    """Say why the sandbox does not start; returns the exit status."""
    log.error("sandbox.refuses_to_start", problem=problem)
    return EXIT_BAD_SETTINGS


def main() -> int:
    """Read the settings and serve until SIGTERM."""
    set_up_logging()
    try:
        settings = read_sandbox_settings()
    except ValidationError as error:
        return refuse(describe_problems(error))
    log.info("sandbox.up", host=settings.host, port=settings.sandbox_port)
    uvicorn.run(
        create_app(settings),
        host=settings.host,
        port=settings.sandbox_port,
        log_config=None,
        # Addresses hold national ids.
        access_log=False,
        timeout_graceful_shutdown=STOP_SECONDS,
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
