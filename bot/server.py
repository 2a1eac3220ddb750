"""Serves the current model to the hub, and nothing but the turn channel: ``python -m bot.server``."""

from __future__ import annotations

import logging
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import aiohttp
from rasa.core.channels.channel import register
from sanic import Sanic

from bot.channel import TurnChannel
from bot.door import MAX_BODY
from bot.logs import set_up_logs
from bot.serving import NoModelError, Serving
from bot.settings import Settings, read_settings
from bot.watching import add_watch
from contracts.models import mark_of
from contracts.tracing import set_up_tracing
from contracts.turns import TurnReply, TurnRequest

if TYPE_CHECKING:
    from rasa.core.lock_store import LockStore

    from bot.processor import TurnProcessor
    from bot.storage import ActionEndpoint
    from bot.trackers import KeptTrackers

logger = logging.getLogger(__name__)

SWITCH_SECONDS = 0.001


class LoadedModel:
    """A processor with its own door to the trackers and to the actions."""

    def __init__(self, processor: TurnProcessor, actions: ActionEndpoint, trackers: KeptTrackers) -> None:
        """Take what belongs to one model."""
        self._processor = processor
        self._actions = actions
        self._trackers = trackers

    async def take_turn(self, request: TurnRequest) -> TurnReply:
        """Answer a turn; raises ``TurnFailedError``."""
        return await self._processor.take_turn(request)

    async def forget(self, conversation: str) -> None:
        """Delete what is kept of a conversation."""
        await self._processor.forget(conversation)

    async def known(self, after: str, most: int) -> list[str]:
        """Return conversations of which something is kept, in the order of their ids, from behind ``after``."""
        return await self._processor.known(after, most)

    def let_go_of_old(self) -> None:
        """Keep in memory no tracker that is old, or that another process has had forgotten."""
        self._processor.let_go_of_old()

    async def get_ready(self) -> None:
        """Have the action server read the content of the model; raises ``OSError``."""
        try:
            await self._actions.get_ready()
        except aiohttp.ClientError as error:
            raise OSError(str(error)) from error

    def close(self) -> None:
        """Close the connections to the trackers."""
        self._trackers.engine.dispose()


class Loader:
    """Loads models that serve the same conversations, so their locks are the same."""

    def __init__(self, settings: Settings) -> None:
        """Loads nothing yet."""
        self._settings = settings
        self._locks: LockStore | None = None

    def load(self, path: Path) -> LoadedModel:
        """Load a model and open the tracker store; takes some seconds, the first time most of them for imports."""
        # Imported here, so that the door answers (with 503) while Rasa and TensorFlow are being imported.
        from rasa.core.lock_store import InMemoryLockStore

        from bot.processor import TurnProcessor
        from bot.storage import ActionEndpoint, open_tracker_store

        self._locks = self._locks or InMemoryLockStore()
        trackers = open_tracker_store(self._settings.tracker_url)
        actions = ActionEndpoint(self._settings.actions_url, mark_of(path))
        return LoadedModel(TurnProcessor(str(path), trackers, actions, self._locks), actions, trackers)


def make_app(settings: Settings) -> Sanic:
    """Make the application; it loads the model after it has begun to listen, and looks for another one from then on."""
    app = Sanic("moien_rasa", configure_logging=False)
    app.config.REQUEST_MAX_SIZE = MAX_BODY
    app.config.FALLBACK_ERROR_FORMAT = "json"
    app.ctx.serving = Serving(settings.model_dir, Loader(settings).load)
    app.ctx.failed = False
    register([TurnChannel()], app, route="/webhooks/")
    add_watch(app, _tell_model)

    async def serve(running: Sanic) -> None:
        try:
            await running.ctx.serving.begin()
        except NoModelError as error:
            logger.error("%s", error)  # noqa: TRY400 - the message is ours and says what to do
            _fail(running)
        except Exception:
            logger.exception("the model could not be loaded")
            _fail(running)
        else:
            await running.ctx.serving.watch()

    app.add_task(serve)
    return app


def _fail(app: Sanic) -> None:
    app.ctx.failed = True
    app.stop()


def _tell_model(app: Sanic) -> dict[str, Any] | None:
    """Say which model serves; None before the first does."""
    model = app.ctx.serving.model
    return None if model is None else {"model": model}


def main() -> int:
    """Serve until stopped; give the exit code, 1 when the model cannot be loaded."""
    os.environ.update(RASA_TELEMETRY_ENABLED="false", TF_CPP_MIN_LOG_LEVEL="3")
    set_up_logs()
    try:
        settings = read_settings()
        stop_tracing = set_up_tracing("rasa")
    except ValueError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    # While a thread loads a model, turns wait five times shorter for their share of the time than by default.
    sys.setswitchinterval(SWITCH_SECONDS)
    app = make_app(settings)
    app.run(settings.host, settings.rasa_port, access_log=False, auto_reload=False, motd=False)
    stop_tracing()
    return 1 if app.ctx.failed else 0


if __name__ == "__main__":
    sys.exit(main())
