"""The sandbox as a process: it serves, forgets nothing when it is killed, stops cleanly, refuses bad settings."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from tests.services.people import BRUNO, CERTIFICATE, KEY
from tests.services.processes import Stack, wait_for

pytestmark = pytest.mark.slow


@pytest.fixture
def stack(tmp_path: Path) -> Iterator[Stack]:
    made = Stack(tmp_path)
    made.start_sandbox()
    yield made
    made.close()


def ask(stack: Stack) -> httpx.Response:
    address = f"{stack.sandbox_url}/residence-certificates"
    return httpx.post(address, json=CERTIFICATE, headers={"Idempotency-Key": KEY}, trust_env=False)


def test_killed_and_started_again(stack: Stack) -> None:
    first = ask(stack)
    assert first.status_code == 201
    assert stack.sandbox
    stack.sandbox.kill()
    stack.start_sandbox()
    again = ask(stack)
    assert again.json() == first.json()
    assert again.headers["Idempotent-Replay"] == "true"
    assert stack.filed(BRUNO) == [first.json()["reference"]]
    counted = httpx.get(f"{stack.sandbox_url}/sandbox/filed", trust_env=False).json()
    assert [(one["idempotency_key"], one["reference"]) for one in counted["filed"]] == [
        (KEY, first.json()["reference"])
    ]
    assert (stack.folder / "data" / "sandbox.db").exists()


def test_killed_in_the_middle_of_much_work(stack: Stack) -> None:
    def file(number: int) -> tuple[str, str]:
        """Ask until there is an answer; gives key and reference."""
        key = f"key-of-number-{number}"
        while True:
            try:
                answer = httpx.post(
                    f"{stack.sandbox_url}/residence-certificates",
                    json=CERTIFICATE,
                    headers={"Idempotency-Key": key},
                    trust_env=False,
                    timeout=20,
                )
            except httpx.TransportError:
                time.sleep(0.1)
                continue
            assert answer.status_code == 201
            return key, answer.json()["reference"]

    with ThreadPoolExecutor(8) as pool:
        answers = [pool.submit(file, number) for number in range(160)]
        for share in (40, 80):
            wait_for("some answers", lambda share=share: sum(answer.done() for answer in answers) >= share)
            assert stack.sandbox
            stack.sandbox.kill()
            stack.start_sandbox()
        told = dict(answer.result() for answer in answers)
    counted = httpx.get(f"{stack.sandbox_url}/sandbox/filed", trust_env=False).json()["filed"]
    assert len(counted) == len(told) == 160
    assert {one["idempotency_key"]: one["reference"] for one in counted} == told


def test_its_log_holds_no_personal_data(stack: Stack) -> None:
    ask(stack)
    stack.filed(BRUNO)
    assert stack.sandbox
    stack.sandbox.stop(10)
    log = (stack.folder / "sandbox.log").read_text()
    assert "event=sandbox.up" in log
    assert BRUNO not in log


def test_bad_settings_are_said(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "services.sandbox"],
        env={**os.environ, "MOIEN_STATE_DIR": str(tmp_path), "MOIEN_SANDBOX_FAULT": "fire"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 2
    assert "MOIEN_SANDBOX_FAULT" in done.stderr
    assert "commit-then-timeout" in done.stderr
    assert "Traceback" not in done.stderr
