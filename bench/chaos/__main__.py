"""Kills every process of the platform at random under load and reads in the databases what became of it.

    ./moien bench chaos
    ./moien bench chaos --seconds 300 --seed 7 --sqlite
    ./moien bench chaos --two-gateways

Citizens write over WebSockets, others apply for certificates, while gateway, Rasa, actions, answer server, worker,
beat, training, rehearsal bot, sandbox, Redis and PostgreSQL are killed (SIGKILL) one after the other. Exit code 1 when
anything was lost, doubled or out of order. Platform environment. Figures: ``docs/performance.md``.
"""

from __future__ import annotations

import argparse
import math
import statistics
import sys
import tempfile
from collections import Counter
from contextlib import ExitStack
from pathlib import Path

from bench.chaos.killer import POSTGRESQL, SLOW
from bench.chaos.run import Course, Done, stir
from bench.chaos.second import NAME as SECOND
from bench.chaos.verdict import longest_held_up, recoveries, slowest_recovery
from tests.channels.servers import PostgresServer, find_postgres

KILLED = ("gateway", "rasa", "actions", "answers", "worker", "beat", "training", "rehearsal", "sandbox", "redis")
MOST_SECONDS = 5.0


def main() -> None:
    """Stir, then judge."""
    parser = argparse.ArgumentParser(prog="./moien bench chaos", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--seconds", type=float, default=240, help="how long processes are killed")
    parser.add_argument("--citizens", type=int, default=12, help="who write over WebSockets")
    parser.add_argument("--applicants", type=int, default=4, help="who apply at the same time, again and again")
    parser.add_argument("--seed", type=int, default=1, help="of which process dies when")
    parser.add_argument("--sqlite", action="store_true", help="SQLite: what a small installation has")
    parser.add_argument("--two-gateways", action="store_true", help="citizens come back to the one that lives")
    parser.add_argument("--spare", nargs="*", default=[], help="processes that are not killed")
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="moien-chaos-") as name, ExitStack() as stack:
        postgresql = None if wanted.sqlite else _start_postgresql(stack)
        url = {"MOIEN_DATABASE_URL": postgresql.create("chaos")} if postgresql else {}
        killed = [*KILLED, *([POSTGRESQL] if postgresql else []), *([SECOND] if wanted.two_gateways else [])]
        names = tuple(one for one in killed if one not in wanted.spare)
        course = Course(
            names=names,
            seed=wanted.seed,
            seconds=wanted.seconds,
            citizens=wanted.citizens,
            applicants=wanted.applicants,
            postgresql=postgresql,
        )
        done = stir(Path(name), course, **url)
    print(f"\n{len(done.deaths)} deaths: {dict(Counter(death.name for death in done.deaths))}")
    print(f"{done.applications} applications; {done.verdict}")
    _show_recovery(done)
    sys.exit(0 if done.verdict.holds else 1)


def _start_postgresql(stack: ExitStack) -> PostgresServer:
    programs = find_postgres()
    if programs is None:
        raise SystemExit("PostgreSQL's server is not installed: install it, or add --sqlite")
    server = PostgresServer(programs)
    server.start()
    stack.callback(server.stop)
    return server


def _show_recovery(done: Done) -> None:
    """Say how long it took after each death until a new message was acknowledged and answered."""
    acks = [one for diary in done.diaries for one in diary.acks]
    answers = [one for diary in done.diaries for one in diary.answers]
    slow = [death.at for death in done.deaths if death.name in SLOW]
    # No other death lets the bot answer while it starts.
    without_bot = [(at, at + (recoveries(at, answers) or math.inf)) for at in slow]
    print("| killed | deaths | next ack s, median and most | next answer s | held up what was in the middle s |")
    print("| --- | --- | --- | --- | --- |")
    acked, answered = 0.0, 0.0
    for name in sorted({death.name for death in done.deaths}):
        moments = [death.at for death in done.deaths if death.name == name]
        cells = [_spread([recoveries(at, ends) for at in moments]) for ends in (acks, answers)]
        held_up = max(longest_held_up(at, answers) for at in moments)
        print(f"| {name} | {len(moments)} | {cells[0]} | {cells[1]} | {held_up:.1f} |")
        if name not in SLOW:
            acked = max(acked, slowest_recovery(moments, acks, done.until, MOST_SECONDS) or 0.0)
            alone = [at for at in moments if not any(begin <= at <= end for begin, end in without_bot)]
            answered = max(answered, slowest_recovery(alone, answers, done.until, MOST_SECONDS) or 0.0)
    for what, worst in (("acknowledged", acked), ("answered, where Rasa is there,", answered)):
        reached = "reached" if worst <= MOST_SECONDS else "missed"
        goal = f"a message is {what} at most {MOST_SECONDS:.0f} s after any death but Rasa's"
        print(f"goal: {goal}: {worst:.1f}: {reached}")


def _spread(seconds: list[float | None]) -> str:
    known = [one for one in seconds if one is not None]
    return f"{statistics.median(known):.1f}, {max(known):.1f}" if known else "–"


if __name__ == "__main__":
    main()
