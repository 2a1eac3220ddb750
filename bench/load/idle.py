"""How much memory and processor time citizens cost who do nothing, from ten to ten thousand on one gateway process.

The gateway stands alone with Redis and its database: nobody writes, so no bot is needed.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import psutil

from bench.load.figures import Table
from bench.load.house import House, describe_machine
from tests.stack.platform import ROOT

STEPS = (10, 100, 1_000, 10_000)
PER_CROWD = 5_000
"""Sockets in one process of clients."""
SETTLED_SECONDS = 5.0
WATCHED_SECONDS = 10.0
MOST_BYTES = 1 << 30
SPARE = 300
"""Descriptors that a process needs beside its sockets."""


def run(folder: Path, steps: tuple[int, ...] = STEPS) -> Table:
    """Measure; ``folder`` keeps state and logs."""
    most = max(steps)
    raise_limit(most + SPARE)
    table = Table(
        "Idle citizens on one gateway process",
        ("citizens", "memory MB (PSS)", "KiB each beyond the first step", "processor at rest %", "opened per second"),
        describe_machine(),
    )
    house = House(folder)
    with house.running("redis", "gateway"), ExitStack() as crowds:
        gateway = psutil.Process(house.pid("gateway"))
        base, standing = None, 0
        held: list[subprocess.Popen[str]] = []
        for step in steps:
            began = time.monotonic()
            held += [crowds.enter_context(crowd(house.port, size)) for size in sizes(step - standing)]
            rate = (step - standing) / (time.monotonic() - began)
            standing = step
            time.sleep(SETTLED_SECONDS)
            used = processor_share(gateway)
            memory = gateway.memory_full_info().pss
            base = base if base is not None else (memory, step)
            each = (memory - base[0]) / (step - base[1]) / 1024 if step > base[1] else 0.0
            table.add(step, memory / 1e6, each, 100 * used, rate)
            still = sum(count_standing(one) for one in held)
            if still != step:
                sys.exit(f"{step - still} of {step} sockets did not last")
        table.judge(f"{most:,} idle citizens in at most 1 GiB (MB)", memory / 1e6, MOST_BYTES / 1e6)
    return table


def raise_limit(descriptors: int) -> None:
    """Let this process and its children open so many files; says what to do where the machine forbids it."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY and hard < descriptors:
        sys.exit(f"This machine allows {hard} open files, {descriptors} are needed: ulimit -Hn {descriptors} as root")
    if soft < descriptors:
        resource.setrlimit(resource.RLIMIT_NOFILE, (descriptors, hard))


def sizes(count: int) -> list[int]:
    """Share citizens out among processes."""
    return [min(PER_CROWD, count - start) for start in range(0, count, PER_CROWD)]


def processor_share(process: psutil.Process) -> float:
    """Return the share of one core that a process takes, over some seconds."""
    before, began = sum(process.cpu_times()[:2]), time.monotonic()
    time.sleep(WATCHED_SECONDS)
    return (sum(process.cpu_times()[:2]) - before) / (time.monotonic() - began)


def count_standing(held: subprocess.Popen[str]) -> int:
    """Ask a process of clients how many of its sockets are open."""
    assert held.stdin is not None
    assert held.stdout is not None
    held.stdin.write("\n")
    held.stdin.flush()
    return int(held.stdout.readline())


@contextmanager
def crowd(port: int, size: int) -> Iterator[subprocess.Popen[str]]:
    """Run a process of clients until the block ends; all its sockets stand when it begins."""
    command = [sys.executable, "-m", "bench.load.waiting_crowd", str(port), str(size)]
    held = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert held.stdin is not None
    assert held.stdout is not None
    try:
        if not (line := held.stdout.readline()).strip().isdecimal():
            sys.exit(f"the clients ended before {size} sockets stood {line}")
        yield held
    finally:
        held.stdin.close()
        held.wait(30)
