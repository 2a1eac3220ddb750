"""Counts what citizens send, whatever brings it: by conversation, by who is logged in, by address."""

from __future__ import annotations

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
