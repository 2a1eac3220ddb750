"""Measures the platform under load and beside Rasa as it comes: ``./moien bench load [SCENARIO …]``.

    ./moien bench load idle                     10 to 10,000 citizens on one gateway process
    ./moien bench load turns                    turns per second against stock Rasa
    ./moien bench load hub                      what the hub adds to a turn
    ./moien bench load growth                   turn 1 to 500 of a conversation
    ./moien bench load services                 a catalogue of 50 services against one of 500
    ./moien bench load --json results.json      all of them, kept

On loopback, bounded in number and time, with state of its own. Platform environment. Figures: ``docs/performance.md``.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Callable
from pathlib import Path

from bench.load import growth, hub, idle, services, turns
from bench.load.figures import Table, write
from tests.stack.platform import ROOT

KEPT = ROOT / ".moien" / "bench"
"""Where trained peers stay: training the bot of ``rasa init`` takes minutes."""


def main() -> None:
    """Run the scenarios that were named, or all."""
    parser = argparse.ArgumentParser(prog="./moien bench load", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("scenarios", nargs="*", help="idle, turns, hub, growth, services; all when none is named")
    parser.add_argument("--json", type=Path, help="file for the results")
    parser.add_argument("--citizens", type=int, default=max(idle.STEPS), help="most idle citizens")
    parser.add_argument("--rounds", type=int, default=turns.ROUNDS, help="of turns per second")
    parser.add_argument("--turns", type=int, default=growth.TURNS, help="of the growing conversation")
    parser.add_argument("--pairs", type=int, default=hub.PAIRS, help="of turns over the hub and at the bot's door")
    parser.add_argument("--sizes", type=int, nargs="+", default=services.SIZES, help="of catalogues, in services")
    parser.add_argument("--blocks", type=int, default=services.BLOCKS, help="of turns with each catalogue")
    parser.add_argument("--kept", type=Path, default=KEPT, help="folder for trained peers")
    wanted = parser.parse_args()
    steps = (*(step for step in idle.STEPS if step < wanted.citizens), wanted.citizens)
    known: dict[str, Callable[[Path], Table]] = {
        "idle": lambda folder: idle.run(folder, steps),
        "turns": lambda folder: turns.run(folder, wanted.kept, rounds=wanted.rounds),
        "hub": lambda folder: hub.run(folder, pairs=wanted.pairs),
        "growth": lambda folder: growth.run(folder, wanted.kept, turns=wanted.turns),
        "services": lambda folder: services.run(folder, wanted.kept, sizes=wanted.sizes, blocks=wanted.blocks),
    }
    unknown = [name for name in wanted.scenarios if name not in known]
    if unknown:
        parser.error(f"no scenario is called {', '.join(unknown)}; there are {', '.join(known)}")
    tables = []
    for name in wanted.scenarios or known:
        with tempfile.TemporaryDirectory(prefix=f"moien-{name}-") as folder:
            tables.append(known[name](Path(folder)))
    if wanted.json is not None:
        write(wanted.json, tables)


if __name__ == "__main__":
    main()
