"""Starts the bot's processes on free ports of the loopback address, each with a state of its own."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import requests

from bot.settings import ROOT

SECONDS = 60


def environment(state_dir: Path, **settings: str) -> dict[str, str]:
    """Give the environment of a process: none of the platform's settings but these."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("MOIEN_")}
    return {**inherited, "MOIEN_STATE_DIR": str(state_dir), "PYTHONWARNINGS": "ignore", **settings}


@contextlib.contextmanager
def running(module: str, settings: Mapping[str, str], log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Run ``python -m module`` until the block ends; it has to stop when it is told to."""
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", module], cwd=ROOT, env=dict(settings), stdout=output, stderr=subprocess.STDOUT
        )
        try:
            yield process
        finally:
            process.terminate()
            try:
                process.wait(SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
                raise


def answer_of(url: str, process: subprocess.Popen[bytes], log: Path, **wanted: Any) -> requests.Response:
    """Ask an address until it answers, or until it answers with this ``status``."""
    until = time.monotonic() + SECONDS
    while time.monotonic() < until:
        assert process.poll() is None, log.read_text(encoding="utf-8")
        with contextlib.suppress(requests.ConnectionError):
            answer = requests.get(url, timeout=5)
            if wanted.get("status") in (None, answer.status_code):
                return answer
        time.sleep(0.05)
    raise AssertionError(f"{url} gave no such answer within {SECONDS} s: {log.read_text(encoding='utf-8')}")


def listening_addresses(pid: int) -> set[str]:
    """Give the addresses on which a process listens, ``address:port``, from Linux's own tables."""
    inodes = set()
    for link in Path(f"/proc/{pid}/fd").iterdir():
        with contextlib.suppress(OSError):
            target = str(link.readlink())
            if target.startswith("socket:["):
                inodes.add(target[8:-1])
    return {_address(fields[1]) for fields in _sockets(pid) if fields[9] in inodes and fields[3] == "0A"}


def _sockets(pid: int) -> Iterator[list[str]]:
    for table in ("tcp", "tcp6"):
        lines = Path(f"/proc/{pid}/net/{table}").read_text(encoding="ascii").splitlines()[1:]
        yield from (line.split() for line in lines)


def _address(packed: str) -> str:
    host, port = packed.split(":")
    if len(host) == 8:
        return f"{socket.inet_ntoa(bytes.fromhex(host)[::-1])}:{int(port, 16)}"
    return f"[{host}]:{int(port, 16)}"
