"""The rehearsal bot and the action server as processes, spoken to as the studio does."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import pytest
import requests

from bot.settings import ROOT
from contracts.models import content_path, mark_of, model_path
from contracts.rehearsal import Rehearsed
from tests.bot.processes import SECONDS, answer_of, environment, listening_addresses, running
from tests.bot.small_catalogue import GOOD_NUMBER
from tests.otlp import Collector
from tests.ports import free_port

pytestmark = pytest.mark.slow

DRAFT = "d" * 64
"""Fingerprint of a second model."""
SAID = "What is your national identification"
CHANGED = f"Draft: {SAID}"
"""What the second model's actions say instead."""


class Theatre(NamedTuple):
    """The process with its address, and two models."""

    process: subprocess.Popen[bytes]
    port: int
    first: str
    log: Path
    trackers: Path

    def ask(self, body: dict[str, Any] | bytes, model: str) -> requests.Response:
        given: dict[str, Any] = {"data": body} if isinstance(body, bytes) else {"json": body}
        return requests.post(f"http://127.0.0.1:{self.port}/turns", params={"model": model}, timeout=120, **given)

    def uses_tensorflow(self) -> bool:
        return "tensorflow" in Path(f"/proc/{self.process.pid}/maps").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def theatre(trained_model: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Theatre]:
    state, first = tmp_path_factory.mktemp("state"), mark_of(trained_model)
    models = state / "models"
    models.mkdir()
    for mark in (first, DRAFT):
        shutil.copy(trained_model, model_path(models, mark))
        shutil.copytree(content_path(trained_model.parent, first), content_path(models, mark))
    words = content_path(models, DRAFT) / "catalogue" / "residence_certificate.yaml"
    lines = words.read_text(encoding="utf-8").splitlines()
    assert any(f"en: {SAID}" in line for line in lines)
    changed = (
        line.replace(f"en: {SAID}", f'en: "{CHANGED}') + '"' if f"en: {SAID}" in line else line for line in lines
    )
    words.write_text("\n".join(changed) + "\n", encoding="utf-8")
    port, actions_port = free_port(), free_port()
    settings = environment(
        state, MOIEN_REHEARSAL_PORT=str(port), MOIEN_ACTIONS_PORT=str(actions_port), MOIEN_MODEL_DIR=str(models)
    )
    log, actions_log = state / "rehearsal.log", state / "actions.log"
    with (
        running("bot.action_server", settings, actions_log) as actions,
        running("bot.rehearsal.server", settings, log) as process,
    ):
        health = answer_of(f"http://127.0.0.1:{port}/readyz", process, log, status=200)
        assert health.json() == {"status": "ok", "model": None}
        answer_of(f"http://127.0.0.1:{actions_port}/readyz", actions, actions_log, status=200)
        made = Theatre(process, port, first, log, state / "data" / "tracker.db")
        assert not made.uses_tensorflow(), "nothing is imported before the first turn"
        yield made
        assert not made.trackers.exists(), "nothing of a rehearsal is stored"


class Talk:
    """One conversation with a model."""

    def __init__(self, theatre: Theatre, model: str, language: str) -> None:
        self.theatre = theatre
        self.model = model
        self.language = language
        self.conversation = uuid.uuid4().hex

    def turn(self, **given: Any) -> dict[str, Any]:
        return {
            "conversation": self.conversation,
            "turn": uuid.uuid4().hex,
            "language": self.language,
            "input": given,
        }

    def take(self, turn: dict[str, Any]) -> Rehearsed:
        response = self.theatre.ask(turn, self.model)
        assert response.status_code == 200, response.text
        return msgspec.json.decode(response.content, type=Rehearsed)

    def say(self, text: str) -> Rehearsed:
        return self.take(self.turn(type="text", text=text))

    def press(self, intent: str, **entities: str) -> Rehearsed:
        return self.take(self.turn(type="press", title="x", intent=intent, entities=entities))


def test_a_greeting_is_answered_and_seen(theatre: Theatre) -> None:
    talk = Talk(theatre, theatre.first, "lb")
    turn = talk.turn(type="text", text="Moien")
    rehearsed = talk.take(turn)
    assert rehearsed.reply.parts[0].text
    sight = rehearsed.sight
    assert sight is not None
    assert (sight.intent, sight.ranking[0].intent) == ("greet", "greet")
    assert sight.confidence == sight.ranking[0].confidence >= sight.ranking[0].needed == 0.15
    assert len(sight.ranking) == 5
    assert sight.ask == 0.05
    assert sight.milliseconds > 0
    assert talk.take(turn) == rehearsed, "the same turn again is the same answer"


@pytest.mark.parametrize(
    ("text", "language", "intent"),
    [("Wat kascht e Pass?", None, "passport_fee"), ("Quanto custa um passaporte?", "pt", "nlu_other_language")],
)
def test_what_was_decided_and_what_was_weighed(theatre: Theatre, text: str, language: str | None, intent: str) -> None:
    talk = Talk(theatre, theatre.first, "lb")
    sight = talk.take(talk.turn(type="text", text=text, other_language=language)).sight
    assert sight is not None
    assert sight.intent == intent
    assert sight.offered[0] == "passport"
    [name] = [found for found in sight.entities if found.entity == "service_name"] or [None]
    assert name is None or text[name.start : name.end].casefold() in ("pass", "passaporte")


