"""Measures how long a citizen's wish for a person takes to the agents' screens, while many wait already.

    ./moien bench handover
    ./moien bench handover --waiting 200 --agents 50 --asks 200

A gateway and a Redis of their own, a scripted bot (nobody asks it anything), SQLite or ``--database``. Every waiting
citizen and every agent has an open socket. One wish at a time: from sending ``ask_person`` to the ticket in the first
and in the last agent's console. Peer in the same run: ``ping`` and ``pong`` on the same socket, the least that any
frame takes here. Platform environment. Figures: ``docs/measurements.md``.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from channels.migrate import migrate
from tests.channels.crowd import AgentMember, CitizenMember, add_agents
from tests.channels.servers import BotServer, Gateway, RedisServer, running

OPENED_AT_ONCE = 20
PATIENCE = 60.0
PINGS = 200
PAUSE = 0.2
"""Seconds after a citizen has left the queue, so that one wish is timed at a time."""


class Screens:
    """When the consoles of ``agents`` agents had the ticket of one conversation."""

    def __init__(self, agents: int) -> None:
        self._agents = agents
        self._conversation = ""
        self.times: list[float] = []
        self.all = asyncio.Event()

    def expect(self, conversation: str) -> None:
        self._conversation = conversation
        self.times.clear()
        self.all.clear()

    def show(self, ticket: dict[str, Any]) -> None:
        if ticket["conversation"] == self._conversation and ticket["state"] == "waiting":
            self.times.append(time.perf_counter())
            if len(self.times) == self._agents:
                self.all.set()


class PingingCitizen(CitizenMember):
    """A citizen who notices pongs."""

    def __init__(self, origin: str) -> None:
        super().__init__(origin)
        self.pong = asyncio.Event()

    async def _take(self, frame: dict[str, Any]) -> None:
        await super()._take(frame)
        if frame["type"] == "pong":
            self.pong.set()


async def time_pings(citizen: PingingCitizen) -> list[float]:
    """Milliseconds from ``ping`` to ``pong``."""
    taken = []
    for _ in range(PINGS):
        citizen.pong.clear()
        began = time.perf_counter()
        await citizen.send(type="ping")
        await citizen.pong.wait()
        taken.append((time.perf_counter() - began) * 1000)
    return taken


async def measure(
    origin: str, cookies: list[str], waiting: int, asks: int
) -> tuple[list[float], list[float], list[float]]:
    """Milliseconds to the first agent's screen and to the last one's, and those of pings."""
    screens = Screens(len(cookies))
    agents = [AgentMember(origin, cookie, screens.show) for cookie in cookies]
    citizens = [CitizenMember(origin) for _ in range(waiting)]
    tasks = [asyncio.create_task(member.run()) for member in agents]
    gate = asyncio.Semaphore(OPENED_AT_ONCE)

    async def wait_in_line(citizen: CitizenMember) -> None:
        async with gate:
            tasks.append(asyncio.create_task(citizen.run()))
            await citizen.begun.wait()
            await citizen.send_surely(type="ask_person")

    first, last = [], []
    try:
        await asyncio.gather(*[agent.desk_arrived.wait() for agent in agents])
        await asyncio.gather(*map(wait_in_line, citizens))
        asking = PingingCitizen(origin)
        tasks.append(asyncio.create_task(asking.run()))
        await asking.begun.wait()
        for _ in range(asks):
            screens.expect(asking.conversation)
            began = time.perf_counter()
            await asking.send_surely(type="ask_person")
            async with asyncio.timeout(PATIENCE):
                await screens.all.wait()
            first.append((screens.times[0] - began) * 1000)
            last.append((screens.times[-1] - began) * 1000)
            await asking.send(type="leave_queue")
            await asyncio.sleep(PAUSE)
        pings = await time_pings(asking)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    return first, last, pings


def show(name: str, taken: list[float]) -> None:
    cut = statistics.quantiles(taken, n=20)
    print(f"{name:34} p50 {statistics.median(taken):7.1f} ms   p95 {cut[18]:7.1f} ms   most {max(taken):7.1f} ms")


def main() -> None:
    parser = argparse.ArgumentParser(prog="./moien bench handover", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--waiting", type=int, default=200, help="citizens who wait already")
    parser.add_argument("--agents", type=int, default=50)
    parser.add_argument("--asks", type=int, default=200, help="wishes that are timed")
    parser.add_argument("--database", help="postgresql://… (an empty database); SQLite in a temporary folder otherwise")
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        database_url = wanted.database or f"sqlite:///{Path(name) / 'bench.db'}"
        migrate(database_url)
        redis, bot = RedisServer(Path(name)), BotServer()
        stack.enter_context(running(redis))
        stack.enter_context(running(bot))
        gateway = Gateway(database_url, redis.url, bot.url, MOIEN_MESSAGES_PER_WINDOW="10000")
        stack.enter_context(running(gateway))
        cookies = add_agents(database_url, wanted.agents, capacity=3)
        first, last, pings = asyncio.run(measure(gateway.origin, cookies, wanted.waiting, wanted.asks))
    print(f"{wanted.waiting} citizens wait, {wanted.agents} agents look on, {wanted.asks} wishes for a person")
    show("to the first agent's screen", first)
    show(f"to all {wanted.agents} agents' screens", last)
    show("ping and pong on the same socket", pings)


if __name__ == "__main__":
    main()
