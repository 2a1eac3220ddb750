"""Commands of the set-up: what is logged, what a failure shows, and that none is left behind."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from launcher import commands
from launcher.commands import Terminated, read_tail, run_beside, run_captured, run_logged, run_shown, stop_commands
from launcher.problem import Problem
from launcher.state import runs

VARIABLES = dict(os.environ)


@pytest.fixture(autouse=True)
def not_ending() -> Iterator[None]:
    yield
    commands._ending.clear()


def run(code: str, log: Path) -> str:
    return run_logged(
        [sys.executable, "-c", code], log=log, cwd=log.parent, variables=VARIABLES, doing="Trying", hint="Try again."
    )


def test_the_output_goes_into_the_log_and_comes_back(tmp_path: Path) -> None:
    log = tmp_path / "x.log"
    assert run("print('one')", log) == "one\n"
    assert run("print('two')", log) == "two\n"
    assert [line for line in log.read_text().splitlines() if not line.startswith("$")] == ["one", "two"]


def test_a_failure_shows_the_last_thirty_lines_where_the_log_is_and_what_to_do(tmp_path: Path) -> None:
    log = tmp_path / "x.log"
    run("print('of an earlier command')", log)
    with pytest.raises(Problem) as caught:
        run("for n in range(100): print('line', n)\nraise SystemExit(3)", log)
    assert "Trying failed (exit code 3)" in caught.value.what
    assert str(log) in caught.value.what
    shown = [line.strip() for line in caught.value.what.splitlines()[1:]]
    assert shown == [f"line {n}" for n in range(70, 100)]
    assert caught.value.do == "Try again."


def test_a_short_failure_shows_nothing_of_an_earlier_command(tmp_path: Path) -> None:
    log = tmp_path / "x.log"
    run("print('of an earlier command')", log)
    with pytest.raises(Problem) as caught:
        run("raise SystemExit('broken')", log)
    assert "broken" in caught.value.what
    assert "earlier" not in caught.value.what


def test_a_command_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(Problem, match="Trying: no-such-command-here is not on this machine"):
        run_logged(
            ["no-such-command-here"],
            log=tmp_path / "x.log",
            cwd=tmp_path,
            variables=VARIABLES,
            doing="Trying",
            hint="Try again.",
        )


def test_what_is_captured_is_written_nowhere() -> None:
    ended = run_captured(
        [sys.executable, "-c", "import sys; print('secret'); print('wrong', file=sys.stderr); sys.exit(4)"],
        variables=VARIABLES,
    )
    assert (ended.code, ended.output, ended.errors) == (4, "secret\n", "wrong\n")


def test_a_captured_command_has_a_time_limit() -> None:
    with pytest.raises(subprocess.TimeoutExpired):
        run_captured([sys.executable, "-c", "import time; time.sleep(60)"], variables=VARIABLES, timeout=0.2)


def test_stopping_ends_a_command_and_its_children_and_lets_none_begin(tmp_path: Path) -> None:
    pids = tmp_path / "pids"
    code = (
        "import os, pathlib, subprocess, sys, time\n"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])\n"
        f"pathlib.Path({str(pids)!r}).write_text(f'{{os.getpid()}} {{child.pid}}.')\n"
        "time.sleep(60)"
    )
    ended: list[BaseException] = []

    def install() -> None:
        try:
            run(code, tmp_path / "x.log")
        except Problem as problem:
            ended.append(problem)

    thread = threading.Thread(target=install)
    thread.start()
    deadline = time.monotonic() + 20
    while not (pids.exists() and pids.read_text().endswith(".")):
        assert time.monotonic() < deadline
        time.sleep(0.02)
    stop_commands()
    thread.join(20)
    assert "exit code -15" in str(ended[0])
    while any(runs(int(pid)) for pid in pids.read_text().rstrip(".").split()):
        assert time.monotonic() < deadline
        time.sleep(0.02)
    with pytest.raises(Terminated):
        run("print('late')", tmp_path / "x.log")


def test_a_shown_command_gives_its_exit_code(tmp_path: Path) -> None:
    assert run_shown([sys.executable, "-c", "raise SystemExit(5)"], cwd=tmp_path, variables=VARIABLES) == 5


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
@pytest.mark.parametrize(
    "run",
    [
        "run_shown(argv, **given)",
        "with run_beside(argv, **given, output=pathlib.Path('said')) as ends: ends.result()",
    ],
    ids=["shown", "beside"],
)
def test_a_signal_ends_a_shown_command_as_ctrl_c_would(tmp_path: Path, number: signal.Signals, run: str) -> None:
    shown = (
        "import pathlib, time\n"
        "pathlib.Path('began').touch()\n"
        "try:\n"
        "    time.sleep(60)\n"
        "except KeyboardInterrupt:\n"
        "    pathlib.Path('cleaned-up').touch()\n"
    )
    root = Path(__file__).parents[2]
    launcher = (
        "import os, signal, sys, pathlib\n"
        # Whoever started the suite may have had hangups ignored (nohup), and children inherit that.
        "signal.signal(signal.SIGHUP, signal.SIG_DFL)\n"
        "from launcher.commands import heed_signals, run_beside, run_shown\n"
        "heed_signals()\n"
        "given = dict(cwd=pathlib.Path('.'), variables=os.environ)\n"
        f"argv = [sys.executable, '-c', {shown!r}]\n"
        f"{run}\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", launcher],
        cwd=tmp_path,
        env={**VARIABLES, "PYTHONPATH": str(root)},
        stderr=subprocess.DEVNULL,
    )
    deadline = time.monotonic() + 20
    while not (tmp_path / "began").exists():
        assert time.monotonic() < deadline
        time.sleep(0.02)
    process.send_signal(number)
    assert process.wait(20) != 0
    assert (tmp_path / "cleaned-up").exists()


def test_a_command_runs_beside_others_and_tells_its_end(tmp_path: Path) -> None:
    code = "import time; print('begun', flush=True); time.sleep(0.2); raise SystemExit(5)"
    given = {"cwd": tmp_path, "variables": VARIABLES, "output": tmp_path / "said"}
    with run_beside([sys.executable, "-c", code], **given) as ends:
        assert not ends.done()
        ended = ends.result(20)
    assert ended.code == 5
    assert ended.seconds >= 0.2
    assert (tmp_path / "said").read_text() == "begun\n"


def test_a_command_beside_something_that_fails_is_interrupted(tmp_path: Path) -> None:
    code = "import pathlib, time; pathlib.Path('began').touch(); time.sleep(60)"
    given = {"cwd": tmp_path, "variables": VARIABLES, "output": tmp_path / "said"}
    with pytest.raises(ZeroDivisionError), run_beside([sys.executable, "-c", code], **given) as ends:
        deadline = time.monotonic() + 20
        while not (tmp_path / "began").exists():
            assert time.monotonic() < deadline
            time.sleep(0.02)
        _ = 1 / 0
    assert ends.result(0).code == -signal.SIGINT


def test_the_tail_of_a_large_file_is_read_without_the_rest(tmp_path: Path) -> None:
    path = tmp_path / "large"
    path.write_text("".join(f"{n}\n" for n in range(100_000)))
    assert read_tail(path, 3) == ["99997", "99998", "99999"]
    assert read_tail(path, 0) == []
    assert read_tail(path, 3, after=path.stat().st_size - 6) == ["99999"]
