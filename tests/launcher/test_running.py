"""``down``, ``status`` and ``logs``, with a process that stands for a running platform."""

import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from launcher import running
from launcher.problem import Problem
from launcher.processes import MODELS, NAMES
from launcher.running import down, logs, status
from launcher.settings import Settings, read_settings
from launcher.state import PlatformState, ProcessState, birth_of, write_state
from launcher.up import STATE_FILE, up

ROOT = Path(__file__).parents[2]
SERVING = [name for name in NAMES if name not in MODELS]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return read_settings(tmp_path)


@contextmanager
def platform(settings: Settings, *, states: dict[str, str], code: str = "") -> Iterator[subprocess.Popen[bytes]]:
    """A process that is in the state file as ``./moien up`` would be."""
    process = subprocess.Popen(
        [sys.executable, "-c", f"{code}\nprint(flush=True)\nimport time; time.sleep(60)"], stdout=-1
    )
    try:
        assert process.stdout
        process.stdout.readline()
        state = PlatformState(
            pid=process.pid, born=birth_of(process.pid) or "", addresses={"demo page": "http://x/demo/"}
        )
        for name, word in states.items():
            pid = process.pid if word != "crashed" else None
            state.processes[name] = ProcessState(state=word, pid=pid, port=8000, since=time.time() - 3700, restarts=1)
        write_state(settings.run_dir / STATE_FILE, state)
        yield process
    finally:
        process.kill()
        process.communicate()


def test_status_of_what_does_not_run(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    (settings.root / "requirements").mkdir()
    assert status(settings) == 1
    said = capsys.readouterr().out
    assert "Moien does not run" in said
    assert "environment platform  missing" in said
    assert "environment llm       not needed" in said
    assert "none yet" in said


def test_status_is_good_when_all_is_ready(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    settings.model_dir.mkdir(parents=True)
    (settings.model_dir / "current").write_text("0123456789abcdef0123\n")
    with platform(settings, states=dict.fromkeys(SERVING, "ready")) as process:
        assert status(settings) == 0
        said = capsys.readouterr().out
        assert f"gateway    ready     {process.pid:>7}   8000   1:01:40         1" in said
        assert "0123456789ab in" in said
        assert "http://x/demo/" in said
        assert "free text: " in said


def test_status_names_administrations_that_are_down(
    settings: Settings, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []
    monkeypatch.setattr(running, "describe_down", lambda host, port: asked.append((host, port)) or ["commune is away"])
    with platform(settings, states=dict.fromkeys(SERVING, "ready")):
        assert status(settings) == 0
    assert asked == [("127.0.0.1", 8000)]
    assert "\ncommune is away\n" in capsys.readouterr().out
    with platform(settings, states={**dict.fromkeys(SERVING, "ready"), "gateway": "starting"}):
        assert status(settings) == 1
    assert len(asked) == 1


@pytest.mark.parametrize("word", ["starting", "crashed", "not ready", "absent"])
def test_status_is_bad_when_one_is_not_ready(settings: Settings, capsys: pytest.CaptureFixture[str], word: str) -> None:
    states = dict.fromkeys(SERVING, "ready")
    if word == "absent":
        del states["rasa"]
    else:
        states["rasa"] = word
    with platform(settings, states=states):
        assert status(settings) == 1
    assert f"rasa       {'waiting' if word == 'absent' else word}" in capsys.readouterr().out


def test_down_stops_and_waits(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    with platform(settings, states={}) as process:
        # Nobody else waits for this child, so that it would stay a zombie: `down` takes that for ended.
        assert down(settings) == 0
        assert process.wait(10) == -signal.SIGTERM
    assert "Moien has stopped." in capsys.readouterr().out
    assert down(settings) == 0
    assert "does not run" in capsys.readouterr().out


def test_down_says_when_it_does_not_stop(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "PATIENCE", 0.3)
    code = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN)"
    with platform(settings, states={}, code=code) as process, pytest.raises(Problem, match="has not stopped") as caught:
        down(settings)
    assert f"kill -9 {process.pid}" in caught.value.do


def test_a_second_up_shows_the_addresses_of_the_first(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    with platform(settings, states=dict.fromkeys(SERVING, "ready")) as process:
        assert up(settings) == 0
        said = capsys.readouterr().out
        assert f"runs already (process {process.pid})" in said
        assert "http://x/demo/" in said


def test_logs_end_with_the_newest_lines(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    settings.logs_dir.mkdir(parents=True)
    (settings.logs_dir / "rasa.log").write_text("one\ntwo\nthree\n")
    assert logs(settings, "rasa", lines=2, follow=False) == 0
    assert capsys.readouterr().out == "two\nthree\n"


@pytest.mark.parametrize("name", ["gatway", "../secret", ""])
def test_a_log_that_is_not_there_is_answered_with_those_that_are(settings: Settings, name: str) -> None:
    settings.logs_dir.mkdir(parents=True)
    (settings.logs_dir / "gateway.log").touch()
    (settings.state_dir / "secret.log").touch()
    with pytest.raises(Problem, match="No log is called") as caught:
        logs(settings, name, lines=2, follow=False)
    assert caught.value.do == "There are: gateway"


def test_following_goes_on_over_a_rotation_and_ends_with_ctrl_c(tmp_path: Path) -> None:
    log = tmp_path / "logs" / "rasa.log"
    log.parent.mkdir()
    log.write_text("one\n")
    shown = subprocess.Popen(
        [sys.executable, str(ROOT / "moien"), "logs", "rasa", "-f"],
        env={"PATH": "/usr/bin:/bin", "MOIEN_STATE_DIR": str(tmp_path)},
        stdout=subprocess.PIPE,
    )
    assert shown.stdout
    try:
        assert shown.stdout.readline() == b"one\n"
        time.sleep(0.5)
        with log.open("a") as file:
            file.write("two\n")
        assert shown.stdout.readline() == b"two\n"
        log.rename(log.with_suffix(".log.1"))
        log.write_text("three\n")
        assert shown.stdout.readline() == b"three\n"
        shown.send_signal(signal.SIGINT)
        assert shown.wait(10) == 0
    finally:
        shown.kill()
        shown.communicate()


def test_a_reader_that_has_seen_enough_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "logs").mkdir()
    (tmp_path / "logs" / "rasa.log").write_text("a line\n" * 100_000)
    run = subprocess.run(
        f"{sys.executable} {ROOT / 'moien'} logs rasa -n 100000 | head -n 1",
        shell=True,
        env={"PATH": "/usr/bin:/bin", "MOIEN_STATE_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.stdout == "a line\n"
    assert run.stderr == ""
