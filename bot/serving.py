"""Holds the model that answers turns, and puts a new one in its place between two turns, without dropping any."""

from __future__ import annotations

import asyncio
import gc
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from contracts.models import mark_of, read_current
from contracts.turns import TurnReply, TurnRequest

logger = logging.getLogger(__name__)

LOOK_SECONDS = 1.0
"""Pause between two looks at the pointer to the current model."""


class NoModelError(FileNotFoundError):
    """Nothing has been trained yet; the message says what to do."""


class Model(Protocol):
    """A loaded model; ``bot.server`` makes it of a ``TurnProcessor``."""

    async def take_turn(self, request: TurnRequest) -> TurnReply:
        """Answer a turn."""

    async def forget(self, conversation: str) -> None:
        """Delete what is kept of a conversation."""

    async def known(self, after: str, most: int) -> list[str]:
        """Return conversations of which something is kept, in the order of their ids, from behind ``after``."""

    def let_go_of_old(self) -> None:
        """Keep nothing in memory that is old or forgotten; raises whatever the database raises."""

    async def get_ready(self) -> None:
        """Have everything made that its first turn needs; raises ``OSError`` where that cannot be done now."""

    def close(self) -> None:
        """Give back what it holds; no turn is in progress any more."""


class _Served:
    """A model with the turns that it has in hand."""

    def __init__(self, path: Path, model: Model) -> None:
        self.path = path
        self.model = model
        self.turns = 0
        self.idle = asyncio.Event()
        self.idle.set()

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """Keep the model until the block has ended."""
        self.turns += 1
        self.idle.clear()
        try:
            yield
        finally:
            self.turns -= 1
            if not self.turns:
                self.idle.set()


class Serving:
    """The model that serves. All methods belong to one event loop; only ``load`` runs in a thread beside it."""

    def __init__(self, model_dir: Path, load: Callable[[Path], Model]) -> None:
        """``load`` blocks for seconds and may raise whatever it likes."""
        self._model_dir = model_dir
        self._load = load
        self._served: _Served | None = None
        self._refused: str | None = None
        self.problem = ""
        """Why the model that is to be served is not; empty while all is well."""

    @property
    def model(self) -> str | None:
        """Name of the file of the model that answers; None before the first is loaded."""
        return self._served.path.name if self._served else None

    async def take_turn(self, request: TurnRequest) -> TurnReply | None:
        """Answer a turn with one model from its beginning to its end; None before the first is loaded."""
        served = self._served
        if served is None:
            return None
        with served.at_work():
            return await served.model.take_turn(request)

    async def forget(self, conversation: str) -> bool:
        """Delete what is kept of a conversation; False before the first model is loaded."""
        served = self._served
        if served is None:
            return False
        with served.at_work():
            await served.model.forget(conversation)
        return True

    async def known(self, after: str, most: int) -> list[str] | None:
        """Return conversations of which something is kept; None before the first model is loaded."""
        served = self._served
        if served is None:
            return None
        with served.at_work():
            return await served.model.known(after, most)

    async def begin(self) -> None:
        """Load the first model.

        Raises:
            NoModelError: there is none. Whatever ``load`` raises is raised too.
        """
        path = read_current(self._model_dir)
        if path is None:
            raise NoModelError(f"no model in {self._model_dir}: run 'python -m bot.train' first")
        self._served = _Served(path, await self._load_aside(path))
        logger.info("model %s is being served", path.name)

    async def watch(self) -> None:
        """Look again and again for another model, and for what is to be let go of, until cancelled."""
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            self.let_go_of_old()
            await self.look()

    def let_go_of_old(self) -> None:
        """Have the model keep nothing in memory that is old or forgotten; a database that is away is asked again."""
        if self._served is None:
            return
        try:
            self._served.model.let_go_of_old()
        except Exception as error:  # noqa: BLE001 - the next look asks again, and turns say what is wrong
            logger.warning("what is in memory of conversations could not be looked through: %s", type(error).__name__)

    async def look(self) -> None:
        """Where another model is to be served, load it and put it in the place of the present one.

        One that cannot be loaded is not tried again; the present one goes on, and ``problem`` says why.
        """
        path = read_current(self._model_dir)
        present = self._served
        if path is None or present is None:
            return
        if path == present.path:
            self._refused, self.problem = None, ""
            return
        if mark_of(path) == self._refused:
            return
        try:
            fresh = await self._load_aside(path)
        except Exception as error:
            logger.exception("model %s could not be loaded; %s goes on", path.name, present.path.name)
            self._refused = mark_of(path)
            self.problem = f"model {path.name} could not be loaded ({type(error).__name__}), see the log of rasa"
            return
        if await self._is_ready(path, fresh):
            self._served, self._refused, self.problem = _Served(path, fresh), None, ""
            logger.info("model %s is being served instead of %s", path.name, present.path.name)
            await self._retire(present)
        else:
            fresh.close()

    async def _is_ready(self, path: Path, fresh: Model) -> bool:
        """Wait for what the model needs; False where yet another one is to be served by then."""
        while not await self._got_ready(path, fresh):
            await asyncio.sleep(LOOK_SECONDS)
            if read_current(self._model_dir) != path:
                return False
        return True

    async def _got_ready(self, path: Path, fresh: Model) -> bool:
        try:
            await fresh.get_ready()
        except OSError as error:
            logger.warning("the actions of model %s are not ready: %s", path.name, error)
            self.problem = f"the actions of model {path.name} are not ready; they are asked again"
            return False
        return True

    async def _retire(self, old: _Served) -> None:
        """Let the turns of a model that serves no longer end, then let go of it."""
        await old.idle.wait()
        old.model.close()
        del old
        # Rasa's parts refer to each other in circles, and a model takes hundreds of megabytes.
        gc.collect()

    async def _load_aside(self, path: Path) -> Model:
        return await asyncio.get_running_loop().run_in_executor(None, self._load, path)
