"""Makes up for lost wake-ups: one look every few seconds at how far all logs reach that are followed here."""

from __future__ import annotations

import asyncio

import structlog
from sqlalchemy.exc import SQLAlchemyError

from channels.fanout import Fanout
from channels.store.conversations import Conversations
from contracts.agent_frames import Erased

log = structlog.get_logger()

CALM = 6
"""So many times longer than without Redis is the time between two looks."""
AT_ONCE = 500
"""Logs per question to the database."""


class CatchUp:
    """Wakes those whose log has grown or was erased since the last look, whoever else woke them."""

    def __init__(self, conversations: Conversations, fanout: Fanout, poll: float) -> None:
        """``poll``: seconds between two looks while Redis is away."""
        self._conversations = conversations
        self._fanout = fanout
        self._poll = poll
        self._reached: dict[str, int] = {}
        """Seq of the last event at the last look."""

    async def run(self) -> None:
        """Look until cancelled; a database that does not answer is asked again."""
        while True:
            await asyncio.sleep(self._poll * CALM if self._fanout.is_connected else self._poll)
            try:
                await self.look()
            except (SQLAlchemyError, OSError, TimeoutError) as error:
                log.warning("catching_up.database_away", reason=type(error).__name__)

    async def look(self) -> None:
        """Look once."""
        watched = self._fanout.watched
        reached: dict[str, int] = {}
        for start in range(0, len(watched), AT_ONCE):
            reached |= await self._conversations.reach(watched[start : start + AT_ONCE])
        before, self._reached = self._reached, reached
        for conversation_id in watched:
            if conversation_id not in reached:
                self._fanout.hand_out(conversation_id, Erased(conversation=conversation_id))
        for conversation_id, seq in reached.items():
            if before.get(conversation_id) != seq:
                # Of a crowd that has just come, all have read: to wake them would be thousands of questions at once.
                self._fanout.wake_behind(conversation_id, seq)
