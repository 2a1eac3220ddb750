"""The file that says what runs."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from launcher.state import PlatformState, ProcessState, birth_of, read_state, runs, write_state


def own_state() -> PlatformState:
    return PlatformState(
        pid=os.getpid(),
        born=birth_of(os.getpid()) or "",
        addresses={"demo page": "http://127.0.0.1:8000/demo/"},
        processes={"redis": ProcessState(state="ready", pid=4, port=8004, since=1.5, restarts=2)},
    )


def test_it_comes_back_as_it_was_written(tmp_path: Path) -> None:
    write_state(tmp_path / "run" / "state.json", own_state())
    assert read_state(tmp_path / "run" / "state.json") == own_state()
    assert [path.name for path in (tmp_path / "run").iterdir()] == ["state.json"]


def test_another_process_with_the_same_id_is_not_ours(tmp_path: Path) -> None:
    state = own_state()
    state.born = "1"
    write_state(tmp_path / "state.json", state)
    assert read_state(tmp_path / "state.json") is None


def test_one_whose_process_has_ended_does_not_run(tmp_path: Path) -> None:
    ended = subprocess.Popen([sys.executable, "-c", "pass"])
    state = own_state()
    state.pid, state.born = ended.pid, birth_of(ended.pid) or ""
    ended.wait()
    write_state(tmp_path / "state.json", state)
    assert read_state(tmp_path / "state.json") is None


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", json.dumps({"pid": 1, "processes": {"redis": {"no": 1}}})])
def test_a_file_that_is_none_means_nothing_runs(tmp_path: Path, text: str) -> None:
    (tmp_path / "state.json").write_text(text)
    assert read_state(tmp_path / "state.json") is None


def test_no_file_means_nothing_runs(tmp_path: Path) -> None:
    assert read_state(tmp_path / "state.json") is None


def test_a_zombie_does_not_run() -> None:
    zombie = subprocess.Popen([sys.executable, "-c", "pass"])
    os.waitid(os.P_PID, zombie.pid, os.WEXITED | os.WNOWAIT)
    assert not runs(zombie.pid)
    zombie.wait()
    assert runs(os.getpid())
