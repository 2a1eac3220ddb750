"""What the hub adds to a turn: the same turn over its WebSocket and at the bot's door, in alternation."""

from __future__ import annotations

import asyncio
import statistics
from pathlib import Path

from bench.load.figures import Latencies, Table
from bench.load.house import House, describe_machine
from bench.load.peers import AtBotsDoor, ThroughHub

PAIRS = 200
LENGTH = 10
"""Turns of one conversation; its length must be the same on both sides."""
WARM_UP = 10
MOST_MS = 5.0


def run(folder: Path, *, pairs: int = PAIRS, database_url: str | None = None) -> Table:
    """Measure; ``folder`` keeps state and logs."""
    table = Table(
        f"One citizen, {pairs} pairs of turns in alternation, ms",
        ("way", "p50", "p95", "p99"),
        describe_machine(),
    )
    with House(folder, database_url).running("redis", "rasa", "actions", "gateway") as house:
        hub, door = asyncio.run(alternate(house, pairs))
    for name, latencies in (("at the bot's door", door), ("over the hub", hub)):
        table.add(name, *(latencies.milliseconds(share) for share in (0.5, 0.95, 0.99)))
    differences = [ours - theirs for ours, theirs in zip(hub.seconds, door.seconds, strict=True)]
    table.judge("the hub adds at most 5 ms (median of the differences)", 1000 * statistics.median(differences), MOST_MS)
    return table


async def alternate(house: House, pairs: int) -> tuple[Latencies, Latencies]:
    """Take turns over the hub and at the door, one after the other."""
    hub, door = Latencies(), Latencies()
    for number in range(WARM_UP + pairs):
        if number % LENGTH == 0:
            through, at_door = ThroughHub(house.port), AtBotsDoor(house.settings.ports["rasa"])
            await through.come()
        ours, theirs = await through.turn(number), await at_door.turn(number)
        if number >= WARM_UP:
            hub.seconds.append(ours)
            door.seconds.append(theirs)
        if number % LENGTH == LENGTH - 1:
            through.leave()
            at_door.leave()
    return hub, door
