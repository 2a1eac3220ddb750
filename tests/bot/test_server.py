"""The two processes as the launcher starts them, spoken to as the hub does."""

from __future__ import annotations

import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import requests

from bot.settings import ROOT
from contracts.models import make_current
from tests.bot.processes import answer_of, environment, listening_addresses, running
from tests.bot.small_catalogue import GOOD_NUMBER
from tests.ports import free_port

pytestmark = pytest.mark.slow


class Stack(NamedTuple):
    """Both processes with their addresses and logs."""

    rasa: subprocess.Popen[bytes]
    actions: subprocess.Popen[bytes]
    rasa_port: int
    actions_port: int
    state_dir: Path

    @property
    def turns(self) -> str:
        return f"http://127.0.0.1:{self.rasa_port}/webhooks/moien/turns"

    def logs(self) -> str:
        return "".join(path.read_text(encoding="utf-8") for path in self.state_dir.glob("*.log"))


@pytest.fixture(scope="module")
def stack(trained_model: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    state_dir = tmp_path_factory.mktemp("state")
    rasa_port, actions_port = free_port(), free_port()
    settings = environment(
        state_dir,
        MOIEN_RASA_PORT=str(rasa_port),
        MOIEN_ACTIONS_PORT=str(actions_port),
        MOIEN_MODEL_DIR=str(trained_model.parent),
    )
    make_current(trained_model.parent, trained_model.name.split(".")[0])
    rasa_log, actions_log = state_dir / "rasa.log", state_dir / "actions.log"
    with (
        running("bot.action_server", settings, actions_log) as actions,
        running("bot.server", settings, rasa_log) as rasa,
    ):
        health = f"http://127.0.0.1:{rasa_port}/webhooks/moien/health"
        assert answer_of(health, rasa, rasa_log).status_code == 503, "the door answers before the model is loaded"
        answer_of(health, rasa, rasa_log, status=200)
        answer_of(f"http://127.0.0.1:{actions_port}/readyz", actions, actions_log, status=200)
        yield Stack(rasa, actions, rasa_port, actions_port, state_dir)


def turn(given: dict[str, Any], conversation: str, language: str = "lb") -> dict[str, Any]:
    return {"conversation": conversation, "turn": uuid.uuid4().hex, "language": language, "input": given}


def text(words: str) -> dict[str, Any]:
    return {"type": "text", "text": words}


def test_a_conversation_over_the_wire(stack: Stack) -> None:
    conversation = uuid.uuid4().hex
    opened = requests.post(stack.turns, json=turn(text("Ech brauch e Residenzzertifikat"), conversation), timeout=10)
    assert opened.status_code == 200
    assert opened.headers["Content-Type"] == "application/json"
    assert opened.json()["parts"][-1]["field"]["name"] == "national_id"
    request = turn(text(GOOD_NUMBER), conversation)
    first = requests.post(stack.turns, json=request, timeout=10)
    again = requests.post(stack.turns, json=request, timeout=10)
    assert first.json() == again.json()
    assert first.json()["parts"][-1]["field"]["name"] == "commune"


def test_a_bad_body_is_refused(stack: Stack) -> None:
    answer = requests.post(stack.turns, data=b"{", timeout=10)
    assert answer.status_code == 400
    assert answer.json()["error"]


def test_a_body_without_end_is_refused(stack: Stack) -> None:
    answer = requests.post(stack.turns, json=turn(text("x" * 300_000), "c"), timeout=10)
    assert answer.status_code == 413


@pytest.mark.parametrize("path", ["/", "/webhooks/rest/webhook", "/model/parse", "/status", "/conversations/c/tracker"])
def test_nothing_but_the_door_answers(stack: Stack, path: str) -> None:
    assert requests.post(f"http://127.0.0.1:{stack.rasa_port}{path}", json={}, timeout=10).status_code in {404, 405}


def test_both_listen_on_the_loopback_address_only(stack: Stack) -> None:
    assert listening_addresses(stack.rasa.pid) == {f"127.0.0.1:{stack.rasa_port}"}
    assert listening_addresses(stack.actions.pid) == {f"127.0.0.1:{stack.actions_port}"}


def counted(url: str, series: str) -> float:
    """The value of a series that a door shows."""
    answer = requests.get(f"{url}/metrics", timeout=10)
    assert answer.status_code == 200
    found = [line for line in answer.text.splitlines() if line.startswith(f"{series} ")]
    return float(found[0].split()[-1]) if found else 0.0


def test_turns_and_actions_are_counted(stack: Stack) -> None:
    rasa, actions = (f"http://127.0.0.1:{port}" for port in (stack.rasa_port, stack.actions_port))
    answered, done = 'moien_bot_turns_total{outcome="answered"}', 'moien_actions_total{outcome="done"}'
    bad, timed = 'moien_bot_turns_total{outcome="bad_request"}', "moien_bot_turn_seconds_count"
    before = counted(rasa, answered), counted(rasa, bad), counted(rasa, timed), counted(actions, done)
    wish = turn(text("Ech brauch e Residenzzertifikat"), "counted")
    assert requests.post(stack.turns, json=wish, timeout=60).status_code == 200
    assert requests.post(stack.turns, data=b"{", timeout=10).status_code == 400
    after = counted(rasa, answered), counted(rasa, bad), counted(rasa, timed), counted(actions, done)
    moved = [now - then for now, then in zip(after, before, strict=True)]
    assert moved[:3] == [1, 1, 1]
    assert moved[3] >= 1
    assert counted(rasa, "moien_event_loop_lag_seconds_count") > 0


def test_each_says_that_it_is_up_and_ready(stack: Stack) -> None:
    for port in (stack.rasa_port, stack.actions_port):
        for path in ("/healthz", "/readyz"):
            assert requests.get(f"http://127.0.0.1:{port}{path}", timeout=10).json()["status"] == "ok"


def test_no_website_may_ask_them(stack: Stack) -> None:
    for url in (stack.turns, f"http://127.0.0.1:{stack.actions_port}/webhook"):
        answer = requests.options(url, headers={"Origin": "https://example.org"}, timeout=10)
        assert "Access-Control-Allow-Origin" not in answer.headers


def test_an_action_that_fails_gives_away_nothing(stack: Stack) -> None:
    call = {
        "next_action": "action_fallback",
        "version": "3.6.21",
        "tracker": {"sender_id": "c", "slots": {"language": None, "national_id": "18931201"}, "events": []},
    }
    answer = requests.post(f"http://127.0.0.1:{stack.actions_port}/webhook", json=call, timeout=10)
    assert (answer.status_code, answer.json()) == (500, {"error": "ValueError"})
    assert "18931201" not in stack.logs()
    assert "ValueError at " in stack.logs()


def test_nothing_that_was_written_is_in_the_logs(stack: Stack) -> None:
    secret = "meng geheim Nummer"
    answer = requests.post(stack.turns, json=turn(text(secret), uuid.uuid4().hex), timeout=10)
    assert answer.status_code == 200
    assert secret not in stack.logs()
    assert GOOD_NUMBER not in stack.logs()


def test_without_actions_a_turn_fails_and_can_be_asked_again(trained_model: Path, tmp_path: Path) -> None:
    rasa_port, actions_port = free_port(), free_port()
    settings = environment(
        tmp_path,
        MOIEN_RASA_PORT=str(rasa_port),
        MOIEN_ACTIONS_PORT=str(actions_port),
        MOIEN_MODEL_DIR=str(trained_model.parent),
    )
    url = f"http://127.0.0.1:{rasa_port}/webhooks/moien"
    request = turn(text("Ech brauch e Residenzzertifikat"), uuid.uuid4().hex)
    with running("bot.server", settings, tmp_path / "rasa.log") as rasa:
        answer_of(f"{url}/health", rasa, tmp_path / "rasa.log", status=200)
        failed = requests.post(f"{url}/turns", json=request, timeout=30)
        assert failed.status_code == 502
        assert "ask again" in failed.json()["error"]
        with running("bot.action_server", settings, tmp_path / "actions.log") as actions:
            answer_of(f"http://127.0.0.1:{actions_port}/readyz", actions, tmp_path / "actions.log", status=200)
            answered = requests.post(f"{url}/turns", json=request, timeout=30)
            assert answered.json()["parts"][-1]["field"]["name"] == "national_id"


def test_a_server_without_a_model_ends_and_says_what_to_do(tmp_path: Path) -> None:
    settings = environment(tmp_path, MOIEN_RASA_PORT=str(free_port()))
    ended = subprocess.run(
        [sys.executable, "-m", "bot.server"],
        cwd=ROOT,
        env=settings,
        capture_output=True,
        timeout=60,
        check=False,
        text=True,
    )
    assert ended.returncode == 1
    assert "python -m bot.train" in ended.stderr


@pytest.mark.parametrize("module", ["bot.server", "bot.action_server", "bot.train"])
def test_a_setting_that_cannot_be_used_is_said_in_one_line(module: str, tmp_path: Path) -> None:
    settings = environment(tmp_path, MOIEN_RASA_PORT="eight")
    ended = subprocess.run(
        [sys.executable, "-m", module], cwd=ROOT, env=settings, capture_output=True, timeout=60, check=False, text=True
    )
    assert ended.returncode == 1
    assert ended.stderr.strip().splitlines()[-1].startswith("MOIEN_RASA_PORT is 'eight'")


def test_the_action_server_starts_without_rasa_and_tensorflow(tmp_path: Path) -> None:
    code = (
        "import sys, bot.action_server, bot.actions.registry; "
        "print([name for name in ('rasa', 'tensorflow') if name in sys.modules])"
    )
    ended = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=environment(tmp_path),
        capture_output=True,
        timeout=60,
        check=True,
        text=True,
    )
    assert ended.stdout.strip() == "[]"


def test_a_stopped_server_is_gone_at_once(trained_model: Path, tmp_path: Path) -> None:
    port = free_port()
    settings = environment(tmp_path, MOIEN_ACTIONS_PORT=str(port))
    with running("bot.action_server", settings, tmp_path / "log") as process:
        answer_of(f"http://127.0.0.1:{port}/readyz", process, tmp_path / "log", status=200)
        began = time.monotonic()
        process.terminate()
        assert process.wait(10) == 0
        assert time.monotonic() - began < 5
