"""Counts what agents and citizens of one gateway miss or get twice while their connections break at random.

    ./moien bench crowd
    ./moien bench crowd --agents 50 --conversations 1000 --messages 3 --sqlite

A gateway, a Redis and a PostgreSQL of their own, or SQLite. Every citizen asks for a person, the agents take all of
them, then both sides of every conversation write while one connection after the other is torn down without a word.
Platform environment. Figures: ``docs/measurements.md``.
"""

from __future__ import annotations

import argparse
import asyncio
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

from channels.migrate import migrate
from tests.channels.crowd import add_agents
from tests.channels.crowd_talk import talk_in_crowd
from tests.channels.servers import BotServer, Gateway, PostgresServer, RedisServer, find_postgres, running


def main() -> None:
    parser = argparse.ArgumentParser(prog="./moien bench crowd", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--agents", type=int, default=50)
    parser.add_argument("--conversations", type=int, default=1000, help="a multiple of the number of agents")
    parser.add_argument("--messages", type=int, default=3, help="that each side writes in every conversation")
    parser.add_argument("--break-every", type=float, default=0.05, help="seconds between two broken connections")
    parser.add_argument("--sqlite", action="store_true", help="SQLite, one file: what a small installation has")
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        database_url = f"sqlite:///{Path(name) / 'bench.db'}" if wanted.sqlite else _start_postgresql(stack)
        migrate(database_url)
        redis, bot = RedisServer(Path(name)), BotServer()
        stack.enter_context(running(redis))
        stack.enter_context(running(bot))
        # As administrations run it: the tests' gateway looks ten times as often for what it was not told.
        gateway = Gateway(database_url, redis.url, bot.url, MOIEN_POLL="5", MOIEN_SWEEP="2", MOIEN_TURN_LEASE="10")
        stack.enter_context(running(gateway))
        cookies = add_agents(database_url, wanted.agents, wanted.conversations // wanted.agents)
        began = time.monotonic()
        tally = asyncio.run(
            talk_in_crowd(
                gateway.origin,
                cookies,
                conversations=wanted.conversations,
                messages=wanted.messages,
                break_every=wanted.break_every,
                tell=lambda done: print(f"{time.monotonic() - began:.0f} s: {done}", flush=True),
            )
        )
        print(f"{wanted.agents} agents, {tally.conversations} conversations, {time.monotonic() - began:.0f} s")
        print(f"{tally.breaks} connections broken; {tally.expected} messages to get on both sides:")
        print(f"{tally.missed} missed, {tally.doubled} got twice, {tally.gaps} gaps in logs", flush=True)


def _start_postgresql(stack: ExitStack) -> str:
    programs = find_postgres()
    if programs is None:
        raise SystemExit("PostgreSQL's server is not installed: install it, or add --sqlite")
    server = PostgresServer(programs)
    server.start()
    stack.callback(server.stop)
    return server.create("crowd")


if __name__ == "__main__":
    main()
