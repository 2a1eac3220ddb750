"""Serves the bot's actions to Rasa: ``python -m bot.action_server``.

The application is rasa_sdk's own. Its command line binds to every address, and its answer to a failure repeats the
whole tracker, which Rasa would then log; hence this small one.
"""

from __future__ import annotations

import logging
import sys

from rasa_sdk.endpoint import create_app
from sanic import Sanic
from sanic.request import Request
from sanic.response import HTTPResponse, json

from bot.logs import set_up_logs
from bot.settings import SettingError, read_settings
from contracts.catalogue.problems import CatalogueError

logger = logging.getLogger(__name__)


def make_app() -> Sanic:
    """Make the application with all actions of ``bot.actions``; raises ``CatalogueError`` when they cannot work."""
    app = create_app("bot.actions", cors_origins=[])
    app.error_handler.add(Exception, _answer_failure)
    return app


def _answer_failure(request: Request, error: Exception) -> HTTPResponse:
    """Say that an action failed, without what the citizen wrote: neither in the log nor in the answer."""
    places = []
    trace = error.__traceback__
    while trace is not None:
        places.append(f"{trace.tb_frame.f_globals.get('__name__')}:{trace.tb_lineno}")
        trace = trace.tb_next
    logger.error("%s %s failed: %s at %s", request.method, request.path, type(error).__name__, " > ".join(places))
    return json({"error": type(error).__name__}, status=getattr(error, "status_code", 500))


def main() -> int:
    """Serve until stopped; give the exit code."""
    set_up_logs()
    try:
        settings, app = read_settings(), make_app()
    except (SettingError, CatalogueError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    app.run(settings.host, settings.actions_port, access_log=False, auto_reload=False, motd=False)
    return 0


if __name__ == "__main__":
    sys.exit(main())
