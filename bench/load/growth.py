"""Does a conversation's five hundredth turn cost more than its first? Two are compared turn by turn.

The one grows; the other begins anew every few turns. They take turns in alternation, so that what else the machine does
falls on both alike. The same is done with Rasa as it comes, for fewer turns.
"""

from __future__ import annotations

import asyncio
import statistics
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from bench.load.figures import Table, block_medians
from bench.load.house import House, describe_machine
from bench.load.peers import Conversation, StockRest, ThroughHub
from bench.load.stock import stock_bots

TURNS = 500
STOCK_TURNS = 120
YOUNG = 5
"""Turns after which the other conversation begins anew."""
BLOCK = 20
MOST = 1.5
SHOWN = 10


def run(folder: Path, kept: Path, *, turns: int = TURNS) -> Table:
    """Measure; ``folder`` keeps state and logs, ``kept`` the trained peers from one run to the next."""
    house = House(folder)
    init, _ = stock_bots(house.settings, kept)
    table = Table(
        f"A growing conversation beside young ones, medians of {BLOCK} turns",
        ("peer", "turns", "ms", "a young conversation, ms", "ratio"),
        describe_machine(),
    )
    with ExitStack() as stack:
        stack.enter_context(house.running("redis", "rasa", "actions", "gateway"))
        last = show(table, "the platform", asyncio.run(compare(lambda: ThroughHub(house.port), turns)))
    with init.running() as stock:
        show(table, "rasa init, REST", asyncio.run(compare(lambda: StockRest(stock.port), min(turns, STOCK_TURNS))))
    table.judge(f"turn {turns} costs at most 1.5 × turn 1", last, MOST)
    return table


async def compare(begin: Callable[[], Conversation], turns: int) -> tuple[list[float], list[float]]:
    """Return the seconds of each turn of the growing conversation, and of the young ones beside it."""
    growing, young = begin(), begin()
    await growing.come()
    grown, fresh = [], []
    for number in range(turns):
        if number % YOUNG == 0:
            young.leave()
            young = begin()
            await young.come()
        grown.append(await growing.turn(number))
        fresh.append(await young.turn(number))
    for one in (growing, young):
        one.leave()
    return grown, fresh


def show(table: Table, name: str, measured: tuple[list[float], list[float]]) -> float:
    """Add rows for some blocks; returns the ratio of the last one."""
    grown, fresh = (block_medians(seconds, BLOCK) for seconds in measured)
    ratios = [old / new for old, new in zip(grown, fresh, strict=True)]
    for index in sorted({round(step * (len(ratios) - 1) / (SHOWN - 1)) for step in range(SHOWN)}):
        of = f"{index * BLOCK + 1}–{min((index + 1) * BLOCK, len(measured[0]))}"
        table.add(name, of, 1000 * grown[index], 1000 * fresh[index], ratios[index])
    # Three blocks together: one alone is as noisy as the machine.
    return statistics.median(ratios[-3:])
