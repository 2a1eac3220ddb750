"""Many conversations at once that each write again as soon as they were answered, for a bounded time."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

from bench.load.figures import Latencies, Round
from bench.load.peers import Conversation

LENGTH = 12
"""Turns after which a citizen begins another conversation."""


async def talk_for(seconds: float, citizens: int, begin: Callable[[], Conversation]) -> Round:
    """Let so many citizens talk for some seconds; only turns that ended in time count."""
    latencies = Latencies()
    began = time.perf_counter()
    until = began + seconds
    await asyncio.gather(*(_talk(until, begin, latencies) for _ in range(citizens)))
    return Round(len(latencies.seconds), seconds, latencies)


async def _talk(until: float, begin: Callable[[], Conversation], latencies: Latencies) -> None:
    while time.perf_counter() < until:
        conversation = begin()
        await conversation.come()
        try:
            for number in range(LENGTH):
                if time.perf_counter() >= until:
                    return
                took = await conversation.turn(number)
                if time.perf_counter() <= until:
                    latencies.seconds.append(took)
        finally:
            conversation.leave()
