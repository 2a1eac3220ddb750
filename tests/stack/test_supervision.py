"""``up``, ``status``, ``logs``, ``down`` and crashes, with the real processes."""

import signal
import socket
from pathlib import Path

import httpx
import pytest

from launcher.state import runs
from tests.stack.platform import Platform, make_platform
from tests.stack.rest_citizen import RestCitizen

pytestmark = pytest.mark.stack


def test_up_prints_where_to_go(stack: Platform) -> None:
    for page in ("/demo/", "/console/", "/studio/"):
        assert f"{stack.url}{page}" in stack.output
        assert httpx.get(f"{stack.url}{page}", timeout=10).status_code == 200


def test_a_second_up_says_that_it_runs_already(stack: Platform) -> None:
    again = stack.moien("up")
    assert again.returncode == 0
    assert "runs already" in again.stdout
    assert f"{stack.url}/demo/" in again.stdout


def test_status_shows_every_process(stack: Platform) -> None:
    stack.wait_until(lambda: stack.moien("status").returncode == 0, "status is good", patience=60)
    shown = stack.moien("status").stdout
    for name, process in stack.state().processes.items():
        assert f"{name:<10} ready" in shown
        assert str(process.pid) in shown


def test_logs_are_shown_by_name_and_a_wrong_name_is_answered_with_the_right_ones(stack: Platform) -> None:
    assert "starting gateway" in stack.moien("logs", "gateway", "-n", "500").stdout
    wrong = stack.moien("logs", "gatway")
    assert wrong.returncode == 1
    assert "gateway" in wrong.stderr


@pytest.mark.slow
@pytest.mark.parametrize(
    "name",
    ["sandbox", "eid", "redis", "worker", "beat", "training", "gateway", "actions", "rehearsal", "rasa", "answers"],
)
def test_a_killed_process_is_started_again_and_it_is_said(stack: Platform, name: str) -> None:
    old = stack.kill(name)
    stack.wait_ready(name, after=old)
    assert f"{name} ended with code -9" in stack.output
    stack.wait_ready("gateway")


def test_a_taken_port_is_said_before_anything_starts(stack: Platform, tmp_path_factory: pytest.TempPathFactory) -> None:
    other = Platform(tmp_path_factory.mktemp("second"), stack.ports)
    refused = other.moien("up")
    assert refused.returncode == 3
    assert f"{stack.ports['gateway']} for gateway is taken by process {stack.pid('gateway')}" in refused.stderr
    assert "MOIEN_PORT" in refused.stderr


def all_processes(platform: Platform) -> set[int]:
    """Every process of the platform with its children: each was started in a session of its own."""
    sessions = {str(process.pid) for process in platform.state().processes.values()}
    found = {platform.state().pid}
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            try:
                session = (entry / "stat").read_text().rsplit(")", 1)[1].split()[3]
            except OSError:
                continue
            if session in sessions:
                found.add(int(entry.name))
    return found


def all_ended(platform: Platform, processes: set[int]) -> bool:
    return not any(runs(pid) for pid in processes)


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_ctrl_c_stops_all_a_second_up_answers_and_nothing_outlives_the_supervisor(tmp_path: Path) -> None:
    platform = make_platform(tmp_path)
    platform.start()
    processes = all_processes(platform)
    assert len(processes) > len(platform.state().processes) + 1, "the worker's own children are not among them"
    platform.process.send_signal(signal.SIGINT)
    assert platform.process.wait(timeout=120) == 0
    assert platform.output.endswith("Stopped.\n")
    assert all_ended(platform, processes)
    for port in platform.ports.values():
        socket.create_server(("127.0.0.1", port)).close()
    gone = platform.moien("status")
    assert gone.returncode == 1
    assert "does not run" in gone.stdout

    platform.start()
    with RestCitizen(platform.url, "lb") as citizen:
        assert citizen.ask("Moien, wat kascht e Pass?")
    first_accounts = (tmp_path / "run" / "first-accounts.txt").read_text().splitlines()
    assert first_accounts
    assert not [line for line in first_accounts if line in platform.output], "passwords are shown once"

    processes = all_processes(platform)
    platform.process.kill()
    platform.process.wait()
    platform.process = None
    platform.wait_until(lambda: all_ended(platform, processes), "nothing runs without its supervisor", patience=60)


@pytest.mark.slow
def test_down_during_the_set_up_stops_that_too(tmp_path: Path) -> None:
    # A model folder of its own, so that it is training when it is stopped.
    platform = make_platform(tmp_path, MOIEN_MODEL_DIR=str(tmp_path / "models"))
    platform.launch()
    platform.wait_until((tmp_path / "logs" / "train.log").exists, "training begins")
    assert platform.moien("status").returncode == 1
    platform.stop()
    assert "Moien is ready" not in platform.output
    assert platform.output.endswith("Stopped.\n")
    assert list((tmp_path / "models").glob("*.tar.gz")) == []
