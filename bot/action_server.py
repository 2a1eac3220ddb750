"""Serves the bot's actions to Rasa: ``python -m bot.action_server``.

rasa_sdk's own server binds to every address, knows one content for all models, and its answer to a failure repeats the
whole tracker, which Rasa would then log; hence this small one. Each call names the model that asks (``?model=``).
"""

from __future__ import annotations

import logging
import re
import sys

from sanic import Sanic
from sanic.exceptions import InvalidUsage
from sanic.request import Request
from sanic.response import HTTPResponse, json

from bot.actions.knowledge import Knowledge
from bot.logs import set_up_logs
from bot.settings import SettingError, read_settings
from bot.watching import add_watch
from contracts import metrics, tracing
from contracts.catalogue.problems import CatalogueError
from contracts.metering import Counter, Histogram
from contracts.models import mark_of, read_current
from contracts.tracing import set_up_tracing

logger = logging.getLogger(__name__)

ACTIONS = Counter(metrics.ACTIONS_RUN)
ACTION_SECONDS = Histogram(metrics.ACTION_SECONDS)
_MARK = re.compile(r"[0-9a-f]{0,64}")


def make_app(knowledge: Knowledge) -> Sanic:
    """Make the application with the actions of ``bot.actions``."""
    app = Sanic("moien_actions", configure_logging=False)
    app.ctx.knowledge = knowledge
    add_watch(app, lambda _: {})
    app.add_route(_run_action, "/webhook", methods=["POST"])
    app.add_route(_get_ready, "/ready", methods=["GET"])
    app.error_handler.add(Exception, _answer_failure)
    return app


async def _run_action(request: Request) -> HTTPResponse:
    outcome = "failed"
    try:
        executor = await request.app.ctx.knowledge.actions_for(_read_mark(request))
        asked, trace = request.json, request.headers.get(tracing.HEADER)
        with ACTION_SECONDS.time(), tracing.resume("actions.run", trace, operation=str(asked["next_action"])) as span:
            done = await executor.run(asked)
            span.tell("succeeded")
        outcome = "done"
    finally:
        ACTIONS.count(outcome)
    return json(done)


async def _get_ready(request: Request) -> HTTPResponse:
    """Answer once the actions of a model stand, before the first turn asks for them."""
    await request.app.ctx.knowledge.actions_for(_read_mark(request))
    return json({"status": "ok"})


def _read_mark(request: Request) -> str:
    mark = str(request.args.get("model", ""))
    if not _MARK.fullmatch(mark):
        raise InvalidUsage("model is no fingerprint")
    return mark


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
        settings = read_settings()
        knowledge = Knowledge(settings.model_dir, settings.content)
        current = read_current(settings.model_dir)
        knowledge.learn(mark_of(current) if current is not None else "")
        stop_tracing = set_up_tracing("actions")
    except (SettingError, CatalogueError, ValueError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    app = make_app(knowledge)
    app.run(settings.host, settings.actions_port, access_log=False, auto_reload=False, motd=False)
    stop_tracing()
    return 0


if __name__ == "__main__":
    sys.exit(main())
