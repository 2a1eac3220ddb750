"""Counts what citizens send, whatever brings it: by conversation, by who is logged in, by address; and in its order."""

from __future__ import annotations

import time
from collections.abc import Callable

from channels.door import Door
from channels.store.conversations import Standing

TOO_MANY_MESSAGES = "too many messages at once; wait some seconds and send it again"
TOO_MANY_BEGUN = "too many conversations were begun from this address; wait some minutes and try again"


async def count_message(door: Door, standing: Standing, address: str) -> float:
    """Count one message of a conversation; returns 0, else the seconds after which it may be sent."""
    limits = door.limits
    uses = [limits.messages.of(standing.id), limits.messages_of_address.of(address)]
    if standing.person is not None:
        uses.append(limits.messages_of_person.of(standing.person))
    return await door.counts.take(*uses)


class MessageOrder:
    """Counts the messages of one connection: behind one that came too fast none goes ahead until it has come again."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """``clock`` gives seconds."""
        self._clock = clock
        self._refused: str | None = None
        self._until = 0.0

    async def count(self, message_id: str | None, door: Door, standing: Standing, address: str) -> float:
        """Count one message as `count_message` does; others wait until the one that was refused comes, or may come.

        What has no ``message_id`` is not sent again, and neither waits nor keeps others waiting.
        """
        now = self._clock()
        if message_id is not None and message_id != self._refused and now < self._until:
            return self._until - now
        wait = await count_message(door, standing, address)
        if message_id is not None:
            self._refused, self._until = (message_id, self._clock() + wait) if wait else (None, 0.0)
        return wait
