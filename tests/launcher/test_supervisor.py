"""The supervisor with real, tiny processes."""

import asyncio
import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from launcher import supervisor as module
from launcher.processes import Process
from launcher.state import read_state, runs
from launcher.supervisor import Supervisor

PATIENCE = 20


@pytest.fixture(autouse=True)
def short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "FIRST_PAUSE", 0.05)
    monkeypatch.setattr(module, "POLL", 0.02)
    monkeypatch.setattr(module, "GRACE", 2.0)


def make_supervisor(folder: Path, said: list[str]) -> Supervisor:
    return Supervisor(
        variables=dict(os.environ),
        cwd=folder,
        logs_dir=folder / "logs",
        state_file=folder / "run" / "state.json",
        addresses={"demo page": "http://127.0.0.1:1/demo/"},
        say=said.append,
    )


def python(name: str, code: str, health: Callable[[], bool]) -> Process:
    return Process(name, (sys.executable, "-c", code), health)


async def until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not holds():  # noqa: ASYNC110 - what is waited for is another process
            await asyncio.sleep(0.02)


async def test_it_runs_logs_and_stops_in_reverse_order(tmp_path: Path) -> None:
    code = "import signal, sys, time; print('up', flush=True); signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))\n"
    code += "while True: time.sleep(0.05)"
    supervisor = make_supervisor(tmp_path, [])
    log = {name: tmp_path / "logs" / f"{name}.log" for name in ("first", "second")}
    supervisor.start(
        python(name, code, lambda name=name: log[name].exists() and "up" in log[name].read_text()) for name in log
    )
    for name in log:
        async with asyncio.timeout(PATIENCE):
            await supervisor.wait_ready(name)
    state = read_state(tmp_path / "run" / "state.json")
    assert state is not None
    assert [process.state for process in state.processes.values()] == ["ready", "ready"]
    pids = [process.pid or 0 for process in state.processes.values()]
    await supervisor.stop()
    assert not any(runs(pid) for pid in pids)
    assert not (tmp_path / "run" / "state.json").exists()


async def test_a_crash_is_said_counted_and_mended_with_longer_and_longer_pauses(tmp_path: Path) -> None:
    said: list[str] = []
    supervisor = make_supervisor(tmp_path, said)
    supervisor.start([python("shaky", "raise SystemExit(7)", lambda: False)])
    await until(lambda: len(said) >= 3)
    await supervisor.stop()
    assert all("shaky ended with code 7" in line for line in said[:3])
    assert [line.split("again in ")[1].split(" (")[0] for line in said[:3]] == ["0.05 s", "0.1 s", "0.2 s"]
    assert supervisor.state.processes["shaky"].restarts >= 3


async def test_a_killed_process_comes_back(tmp_path: Path) -> None:
    said: list[str] = []
    supervisor = make_supervisor(tmp_path, said)
    supervisor.start([python("victim", "import time; time.sleep(60)", lambda: True)])
    await supervisor.wait_ready("victim")
    first = supervisor.state.processes["victim"].pid or 0
    os.kill(first, 9)
    await until(lambda: supervisor.state.processes["victim"].pid not in (None, first))
    second = supervisor.state.processes["victim"].pid or 0
    assert runs(second)
    await supervisor.stop()
    assert not runs(second)


async def test_what_does_not_stop_is_killed_with_its_children(tmp_path: Path) -> None:
    child = tmp_path / "child"
    code = (
        "import pathlib, signal, subprocess, sys, time\n"
        "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])\n"
        f"pathlib.Path({str(child)!r}).write_text(str(child.pid))\n"
        "time.sleep(60)"
    )
    said: list[str] = []
    supervisor = make_supervisor(tmp_path, said)
    supervisor.start([python("stubborn", code, lambda: child.exists() and bool(child.read_text()))])
    await supervisor.wait_ready("stubborn")
    await supervisor.stop()
    assert any("stubborn did not stop" in line for line in said)
    await until(lambda: not runs(int(child.read_text())))


async def test_a_command_that_is_not_there_is_tried_again_not_fatal(tmp_path: Path) -> None:
    said: list[str] = []
    supervisor = make_supervisor(tmp_path, said)
    supervisor.start([Process("absent", (str(tmp_path / "nothing"),), lambda: True)])
    await until(lambda: len(said) >= 1)
    await supervisor.stop()
    assert "absent ended with code 127" in said[0]
    assert "No such file" in (tmp_path / "logs" / "absent.log").read_text()
