"""Measures how soon the studio says what is wrong with a text, in the midst of the whole catalogue.

``./moien bench studio [--times 5]``. Each file of ``bot/`` is changed a little, as if somebody typed, and checked like
the gateway does: the folder is looked at, drafts of others are read from SQL, the text is read and compared with every
other file. Platform environment. Figures: ``docs/measurements.md``.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import statistics
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

import msgspec

from channels.migrate import migrate
from channels.store.database import Database
from channels.store.drafts import Drafts
from channels.studio.edits import edit
from channels.studio.paths import kind_of, list_live
from channels.studio.standing import Standing
from contracts.studio import Change

ROOT = Path(__file__).parents[1]


class Span(NamedTuple):
    """How long something took: by the clock, and of the processor, which other work does not stretch."""

    clock: float
    processor: float


class Watch:
    def __init__(self) -> None:
        self._clock, self._processor = time.perf_counter(), time.process_time()

    def stop(self) -> Span:
        return Span(time.perf_counter() - self._clock, time.process_time() - self._processor)


async def measure(url: str, times: int) -> tuple[Span, dict[str, list[Span]], list[Span]]:
    """How long the first answer takes; each check, by file; putting a value of the form view into each service."""
    database = Database(url)
    standing = Standing(ROOT / "bot", Drafts(database))
    watch = Watch()
    await standing.files()
    first = watch.stop()
    checks: dict[str, list[Span]] = {}
    edits = []
    for path in sorted(list_live(ROOT / "bot")):
        text = (ROOT / "bot" / path).read_text(encoding="utf-8")
        for number in range(times):
            watch = Watch()
            checked = await standing.check(path, f"{text}# {number}\n".encode())
            msgspec.json.encode(checked)
            checks.setdefault(path, []).append(watch.stop())
            assert not checked.problems, checked.problems
        if kind_of(path) == "service":
            watch = Watch()
            edit(text, [Change(at="/title/lb", value="Eppes aneres")])
            edits.append(watch.stop())
    await database.close()
    return first, checks, edits


def show(name: str, spans: list[Span]) -> None:
    cells = []
    for seconds in (sorted(span.clock for span in spans), sorted(span.processor for span in spans)):
        p95 = seconds[min(len(seconds) - 1, round(0.95 * len(seconds)))]
        cells += [f"{1000 * value:.0f} ms" for value in (statistics.median(seconds), p95, seconds[-1])]
    print(f"| {name} | {' | '.join(cells)} |")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=5)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="moien-bench-") as folder:
        url = f"sqlite:///{Path(folder) / 'moien.db'}"
        migrate(url)
        first, checks, edits = asyncio.run(measure(url, chosen.times))
    print(f"first answer: {first.clock:.1f} s ({first.processor:.1f} of the processor); load {os.getloadavg()[0]:.1f}")
    print(f"| | p50 | p95 | most | of the processor: p50 | p95 | most |\n|{'---|' * 7}")
    show("all checks", [one for found in checks.values() for one in found])
    for kind in sorted({kind_of(path) for path in checks}):
        show(kind, [one for path, found in checks.items() if kind_of(path) == kind for one in found])
    show("a change of the form view, of a service", edits)


if __name__ == "__main__":
    main()
