"""Starts the sandbox identity provider: ``python -m services.eid``."""

from __future__ import annotations

import sys

import structlog
import uvicorn
from pydantic import ValidationError

from contracts.logs import set_up_logging
from services.eid.app import create_app
from services.eid.keys import KeyFileError, load_or_make_key
from services.eid.settings import read_eid_settings
from services.settings import describe_problems

log = structlog.get_logger()

EXIT_BAD_SETTINGS = 2
STOP_SECONDS = 3
"""How long answers in progress may take when the process has to stop."""


def refuse(problem: str) -> int:
    """Say why the provider does not start; returns the exit status."""
    log.error("eid.refuses_to_start", problem=problem)
    return EXIT_BAD_SETTINGS


def main() -> int:
    """Read the settings and serve until SIGTERM."""
    set_up_logging()
    try:
        settings = read_eid_settings()
        load_or_make_key(settings.key_file)
    except ValidationError as error:
        return refuse(describe_problems(error))
    except (KeyFileError, OSError) as error:
        return refuse(str(error))
    log.info("eid.up", host=settings.host, port=settings.eid_port, issuer=settings.issuer)
    uvicorn.run(
        create_app(settings),
        host=settings.host,
        port=settings.eid_port,
        log_config=None,
        # Addresses hold codes.
        access_log=False,
        timeout_graceful_shutdown=STOP_SECONDS,
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
