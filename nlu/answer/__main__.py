"""Starts the answer server: ``python -m nlu.answer``."""

from __future__ import annotations

import sys

import uvicorn
from pydantic import ValidationError

from contracts.logs import set_up_logging
from contracts.tracing import set_up_tracing
from nlu.answer.server import build_app
from nlu.answer.settings import AnswerSettings

EXIT_BAD_SETTINGS = 2
STOP_SECONDS = 3
"""How long answers in progress may take when the process has to stop."""


def main() -> int:
    """Read the settings and serve until SIGTERM."""
    set_up_logging()
    try:
        settings = AnswerSettings()
    except ValidationError as error:
        for problem in error.errors(include_url=False, include_input=False):
            sys.stderr.write(f"MOIEN_{'_'.join(str(part) for part in problem['loc']).upper()}: {problem['msg']}\n")
        return EXIT_BAD_SETTINGS
    try:
        stop_tracing = set_up_tracing("answers")
    except ValueError as error:
        sys.stderr.write(f"{error}\n")
        return EXIT_BAD_SETTINGS
    server = uvicorn.Server(
        uvicorn.Config(
            build_app(settings),
            host=settings.host,
            port=settings.answer_port,
            log_config=None,
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=STOP_SECONDS,
        )
    )
    server.run()
    stop_tracing()
    return 0 if server.started else 1


if __name__ == "__main__":
    sys.exit(main())
