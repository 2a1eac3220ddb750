"""Measures a second ``./moien up``: from the command to the answer of the first message.

``./moien bench start [--runs 5]``. A first start, which is not measured, sets up what is missing; then the same
platform is stopped and started again and again. It has a state folder and ports of its own; the message goes over the
REST channel.
"""

from __future__ import annotations

import argparse
import os
import statistics
import tempfile
import time
from pathlib import Path

from tests.stack.platform import Platform, make_platform
from tests.stack.rest_citizen import RestCitizen


def start_and_ask(platform: Platform) -> tuple[float, float]:
    """Seconds until the platform was ready, and until the first answer; it has stopped again afterwards."""
    began = time.perf_counter()
    platform.start()
    ready = time.perf_counter() - began
    with RestCitizen(platform.url, "lb") as citizen:
        citizen.ask("Moien, wat kascht e Pass?")
    answered = time.perf_counter() - began
    platform.stop()
    return ready, answered


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5)
    chosen = parser.parse_args()
    measured = []
    with tempfile.TemporaryDirectory(prefix="moien-bench-") as folder:
        platform = make_platform(Path(folder))
        start_and_ask(platform)
        for run in range(1, chosen.runs + 1):
            load = os.getloadavg()[0]
            ready, answered = start_and_ask(platform)
            measured.append((ready, answered))
            print(f"run {run}: ready {ready:.1f} s, first answer {answered:.1f} s (load before it {load:.1f})")
    for name, seconds in zip(("ready", "first answer"), zip(*measured, strict=True), strict=True):
        print(f"{name}: min {min(seconds):.1f} s, median {statistics.median(seconds):.1f} s, max {max(seconds):.1f} s")


if __name__ == "__main__":
    main()
