"""Programs of a trial, as real processes."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

from contracts.models import ROOT
from services.training import program
from services.training.program import NICENESS, Program, ProgramError, StoppedError, run_program


@pytest.fixture(autouse=True)
def often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(program, "LOOK_SECONDS", 0.01)


def python(code: str, given: bytes = b"", **variables: str) -> Program:
    return Program([sys.executable, "-c", code], given=given, variables=variables)


def look(_: float) -> None:
    pass


def test_what_it_reads_and_writes() -> None:
    code = "import os, sys; print(sys.stdin.read() + os.environ['WORD'] + str(os.getpriority(os.PRIO_PROCESS, 0)))"

    assert run_program(python(code, b"given ", WORD="word "), look, 60) == f"given word {NICENESS}\n"


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("import sys; sys.exit('catalogue/a.yaml:3: wrong')", "catalogue/a.yaml:3: wrong"),
        ("import sys; sys.exit(3)", "ended with code 3 and said nothing"),
        ("import os; os.kill(os.getpid(), 9)", "too little memory"),
    ],
)
def test_a_program_that_fails_says_why(code: str, said: str) -> None:
    with pytest.raises(ProgramError, match=said):
        run_program(python(code), look, 60)


def test_a_program_that_somebody_else_stops_is_no_failure() -> None:
    with pytest.raises(StoppedError):
        run_program(python("import os; os.kill(os.getpid(), 15)"), look, 60)


def test_a_program_that_takes_too_long_is_stopped() -> None:
    with pytest.raises(ProgramError, match="took longer than 0 s"):
        run_program(python("import time; time.sleep(600)"), look, 0)


def test_whoever_looks_may_stop_it_and_it_is_gone_then(tmp_path: Path) -> None:
    told = tmp_path / "pid"
    code = f"import os, pathlib, time; pathlib.Path({str(told)!r}).write_text(str(os.getpid())); time.sleep(600)"

    def stop(_: float) -> None:
        if told.exists() and told.read_text():
            raise KeyError

    with pytest.raises(KeyError):
        run_program(python(code), stop, 60)
    assert not Path(f"/proc/{told.read_text()}").exists()


def test_one_that_does_not_stop_by_itself_is_killed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(program, "GRACE", 0.1)
    told = tmp_path / "pid"
    code = (
        "import os, pathlib, signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); "
        f"pathlib.Path({str(told)!r}).write_text(str(os.getpid())); time.sleep(600)"
    )

    def stop(_: float) -> None:
        if told.exists() and told.read_text():
            raise KeyError

    with pytest.raises(KeyError):
        run_program(python(code), stop, 60)
    assert not Path(f"/proc/{told.read_text()}").exists()


def parent(told: Path, child: str, then: str) -> str:
    """Code of a program that starts another and writes down its id, then goes on."""
    return (
        "import os, pathlib, subprocess, sys, time\n"
        f"child = subprocess.Popen([sys.executable, '-c', {child!r}])\n"
        f"pathlib.Path({str(told)!r}).write_text(f'{{child.pid}}\\n')\n{then}"
    )


def wait_until_gone(told: Path) -> None:
    """Wait for the end of a process that is not our child; one that ended may still wait for its parent to look."""
    stat = Path("/proc") / told.read_text().strip() / "stat"
    until = time.monotonic() + 30
    while stat.exists() and stat.read_text().rpartition(")")[2].split()[0] != "Z":
        assert time.monotonic() < until, "it lives on"
        time.sleep(0.01)


IGNORES = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(600)"


@pytest.mark.parametrize("child", ["import time; time.sleep(600)", IGNORES])
def test_the_children_of_a_program_that_is_stopped_are_gone_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, child: str
) -> None:
    monkeypatch.setattr(program, "GRACE", 0.5)
    told = tmp_path / "pid"

    def stop(_: float) -> None:
        if told.exists() and told.read_text().endswith("\n"):
            raise KeyError

    with pytest.raises(KeyError):
        run_program(python(parent(told, child, "child.wait()")), stop, 60)
    wait_until_gone(told)


def test_children_that_a_program_leaves_behind_are_ended(tmp_path: Path) -> None:
    told = tmp_path / "pid"
    run_program(python(parent(told, IGNORES, "")), look, 60)
    wait_until_gone(told)


def test_a_program_does_not_outlive_its_worker(tmp_path: Path) -> None:
    told = tmp_path / "pid"
    code = f"import os, pathlib, time; pathlib.Path({str(told)!r}).write_text(f'{{os.getpid()}}\\n'); time.sleep(600)"
    runs = (
        "import sys\nfrom services.training.program import Program, run_program\n"
        f"run_program(Program([sys.executable, '-c', {code!r}]), lambda _: None, 600)"
    )
    worker = subprocess.Popen([sys.executable, "-c", runs], cwd=ROOT)
    until = time.monotonic() + 60
    while not (told.exists() and told.read_text().endswith("\n")):
        assert worker.poll() is None
        assert time.monotonic() < until
        time.sleep(0.01)
    worker.kill()
    worker.wait()
    wait_until_gone(told)
