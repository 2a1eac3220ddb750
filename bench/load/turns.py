"""Turns per second of the platform against Rasa as it comes, in interleaved rounds on the same machine."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from bench.load.crowd import talk_for
from bench.load.figures import Latencies, Round, Table, median_rate, median_ratio
from bench.load.house import House, describe_machine
from bench.load.peers import AtBotsDoor, Conversation, StockRest, StockSocketio, ThroughHub
from bench.load.stock import stock_bots

CITIZENS = 16
"""Who talk at once; more wait in queues and change nothing but the latency."""
SECONDS = 6.0
ROUNDS = 5
GOAL = 5.0
WARM_UP = 3.0


def run(folder: Path, kept: Path, *, rounds: int = ROUNDS, citizens: int = CITIZENS) -> Table:
    """Measure; ``folder`` keeps state and logs, ``kept`` the trained peers from one run to the next."""
    house = House(folder)
    init, rules = stock_bots(house.settings, kept)
    table = Table(
        f"Turns per second, {citizens} citizens at once, median of {rounds} interleaved rounds",
        ("peer", "turns/s", "p50 ms", "p95 ms", "p99 ms", "× rasa init, REST"),
        describe_machine(),
    )
    with ExitStack() as stack:
        stack.enter_context(house.running("redis", "rasa", "actions", "gateway"))
        stock, ruled = stack.enter_context(init.running()), stack.enter_context(rules.running())
        peers: dict[str, Callable[[], Conversation]] = {
            "rasa init, REST": lambda: StockRest(stock.port),
            "rasa init, socketio": lambda: StockSocketio(stock.port),
            "rasa, rules and a linear classifier, REST": lambda: StockRest(ruled.port),
            "our bot alone, at its door": lambda: AtBotsDoor(house.settings.ports["rasa"]),
            "the platform, over WebSockets": lambda: ThroughHub(house.port),
        }
        done = asyncio.run(take_rounds(peers, rounds, citizens))
    for name, of_peer in done.items():
        together = Latencies([second for one in of_peer for second in one.latencies.seconds])
        spread = [together.milliseconds(share) for share in (0.5, 0.95, 0.99)]
        table.add(name, median_rate(of_peer), *spread, median_ratio(of_peer, done["rasa init, REST"]))
    ratio = median_ratio(done["the platform, over WebSockets"], done["rasa init, REST"])
    table.judge("at least 5 × the turns per second of rasa init", ratio, GOAL, at_most=False)
    return table


async def take_rounds(
    peers: dict[str, Callable[[], Conversation]], rounds: int, citizens: int, seconds: float = SECONDS
) -> dict[str, list[Round]]:
    """Let all peers have a turn in each round, so that what else the machine does falls on all of them alike."""
    for begin in peers.values():
        await talk_for(WARM_UP, citizens, begin)
    done: dict[str, list[Round]] = {name: [] for name in peers}
    for _ in range(rounds):
        for name, begin in peers.items():
            done[name].append(await talk_for(seconds, citizens, begin))
    return done
