"""The supervisor with real, tiny processes."""

import asyncio
import errno
import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from launcher import supervisor as module
from launcher.health import heartbeat_is_fresh
from launcher.problem import Problem
from launcher.processes import Process
from launcher.rotation import RotatingLog
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
    for name in log:
        supervisor.start(python(name, code, lambda name=name: "up\n" in log[name].read_text()))
    for name in log:
        await supervisor.wait_ready(name, PATIENCE)
    state = read_state(tmp_path / "run" / "state.json")
    assert state is not None
    assert [process.state for process in state.processes.values()] == ["ready", "ready"]
    pids = [process.pid or 0 for process in state.processes.values()]
    ended: list[str] = []
    note = supervisor._note
    supervisor._note = lambda process, state, **changes: (ended.append(process.name), note(process, state, **changes))
    await supervisor.stop()
    assert ended == ["second", "first"]
    assert not any(runs(pid) for pid in pids)
    assert not (tmp_path / "run" / "state.json").exists()


async def test_a_crash_is_said_counted_and_mended_with_longer_and_longer_pauses(tmp_path: Path) -> None:
    said: list[str] = []
    supervisor = make_supervisor(tmp_path, said)
    supervisor.start(python("shaky", "raise SystemExit(7)", lambda: False))
    await until(lambda: len(said) >= 3)
    await supervisor.stop()
    assert all("shaky ended with code 7" in line for line in said[:3])
    assert [line.split("again in ")[1].split(" (")[0] for line in said[:3]] == ["0.05 s", "0.1 s", "0.2 s"]
    assert supervisor.state.processes["shaky"].restarts >= 3
    assert (tmp_path / "logs" / "shaky.log").read_text().count("shaky ended with code 7") >= 3


async def test_a_killed_process_comes_back(tmp_path: Path) -> None:
    said: list[str] = []
    supervisor = make_supervisor(tmp_path, said)
    supervisor.start(python("victim", "import time; time.sleep(60)", lambda: True))
    await supervisor.wait_ready("victim", PATIENCE)
    first = supervisor.state.processes["victim"].pid or 0
    os.kill(first, 9)
    await until(lambda: supervisor.state.processes["victim"].pid not in (None, first))
    second = supervisor.state.processes["victim"].pid or 0
    assert runs(second)
    await until(lambda: "  ✓ victim is ready again" in said)
    await supervisor.stop()
    assert not runs(second)


@pytest.mark.parametrize(("steady", "pauses"), [(0.0, ["0.05 s"] * 3), (60.0, ["0.05 s", "0.1 s", "0.2 s"])])
async def test_what_was_ready_for_long_comes_back_as_soon_as_the_first_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, steady: float, pauses: list[str]
) -> None:
    monkeypatch.setattr(module, "STEADY_AFTER", steady)
    said: list[str] = []
    supervisor = make_supervisor(tmp_path, said)
    supervisor.start(python("victim", "import time; time.sleep(60)", lambda: True))
    await supervisor.wait_ready("victim", PATIENCE)
    for deaths in range(1, 4):
        os.kill(supervisor.state.processes["victim"].pid or 0, 9)
        await until(lambda deaths=deaths: said.count("  ✓ victim is ready again") == deaths)
    await supervisor.stop()
    assert [line.split("again in ")[1].split(" (")[0] for line in said if "again in" in line] == pauses


async def test_a_process_has_variables_of_its_own_and_one_that_nobody_awaits_says_when_it_is_ready(
    tmp_path: Path,
) -> None:
    said: list[str] = []
    supervisor = make_supervisor(tmp_path, said)
    shown = tmp_path / "shown"
    code = f"import os, pathlib, time; pathlib.Path({str(shown)!r}).write_text(os.environ['OWN']); time.sleep(60)"
    argv = (sys.executable, "-c", code)
    supervisor.start(Process("late", argv, shown.exists, variables={"OWN": "mine"}, is_awaited=False))
    await until(lambda: "  ✓ late is ready" in said)
    assert shown.read_text() == "mine"
    await supervisor.stop()


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
    supervisor.start(python("stubborn", code, lambda: child.exists() and bool(child.read_text())))
    await supervisor.wait_ready("stubborn", PATIENCE)
    await supervisor.stop()
    assert any("stubborn did not stop" in line for line in said)
    await until(lambda: not runs(int(child.read_text())))


