"""Looks again and again whether the language model is there, and makes it answer once before a citizen waits for it."""

from __future__ import annotations

import asyncio

import structlog

from nlu.answer.chat.http import HttpChatModel
from nlu.answer.chat.model import ChatError, ChatMessage

log = structlog.get_logger()

LOOK_SECONDS = 5.0
"""Pause between two looks."""


class ModelWatch:
    """What is known about the model's server at the moment."""

    def __init__(self, model: HttpChatModel) -> None:
        """Nobody has looked yet."""
        self._model = model
        self.is_there = False

    async def keep_up(self) -> None:
        """Look until cancelled."""
        while True:
            await self.look()
            await asyncio.sleep(LOOK_SECONDS)

    async def look(self) -> None:
        """Ask the server whether it is well; when it has just come, have the model say something."""
        try:
            await self._model.check()
            if not self.is_there:
                # Servers prepare themselves at their first answer, which takes them longer than any later one.
                done = await self._model.complete([ChatMessage("user", "Moien")])
                log.info("model.there", model=self._model.name, first_token=round(done.first_token, 2))
            self.is_there = True
        except ChatError as error:
            if error.failure in ("cut_off", "busy"):
                # It is there, and writes more than is wanted, or has enough to do.
                self.is_there = True
                return
            if self.is_there:
                log.warning("model.away", model=self._model.name, why=str(error))
            self.is_there = False
