"""Serves the current model to the hub, and nothing but the turn channel: ``python -m bot.server``."""

from __future__ import annotations

import asyncio
import logging
import os
import sys
from typing import TYPE_CHECKING

from rasa.core.channels.channel import register
from sanic import Sanic

from bot.channel import TurnChannel
from bot.logs import set_up_logs
from bot.settings import SettingError, Settings, read_settings
from contracts.models import read_current

if TYPE_CHECKING:
    from bot.processor import TurnProcessor

logger = logging.getLogger(__name__)

MAX_BODY = 256 * 1024
"""Bytes of the largest request: a message of 3,000 characters needs a small part of it."""


def load_processor(settings: Settings) -> TurnProcessor:
    """Load the current model and open the tracker store; takes some seconds, most of them for imports.

    Raises:
        FileNotFoundError: no model has been trained.
    """
    model = read_current(settings.model_dir)
    if model is None:
        raise FileNotFoundError(f"no model in {settings.model_dir}: run 'python -m bot.train' first")
    # Imported here, so that the door answers (with 503) while Rasa and TensorFlow are being imported.
    from bot.processor import TurnProcessor
    from bot.storage import ActionEndpoint, open_tracker_store

    return TurnProcessor(str(model), open_tracker_store(settings.tracker_url), ActionEndpoint(settings.actions_url))


def make_app(settings: Settings) -> Sanic:
    """Make the application; it loads the model after it has begun to listen."""
    app = Sanic("moien_rasa", configure_logging=False)
    app.config.REQUEST_MAX_SIZE = MAX_BODY
    app.config.FALLBACK_ERROR_FORMAT = "json"
    app.ctx.processor = None
    app.ctx.failed = False
    register([TurnChannel()], app, route="/webhooks/")

    async def load(running: Sanic) -> None:
        try:
            running.ctx.processor = await asyncio.get_running_loop().run_in_executor(None, load_processor, settings)
        except Exception:
            logger.exception("the model could not be loaded")
            running.ctx.failed = True
            running.stop()
        else:
            logger.info("model %s is being served", running.ctx.processor.model_filename)

    app.add_task(load)
    return app


def main() -> int:
    """Serve until stopped; give the exit code, 1 when the model cannot be loaded."""
    os.environ.update(RASA_TELEMETRY_ENABLED="false", TF_CPP_MIN_LOG_LEVEL="3")
    set_up_logs()
    try:
        settings = read_settings()
    except SettingError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    app = make_app(settings)
    app.run(settings.host, settings.rasa_port, access_log=False, auto_reload=False, motd=False)
    return 1 if app.ctx.failed else 0


if __name__ == "__main__":
    sys.exit(main())
