"""The actions of the model that asks, made from the content that lies beside it; those of the latest few are kept."""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from pathlib import Path

from rasa_sdk.executor import ActionExecutor

from bot.actions.registry import make_actions
from contracts.catalogue.loader import load_catalogue
from contracts.models import content_path, mark_of, read_current

logger = logging.getLogger(__name__)

MOST_KEPT = 3
"""Models whose actions are kept: the one before, the present one, and the one that is coming or being tried."""


class Knowledge:
    """What the action server knows, by the model that asks."""

    def __init__(self, model_dir: Path, content: Path) -> None:
        """``content`` serves whoever names no model, and models that lie there without their content."""
        self._model_dir = model_dir
        self._content = content
        self._made: OrderedDict[str, ActionExecutor] = OrderedDict()
        self._making = asyncio.Lock()

    def learn(self, mark: str) -> ActionExecutor:
        """Make the actions of a model (its fingerprint, or nothing) and keep them; takes some seconds.

        Raises ``CatalogueError`` with all problems when its content has any.
        """
        executor = ActionExecutor()
        for action in make_actions(load_catalogue(self._content_of(mark))):
            executor.register_action(action)
        self._made[mark] = executor
        # However many drafts are tried: the next citizen is not to wait.
        current = read_current(self._model_dir)
        for old in [name for name in self._made if current is None or name != mark_of(current)]:
            if len(self._made) > MOST_KEPT:
                del self._made[old]
        return executor

    async def actions_for(self, mark: str) -> ActionExecutor:
        """Give the actions of a model, which are made where nobody asked for them lately."""
        known = self._made.get(mark)
        if known is None:
            async with self._making:
                known = self._made.get(mark)
                if known is None:
                    known = await asyncio.get_running_loop().run_in_executor(None, self.learn, mark)
        if mark in self._made:
            self._made.move_to_end(mark)
        return known

    def _content_of(self, mark: str) -> Path:
        beside = content_path(self._model_dir, mark)
        if mark and beside.is_dir():
            return beside
        if mark:
            logger.warning("there is no content beside model %s: %s is taken", mark, self._content)
        return self._content