def test_a_form_is_filled_to_its_summary_and_what_would_be_sent_is_told(theatre: Theatre) -> None:
    talk = Talk(theatre, theatre.first, "en")
    opened = talk.press("residence_certificate_apply")
    assert opened.sight is None, "nothing was written"
    assert opened.reply.parts[-1].field is not None
    number = talk.say(GOOD_NUMBER)
    assert number.sight is not None
    assert [(found.entity, found.start) for found in number.sight.entities][:1] == [("national_id", 0)]
    talk.say("Luxembourg")
    summary = talk.press("inform", field="purpose", value="employer").reply.parts[-1].summary
    assert [row.field for row in summary] == ["national_id", "commune", "purpose"]
    [effect] = talk.press("affirm").reply.effects
    assert msgspec.to_builtins(effect)["operation"] == "commune.requestResidenceCertificate"


def test_another_model_has_its_own_actions_and_goes_on_with_the_conversation(theatre: Theatre) -> None:
    talk = Talk(theatre, theatre.first, "en")
    asked = talk.press("residence_certificate_apply").reply.parts[-1].text
    assert SAID in asked
    assert CHANGED not in asked
    talk.model = DRAFT
    # The form is open: a question in between is answered, then it goes on.
    assert CHANGED in talk.press("residence_certificate_fee").reply.parts[-1].text
    assert requests.get(f"http://127.0.0.1:{theatre.port}/readyz", timeout=10).json()["model"] == DRAFT


@pytest.mark.parametrize(
    ("model", "body", "status", "says"),
    [
        ("e" * 64, None, 404, "there is no model eeee"),
        ("../current", None, 400, "no fingerprint"),
        ("", None, 400, "no fingerprint"),
        (DRAFT, b"{", 400, "no TurnRequest"),
        (DRAFT, b"x" * 300_000, 413, ""),
    ],
    ids=["unknown model", "path", "no model", "no JSON", "too long"],
)
def test_what_does_not_fit_is_refused(theatre: Theatre, model: str, body: bytes | None, status: int, says: str) -> None:
    turn = Talk(theatre, model, "lb").turn(type="text", text="Moien")
    response = theatre.ask(body or turn, model)
    assert response.status_code == status
    assert says in response.text


def test_it_listens_on_the_loopback_address_only_and_steps_back_for_others(theatre: Theatre) -> None:
    assert listening_addresses(theatre.process.pid) == {f"127.0.0.1:{theatre.port}"}
    niceness = Path(f"/proc/{theatre.process.pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[16]
    assert int(niceness) >= 10


def test_nothing_that_was_written_stands_in_the_log(theatre: Theatre) -> None:
    Talk(theatre, theatre.first, "lb").say("Ech heeschen Zaldik")
    assert "Zaldik" not in theatre.log.read_text(encoding="utf-8")


def test_a_turn_goes_on_with_the_trace_of_the_studio(tmp_path: Path) -> None:
    """Traced without a model too: there is none with this fingerprint."""
    trace = "00-0123456789abcdef0123456789abcdef-0123456789abcdef-01"
    port, log = free_port(), tmp_path / "log"
    turn = {"conversation": "c" * 32, "turn": "t" * 32, "language": "lb", "input": {"type": "text", "text": "Moien"}}
    with Collector() as collector:
        settings = environment(tmp_path, MOIEN_REHEARSAL_PORT=str(port), MOIEN_OTLP_URL=collector.url)
        with running("bot.rehearsal.server", settings, log) as process:
            answer_of(f"http://127.0.0.1:{port}/readyz", process, log, status=200)
            url = f"http://127.0.0.1:{port}/turns"
            asked = requests.post(url, params={"model": DRAFT}, json=turn, headers={"traceparent": trace}, timeout=60)
            assert asked.status_code == 404, asked.text
    (span,) = collector.spans
    assert (span.process, span.name, span.trace, span.parent) == (
        "moien-rehearsal",
        "rehearsal.turn",
        trace[3:35],
        trace[36:52],
    )
    assert span.attributes == {"stage": "rehearsal.turn", "language": "lb", "outcome": "broke_off"}


HURRIED = (
    "from bot.rehearsal import server, stage; "
    "server.LOOK_SECONDS, stage.KEEP_SECONDS = 0.1, 1; "
    "raise SystemExit(server.main())"
)
"""A process to which a second is a long time."""


def test_a_process_that_is_spent_begins_anew_and_without_actions_it_says_so(theatre: Theatre, tmp_path: Path) -> None:
    port, log = free_port(), tmp_path / "log"
    models = str(theatre.log.parent / "models")
    settings = environment(
        tmp_path, MOIEN_REHEARSAL_PORT=str(port), MOIEN_ACTIONS_PORT=str(free_port()), MOIEN_MODEL_DIR=models
    )
    with log.open("wb") as output:
        argv = [sys.executable, "-c", HURRIED]
        process = subprocess.Popen(argv, cwd=ROOT, env=settings, stdout=output, stderr=subprocess.STDOUT)
    try:
        health = f"http://127.0.0.1:{port}/readyz"
        answer_of(health, process, log, status=200)
        alone = theatre._replace(process=process, port=port)
        response = alone.ask(Talk(alone, theatre.first, "lb").turn(type="text", text="Moien"), theatre.first)
        assert response.status_code == 503
        assert "action server" in response.json()["error"]
        until = time.monotonic() + SECONDS
        while alone.uses_tensorflow():
            assert time.monotonic() < until, log.read_text(encoding="utf-8")
            time.sleep(0.05)
        assert answer_of(health, process, log, status=200).json() == {"status": "ok", "model": None}
        assert "begins anew" in log.read_text(encoding="utf-8")
    finally:
        process.terminate()
    assert process.wait(SECONDS) == 0
