"""Holds conversations with models that are not live, for the studio: ``python -m bot.rehearsal.server``.

``POST /turns?model=FINGERPRINT`` takes a ``TurnRequest`` and answers ``Rehearsed``. Nothing of it is stored anywhere.
When nobody tries anything any more, the process begins anew: Rasa, once imported, never gives its memory back.
"""

from __future__ import annotations

import asyncio
import logging
import os
import re
import sys
from asyncio import AbstractEventLoop
from http import HTTPStatus

from sanic import Sanic
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.door import MAX_BODY, answer, answer_failure, read_turn, refuse
from bot.logs import set_up_logs
from bot.meters import TURN_SECONDS, TURNS
from bot.rehearsal.stage import Loads, NoSuchModelError, Stage
from bot.settings import Settings, read_settings
from bot.watching import add_watch
from contracts import tracing
from contracts.tracing import set_up_tracing

logger = logging.getLogger(__name__)

NICENESS = 10
"""Citizens go before whoever tries something."""
LOOK_SECONDS = 30.0
"""Pause between two looks whether anybody still tries something."""
_MARK = re.compile(r"[0-9a-f]{64}")


def make_app(settings: Settings) -> Sanic:
    """Make the application; it loads nothing before the first turn, and stops when it is ``app.ctx.spent``."""
    app = Sanic("moien_rehearsal", configure_logging=False)
    app.config.REQUEST_MAX_SIZE = MAX_BODY
    app.config.FALLBACK_ERROR_FORMAT = "json"
    # The first turn waits for Rasa's imports, a model, and the content of its actions, all with low priority.
    app.config.RESPONSE_TIMEOUT = 300

    def make_loader() -> Loads:
        # Imported here, so that a process that nobody asks anything stays small.
        from bot.rehearsal.model import Loader

        return Loader(settings.actions_url)

    app.ctx.stage = Stage(settings.model_dir, make_loader)
    app.ctx.spent = False
    app.add_route(_take_turn, "/turns", methods=["POST"])
    add_watch(app, lambda running: {"model": running.ctx.stage.mark})

    async def step_back(_: Sanic, __: AbstractEventLoop) -> None:
        # Once it listens: starting the platform is not to wait for a process that steps back for all others.
        os.setpriority(os.PRIO_PROCESS, 0, NICENESS)

    async def watch(running: Sanic) -> None:
        while not running.ctx.stage.is_spent:  # noqa: ASYNC110 - time passes without anybody telling
            await asyncio.sleep(LOOK_SECONDS)
        running.ctx.spent = True
        running.stop()

    app.register_listener(step_back, "after_server_start")
    app.add_task(watch)
    return app


async def _take_turn(request: Request) -> HTTPResponse:
    mark = str(request.args.get("model", ""))
    if not _MARK.fullmatch(mark):
        return refuse("model is no fingerprint: 64 hexadecimal digits", HTTPStatus.BAD_REQUEST)
    try:
        turn = read_turn(request.body)
    except ValueError as error:
        TURNS.count("bad_request")
        return refuse(str(error), HTTPStatus.BAD_REQUEST)
    try:
        trace = request.headers.get(tracing.HEADER)
        with TURN_SECONDS.time(), tracing.resume("rehearsal.turn", trace, language=turn.language) as span:
            rehearsed = await request.app.ctx.stage.rehearse(mark, turn)
            span.tell("answered")
    except NoSuchModelError as error:
        TURNS.count("bad_request")
        return refuse(str(error), HTTPStatus.NOT_FOUND)
    except OSError as error:
        TURNS.count("loading")
        return refuse(str(error), HTTPStatus.SERVICE_UNAVAILABLE)
    except Exception as error:  # noqa: BLE001 (a failure of any kind must never look like a reply)
        TURNS.count("failed")
        return answer_failure(turn, error)
    TURNS.count("answered")
    return answer(rehearsed)


def main() -> int:
    """Serve until stopped; give the exit code."""
    os.environ.update(RASA_TELEMETRY_ENABLED="false", TF_CPP_MIN_LOG_LEVEL="3")
    set_up_logs()
    try:
        settings = read_settings()
        stop_tracing = set_up_tracing("rehearsal")
    except ValueError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    app = make_app(settings)
    app.run(settings.host, settings.rehearsal_port, access_log=False, auto_reload=False, motd=False)
    stop_tracing()
    if app.ctx.spent:
        logger.info("nobody tries anything any more; the process begins anew")
        os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])  # noqa: S606 - the same command once more
    return 0


if __name__ == "__main__":
    sys.exit(main())
