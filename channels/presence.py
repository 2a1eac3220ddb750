"""Knows which citizens are here: who has no socket any more, and does not come back within seconds, has left.

Each gateway knows its own sockets and calls. Before one of them says that a citizen has left, it asks the others: they
may have moved there, or poll here and there in turn. Of gateways that ask at the same moment none answers, and each of
them says so. While Redis is away nobody answers either, and whoever moved counts as having left. Whatever is done then
must do no harm, be it done twice or for somebody who is there.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable

GRACE_SECONDS = 5.0
"""Time to come back: a page that is loaded anew, a telephone in a tunnel."""
ANSWER_SECONDS = 1.0
"""Time in which the other gateways answer."""


class Presence:
    """The citizens' sockets of this gateway, by conversation."""

    def __init__(
        self,
        on_left: Callable[[str], None],
        tell: Callable[[str, bool], None],
        grace: float = GRACE_SECONDS,
        answer: float = ANSWER_SECONDS,
    ) -> None:
        """``on_left`` is called with a conversation that nobody has been in for ``grace`` seconds, here or elsewhere.

        ``tell`` tells the other gateways that a citizen is here, or asks them (``True``); they then call `hear`.
        """
        self._on_left = on_left
        self._tell = tell
        self._grace = grace
        self._answer = answer
        self._sockets: Counter[str] = Counter()
        self._leaving: dict[str, asyncio.TimerHandle] = {}
        self._asking: set[str] = set()
        """Those of ``_leaving`` for whom the other gateways have been asked."""

    def come(self, conversation_id: str) -> None:
        """A socket was opened."""
        self._sockets[conversation_id] += 1
        self._stays(conversation_id)

    def go(self, conversation_id: str) -> None:
        """A socket was closed."""
        self._sockets[conversation_id] -= 1
        if self._sockets[conversation_id] > 0:
            return
        del self._sockets[conversation_id]
        self._later(self._grace, self._ask, conversation_id)

    def hear(self, conversation_id: str, *, asks: bool) -> None:
        """Another gateway says that a citizen is there, or asks whether one is here."""
        if not asks:
            self._stays(conversation_id)
        elif conversation_id in self._sockets or conversation_id in self._leaving.keys() - self._asking:
            # Who has just gone from here is ours to wait for. Who asks knows no more than the other: two who put
            # each other off would both forget the citizen.
            self._tell(conversation_id, False)

    def close(self) -> None:
        """Forget everybody."""
        for timer in self._leaving.values():
            timer.cancel()
        self._leaving.clear()
        self._asking.clear()

    def _stays(self, conversation_id: str) -> None:
        self._asking.discard(conversation_id)
        if timer := self._leaving.pop(conversation_id, None):
            timer.cancel()

    def _ask(self, conversation_id: str) -> None:
        self._later(self._answer, self._has_left, conversation_id)
        self._asking.add(conversation_id)
        self._tell(conversation_id, True)

    def _has_left(self, conversation_id: str) -> None:
        self._stays(conversation_id)
        self._on_left(conversation_id)

    def _later(self, seconds: float, what: Callable[[str], None], conversation_id: str) -> None:
        self._leaving[conversation_id] = asyncio.get_running_loop().call_later(seconds, what, conversation_id)
