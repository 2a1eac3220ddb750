"""``up``, ``status``, ``logs``, ``down`` and crashes, with the real processes."""

import httpx
import pytest

from tests.stack.platform import Platform

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
        assert f"{name:<9} ready" in shown
        assert str(process.pid) in shown


def test_logs_are_shown_by_name_and_a_wrong_name_is_answered_with_the_right_ones(stack: Platform) -> None:
    assert "starting gateway" in stack.moien("logs", "gateway", "-n", "500").stdout
    wrong = stack.moien("logs", "gatway")
    assert wrong.returncode == 1
    assert "gateway" in wrong.stderr


@pytest.mark.slow
@pytest.mark.parametrize("name", ["sandbox", "redis", "worker", "gateway"])
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