async def test_a_command_that_is_not_there_is_tried_again_not_fatal(tmp_path: Path) -> None:
    said: list[str] = []
    supervisor = make_supervisor(tmp_path, said)
    supervisor.start(Process("absent", (str(tmp_path / "nothing"),), lambda: True))
    await until(lambda: len(said) >= 1)
    await supervisor.stop()
    assert "absent ended with code 127" in said[0]
    assert "No such file" in (tmp_path / "logs" / "absent.log").read_text()


@pytest.mark.parametrize(
    ("code", "what"),
    [
        ("raise SystemExit('MOIEN_PORT: no number')", "has ended 3 times before it was ready"),
        ("import sys; print('MOIEN_PORT: no number'); sys.exit(2)", "refuses to start"),
    ],
)
async def test_one_that_never_gets_ready_is_a_problem_with_the_end_of_its_log(
    tmp_path: Path, code: str, what: str
) -> None:
    supervisor = make_supervisor(tmp_path, [])
    supervisor.start(python("gateway", code, lambda: False))
    with pytest.raises(Problem, match=what) as caught:
        await supervisor.wait_ready("gateway", PATIENCE)
    await supervisor.stop()
    assert "MOIEN_PORT: no number" in caught.value.what
    assert "gateway.log" in caught.value.what


async def test_one_that_takes_too_long_is_a_problem(tmp_path: Path) -> None:
    supervisor = make_supervisor(tmp_path, [])
    supervisor.start(python("slow", "import time; time.sleep(60)", lambda: False))
    with pytest.raises(Problem, match=r"slow is not ready after 0\.1 s"):
        await supervisor.wait_ready("slow", 0.1)
    await supervisor.stop()


async def test_lost_health_is_noted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "WATCH", 0.02)
    healthy = [True]
    supervisor = make_supervisor(tmp_path, [])
    supervisor.start(python("wavering", "import time; time.sleep(60)", lambda: healthy[0]))
    await supervisor.wait_ready("wavering", PATIENCE)
    healthy[0] = False
    await until(lambda: supervisor.state.processes["wavering"].state == "not ready")
    healthy[0] = True
    await until(lambda: supervisor.state.processes["wavering"].state == "ready")
    await supervisor.stop()


async def test_the_heartbeat_of_a_predecessor_does_not_count(tmp_path: Path) -> None:
    heartbeat = tmp_path / "worker.ready"
    heartbeat.touch()
    supervisor = make_supervisor(tmp_path, [])
    argv = (sys.executable, "-c", "import time; time.sleep(60)")
    supervisor.start(Process("worker", argv, heartbeat_is_fresh(heartbeat), heartbeat=heartbeat))
    with pytest.raises(Problem, match="not ready"):
        await supervisor.wait_ready("worker", 0.5)
    heartbeat.touch()
    await supervisor.wait_ready("worker", PATIENCE)
    await supervisor.stop()


async def test_a_full_disk_does_not_stop_what_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    done = tmp_path / "done"
    code = (
        f"import pathlib, time; print('x' * 300_000, flush=True); pathlib.Path({str(done)!r}).touch(); time.sleep(60)"
    )

    def refuse(log: RotatingLog, output: bytes) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(RotatingLog, "write", refuse)
    said: list[str] = []
    supervisor = make_supervisor(tmp_path, said)
    supervisor.start(python("talkative", code, done.exists))
    await supervisor.wait_ready("talkative", PATIENCE)
    await supervisor.stop()
    assert said == []


async def test_kill_does_not_wait(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "GRACE", 60.0)
    up = tmp_path / "up"
    code = f"import pathlib, signal, time; signal.signal(15, signal.SIG_IGN); pathlib.Path({str(up)!r}).touch()\n"
    supervisor = make_supervisor(tmp_path, [])
    supervisor.start(python("stubborn", code + "while True: time.sleep(1)", up.exists))
    await supervisor.wait_ready("stubborn", PATIENCE)
    stopping = asyncio.create_task(supervisor.stop())
    await asyncio.sleep(0.2)
    assert not stopping.done()
    supervisor.kill()
    async with asyncio.timeout(10):
        await stopping
