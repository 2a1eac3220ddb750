"""The one model that is being tried: loaded when somebody asks for it, let go when somebody asks for another one."""

from __future__ import annotations

import asyncio
import gc
import logging
import time
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from contracts.models import has_model, model_path
from contracts.rehearsal import Rehearsed
from contracts.turns import TurnRequest

logger = logging.getLogger(__name__)

KEEP_SECONDS = 15 * 60.0
"""How long a model is kept after its last turn."""


class NoSuchModelError(LookupError):
    """There is no model with this fingerprint, or none with its content."""


class Tried(Protocol):
    """A loaded model; ``bot.rehearsal.model`` makes it."""

    async def rehearse(self, request: TurnRequest) -> Rehearsed:
        """Answer a turn and say what was seen."""


class Loads(Protocol):
    """Whoever loads models, and keeps what they remember of conversations."""

    def load(self, path: Path) -> Tried:
        """Load a model; blocks for seconds and may raise whatever it likes."""


class Stage:
    """Takes one turn after the other. All methods belong to one event loop; models are loaded in a thread beside it."""

    def __init__(
        self, model_dir: Path, make_loader: Callable[[], Loads], clock: Callable[[], float] = time.monotonic
    ) -> None:
        """``make_loader`` is called in a thread, at the first turn."""
        self._model_dir = model_dir
        self._make_loader = make_loader
        self._clock = clock
        self._turn = asyncio.Lock()
        self._turns: set[asyncio.Task[Rehearsed]] = set()
        self._loader: Loads | None = None
        self._model: Tried | None = None
        self._used = 0.0
        self.mark: str | None = None
        """Fingerprint of the model that is there."""

    async def rehearse(self, mark: str, request: TurnRequest) -> Rehearsed:
        """Answer a turn with a model. It goes on where whoever asked does not wait; asked again, it is answered then.

        Raises:
            NoSuchModelError: there is none. Whatever loading it or the turn raises is raised too.
        """
        turn = asyncio.create_task(self._rehearse(mark, request))
        self._turns.add(turn)
        turn.add_done_callback(self._take_note)
        return await asyncio.shield(turn)

    def _take_note(self, turn: asyncio.Task[Rehearsed]) -> None:
        self._turns.discard(turn)
        # Looked at, so that asyncio does not write into the log what nobody waited for: it may quote a message.
        if not turn.cancelled():
            turn.exception()

    async def _rehearse(self, mark: str, request: TurnRequest) -> Rehearsed:
        async with self._turn:
            model = await self._show(mark)
            try:
                return await model.rehearse(request)
            finally:
                self._used = self._clock()

    @property
    def is_spent(self) -> bool:
        """Whether something was tried, but nobody has asked for anything lately."""
        is_idle = self._clock() - self._used >= KEEP_SECONDS
        return self._loader is not None and not self._turns and is_idle

    async def _show(self, mark: str) -> Tried:
        if self._model is not None and self.mark == mark:
            return self._model
        if not has_model(self._model_dir, mark):
            raise NoSuchModelError(f"there is no model {mark}; it is kept while its draft is in review or live")
        self._let_go()
        self._used = self._clock()
        try:
            self._model = await asyncio.get_running_loop().run_in_executor(None, self._load, mark)
        except Exception:
            logger.exception("model %s could not be loaded", mark)
            raise
        self.mark = mark
        logger.info("model %s is being tried", mark)
        return self._model

    def _load(self, mark: str) -> Tried:
        self._loader = self._loader or self._make_loader()
        return self._loader.load(model_path(self._model_dir, mark))

    def _let_go(self) -> None:
        if self.mark is not None:
            logger.info("model %s is let go", self.mark)
        self._model, self.mark = None, None
        # Rasa's parts refer to each other in circles, and a model takes hundreds of megabytes.
        gc.collect()
