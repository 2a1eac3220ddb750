"""Knows which citizens are here: who has no socket any more, and does not come back within seconds, has left.

Of this gateway alone. A citizen who moved to another one counts as having left this one; whatever is done then must do
no harm.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable

GRACE_SECONDS = 5.0
"""Time to come back: a page that is loaded anew, a telephone in a tunnel."""


class Presence:
    """The citizens' sockets of this gateway, by conversation."""

    def __init__(self, on_left: Callable[[str], None], grace: float = GRACE_SECONDS) -> None:
        """``on_left`` is called with a conversation that nobody has been in for ``grace`` seconds."""
        self._on_left = on_left
        self._grace = grace
        self._sockets: Counter[str] = Counter()
        self._leaving: dict[str, asyncio.TimerHandle] = {}

    def come(self, conversation_id: str) -> None:
        """A socket was opened."""
        self._sockets[conversation_id] += 1
        if timer := self._leaving.pop(conversation_id, None):
            timer.cancel()

    def go(self, conversation_id: str) -> None:
        """A socket was closed."""
        self._sockets[conversation_id] -= 1
        if self._sockets[conversation_id] > 0:
            return
        del self._sockets[conversation_id]
        loop = asyncio.get_running_loop()
        self._leaving[conversation_id] = loop.call_later(self._grace, self._has_left, conversation_id)

    def close(self) -> None:
        """Forget everybody."""
        for timer in self._leaving.values():
            timer.cancel()
        self._leaving.clear()

    def _has_left(self, conversation_id: str) -> None:
        del self._leaving[conversation_id]
        self._on_left(conversation_id)
