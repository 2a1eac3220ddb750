"""What ten times as many services cost: training, memory and turns, with catalogues of both sizes in alternation.

The same citizens ask the same of both: questions that the bot answers, and the fields of a form.
"""

from __future__ import annotations

import asyncio
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import psutil
from typing_extensions import override

from bench.load.catalogue import write_content
from bench.load.figures import Latencies, Table
from bench.load.house import House, describe_machine
from bench.load.http_line import HttpLine
from bench.load.peers import QUESTIONS, Conversation, ThroughHub
from bench.load.talker import Talker
from tests.services.people import BRUNO
from tests.stack.platform import ROOT

SIZES = (50, 500)
BLOCKS = 15
LENGTH = 8
"""Questions of one block."""
WARM_UP = 2
MOST = 1.5
WISH = "Je voudrais demander un certificat de résidence maintenant"
FIELDS = (BRUNO, "Mamer")
"""What is typed into the form, each with another question after it."""
PROCESSES = ("rasa", "actions", "gateway")
KINDS = ("question", "field")


class FillsForm(Conversation):
    """A citizen who has begun with a form, over the widget's WebSocket; there are as many turns as `FIELDS`."""

    def __init__(self, port: int) -> None:
        """``port`` is the gateway's."""
        self._talker = Talker(port)

    @override
    async def come(self) -> None:
        await self._talker.come()
        await self._talker.say(WISH)

    @override
    async def turn(self, number: int) -> float:
        return await self._talker.say(FIELDS[number])

    @override
    def leave(self) -> None:
        self._talker.leave()


@dataclass
class Side:
    """A platform with one catalogue, and what was measured of it by kind of turn."""

    begin: dict[str, Callable[[], Conversation]]
    """By kind of turn."""
    spent: Callable[[], dict[str, float]]
    """Gives the processor time of each process so far, in seconds."""
    latencies: dict[str, Latencies] = field(default_factory=lambda: {kind: Latencies() for kind in KINDS})
    processor: dict[str, list[dict[str, float]]] = field(default_factory=lambda: {kind: [] for kind in KINDS})
    """Of each block, by process: seconds a turn."""

    def per_turn(self, kind: str) -> list[float]:
        """Return the processor time of all processes together, in seconds a turn, block by block."""
        return [sum(block.values()) for block in self.processor[kind]]

    def of_process(self, kind: str, name: str) -> float:
        """Return the median of one process in milliseconds a turn."""
        return 1000 * statistics.median(block[name] for block in self.processor[kind])


@dataclass(frozen=True)
class Trained:
    """What training took; ``0`` where the model was kept from an earlier run."""

    seconds: float
    processor: float
    megabytes: float


def run(folder: Path, kept: Path, *, sizes: Sequence[int] = SIZES, blocks: int = BLOCKS) -> Table:
    """Measure; ``folder`` keeps content, state and logs, ``kept`` the trained models from one run to the next."""
    table = Table(
        f"Catalogues of {' and '.join(map(str, sizes))} services, {blocks} blocks in alternation",
        (
            *("services", "training s", "of it processor s", "training MB", "Rasa MB", "turn", "p50 ms", "p95 ms"),
            *(f"{name} processor ms" for name in PROCESSES),
        ),
        describe_machine(),
    )
    houses = [prepare(folder / str(size), kept / f"services-{size}", size) for size in sizes]
    trained = [train(house) for house in houses]
    with ExitStack() as stack:
        for house in houses:
            stack.enter_context(house.running("redis", "rasa", "actions", "gateway"))
        understood = [asyncio.run(understand(house)) for house in houses]
        sides = [side_of(house) for house in houses]
        asyncio.run(alternate(sides, blocks))
        for size, house, taught, side in zip(sizes, houses, trained, sides, strict=True):
            memory = psutil.Process(house.pid("rasa")).memory_full_info().pss / 1e6
            for kind in KINDS:
                times = [side.latencies[kind].milliseconds(share) for share in (0.5, 0.95)]
                spent = [side.of_process(kind, name) for name in PROCESSES]
                table.add(size, taught.seconds, taught.processor, taught.megabytes, memory, kind, *times, *spent)
    alike = sum(one == other for one, other in zip(understood[0], understood[-1], strict=True))
    table.judge("all questions are understood alike", alike, len(QUESTIONS), at_most=False)
    for kind in KINDS:
        goal = f"a {kind} with {sizes[-1]} services costs at most {MOST} × one with {sizes[0]} (processor)"
        table.judge(goal, ratio(sides[-1].per_turn(kind), sides[0].per_turn(kind)), MOST)
    return table


