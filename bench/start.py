"""Measures a second ``./moien up``: from the command to the answer of the first message.

``./moien bench start [--runs 5]``. Everything is set up before the first run, so nothing is installed, built or trained
while the clock runs. Each run has a state folder and ports of its own; the message goes over the REST channel.
"""

from __future__ import annotations

import argparse
import os
import statistics
import tempfile
import time
from pathlib import Path

import httpx

from bench.turns import send, wait_for_answer
from tests.stack.platform import ROOT, Platform, make_platform


def start_and_ask(platform: Platform) -> tuple[float, float]:
    """Seconds until the platform was ready, and until the first answer."""
    began = time.perf_counter()
    platform.start()
    ready = time.perf_counter() - began
    with httpx.Client(base_url=platform.url, timeout=60) as client:
        opened = client.post("/api/conversations", json={"language": "lb", "site": "demo"}).raise_for_status().json()
        client.headers["Authorization"] = f"Bearer {opened['token']}"
        seq, _ = send(client, opened["conversation"], "Moien, wat kascht e Pass?")
        wait_for_answer(client, opened["conversation"], seq)
    return ready, time.perf_counter() - began


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5)
    chosen = parser.parse_args()
    models = os.environ.get("MOIEN_MODEL_DIR", str(ROOT / ".moien" / "models"))
    measured = []
    for run in range(chosen.runs):
        with tempfile.TemporaryDirectory(prefix="moien-bench-") as folder:
            platform = make_platform(Path(folder) / "state", MOIEN_MODEL_DIR=models)
            measured.append(start_and_ask(platform))
            platform.stop()
            print(f"run {run + 1}: ready {measured[-1][0]:.1f} s, first answer {measured[-1][1]:.1f} s")
    for name, seconds in zip(("ready", "first answer"), zip(*measured, strict=True), strict=True):
        print(f"{name}: min {min(seconds):.1f} s, median {statistics.median(seconds):.1f} s, max {max(seconds):.1f} s")


if __name__ == "__main__":
    main()