def prepare(folder: Path, models: Path, size: int) -> House:
    """Write a catalogue and return the platform that is to have it."""
    content = folder / "content"
    write_content(ROOT / "bot", content, size)
    return House(folder / "state", MOIEN_BOT_DIR=str(content), MOIEN_MODEL_DIR=str(models))


def train(house: House) -> Trained:
    """Train where there is no model of this catalogue yet, and say what it took."""
    log = house.settings.logs_dir / "train.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    began = time.monotonic()
    with log.open("wb") as output:
        child = subprocess.Popen(
            [house.settings.python("bot"), "-m", "bot.train"],
            cwd=ROOT,
            env=house.settings.process_variables(),
            stdout=output,
            stderr=output,
        )
        # Only so is it told what this child took, and no other.
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
    said = log.read_text(encoding="utf-8", errors="replace")
    if child.returncode:
        sys.exit(f"training failed. The end of {log}:\n{said[-2000:]}")
    if " trained in " not in said:
        return Trained(0, 0, 0)
    return Trained(time.monotonic() - began, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1000)


async def understand(house: House) -> list[str]:
    """Return the intent that the bot takes each question for."""
    line = HttpLine(house.settings.ports["rasa"])
    intents = []
    for number, question in enumerate(QUESTIONS):
        said = {"type": "text", "text": question}
        turn = {"conversation": f"understand-{number}", "turn": f"turn-{number}", "language": "fr", "input": said}
        reply = await line.post("/webhooks/moien/turns", turn)
        intents.append(str(reply["understanding"]["intent"]))
    line.close()
    return intents


def side_of(house: House) -> Side:
    """Return what is measured of a platform that runs."""
    running = {name: psutil.Process(house.pid(name)) for name in PROCESSES}
    begin: dict[str, Callable[[], Conversation]] = {
        "question": lambda: ThroughHub(house.port),
        "field": lambda: FillsForm(house.port),
    }
    return Side(begin, lambda: {name: sum(process.cpu_times()[:2]) for name, process in running.items()})


async def alternate(sides: Sequence[Side], blocks: int, *, warm_up: int = WARM_UP) -> None:
    """Let the sides take turns, block by block; the first blocks are not kept."""
    for number in range(warm_up + blocks):
        for side in sides:
            for kind, turns in (("question", LENGTH), ("field", len(FIELDS) * (LENGTH // len(FIELDS)))):
                seconds, spent = await take_block(side, kind, turns)
                if number >= warm_up:
                    side.latencies[kind].seconds += seconds
                    side.processor[kind].append(spent)


async def take_block(side: Side, kind: str, turns: int) -> tuple[list[float], dict[str, float]]:
    """Return the seconds of each turn of a block, and the processor seconds of a turn by process."""
    length = len(FIELDS) if kind == "field" else turns
    conversations = [side.begin[kind]() for _ in range(turns // length)]
    for one in conversations:
        await one.come()
    before = side.spent()
    seconds = [await one.turn(number) for one in conversations for number in range(length)]
    after = side.spent()
    for one in conversations:
        one.leave()
    return seconds, {name: (after[name] - before[name]) / len(seconds) for name in after}


def ratio(ours: Sequence[float], theirs: Sequence[float]) -> float:
    """Return the median of ours over theirs, block by block: what disturbs both falls out of it."""
    return statistics.median(one / other for one, other in zip(ours, theirs, strict=True))
