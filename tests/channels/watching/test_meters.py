"""What is counted of turns and of decisions, row by row."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from channels.core import commands as do
from channels.core.inputs import BotOff, Input, OffNotice, QuestionAnswered, TurnAnswered, TurnFailed
from channels.store.turns import TakenTurn
from channels.watching.meters import TurnMeter, count_commands
from contracts.effects import KnowledgeQuery
from contracts.jobs import Document
from contracts.parts import Button
from contracts.turns import FileInput, OutboxInput, PressInput, SystemInput, TextInput, TurnReply, Understanding
from tests.channels.store.conftest import Clock
from tests.channels.watching.scraping import Scrape, scrape_here

TEXT = TextInput(text="Bonjour")
QUESTION = KnowledgeQuery(question="combien ?")
SYSTEM = SystemInput(intent="system_answer")
NOTICE = OffNotice(text="non", language="fr", person=Button(title="Une personne", intent="human"))


def taken(asked: OutboxInput, clock: Clock, waited: float = 0, attempt: int = 1) -> TakenTurn:
    return TakenTurn(
        id="t",
        conversation="c",
        language="fr",
        input=asked,
        attempt=attempt,
        created_at=clock.now - timedelta(seconds=waited),
    )


def answered(intent: str | None = None) -> TurnAnswered:
    understanding = None if intent is None else Understanding(intent=intent, confidence=0.9)
    return TurnAnswered(reply=TurnReply(turn="t", parts=[], understanding=understanding))


def moved(before: Scrape, name: str, **labels: str) -> float:
    return scrape_here().total(name, **labels) - before.total(name, **labels)


@pytest.mark.parametrize(
    ("asked", "kind", "happened", "outcome"),
    [
        (TEXT, "text", answered(), "answered"),
        (TEXT, "text", TurnFailed(turn="t", final=True), "refused"),
        (TEXT, "text", TurnFailed(turn="t", final=False), "unavailable"),
        (TEXT, "text", None, "lease_lost"),
        (TEXT, "text", BotOff(turn="t", notice=NOTICE, wants_person=False), "bot_off"),
        (PressInput(title="Oui", intent="affirm"), "press", answered(), "answered"),
        (FileInput(document=Document(id="f", name="a", media_type="b", size=1)), "file", answered(), "answered"),
        (SYSTEM, "system", answered(), "answered"),
        (QUESTION, "question", QuestionAnswered(turn="t", answered=None), "answered"),
    ],
)
def test_a_turn_is_counted_by_what_asked_and_how_it_went(
    asked: OutboxInput, kind: str, happened: Input | None, outcome: str
) -> None:
    clock, meter, before = Clock(), TurnMeter(), scrape_here()
    turn = taken(asked, clock)
    meter.take(turn, clock.now)
    meter.end(turn, happened, clock.now, goes_on=False)
    assert moved(before, "moien_turns_total") == 1
    assert moved(before, "moien_turns_total", kind=kind, outcome=outcome) == 1
    assert moved(before, "moien_free_text_total", language="fr", standing="unreachable") == (kind == "question")


@pytest.mark.parametrize(
    ("intent", "decision"),
    [
        ("residence_certificate_fee", "understood"),
        ("nlu_fallback", "fallback"),
        ("nlu_ask", "ask"),
        ("nlu_empty", "empty"),
        ("nlu_other_language", "other_language"),
        ("out_of_scope", "out_of_scope"),
        ("crisis_suicide", "crisis"),
    ],
)
def test_a_text_is_counted_by_what_the_bot_decided(intent: str, decision: str) -> None:
    clock, meter, before = Clock(), TurnMeter(), scrape_here()
    for asked in (TEXT, PressInput(title="Oui", intent="affirm")):
        meter.end(taken(asked, clock), answered(intent), clock.now, goes_on=False)
    assert moved(before, "moien_decisions_total") == 1, "a button was not understood but pressed"
    assert moved(before, "moien_decisions_total", language="fr", decision=decision) == 1


def test_a_message_and_the_question_that_it_led_to_are_one_wait() -> None:
    clock, meter, before = Clock(), TurnMeter(), scrape_here()
    for asked, goes_on in ((TEXT, True), (QUESTION, True), (SYSTEM, False)):
        turn = taken(asked, clock, waited=1)
        meter.take(turn, clock.now)
        clock.forward(2)
        meter.end(turn, answered(), clock.now, goes_on=goes_on)
    assert moved(before, "moien_turn_stage_seconds_count", stage="whole") == 1
    assert moved(before, "moien_turn_stage_seconds_sum", stage="whole") == pytest.approx(7)
    assert moved(before, "moien_turn_stage_seconds_sum", stage="waiting") == pytest.approx(3)


def test_what_nobody_waits_for_is_no_wait_of_a_citizen() -> None:
    clock, meter, before = Clock(), TurnMeter(), scrape_here()
    turn = taken(SYSTEM, clock, waited=3600, attempt=2)
    meter.take(turn, clock.now)
    meter.end(turn, answered(), clock.now, goes_on=False)
    assert moved(before, "moien_turn_stage_seconds_count") == 0


def test_a_wait_that_broke_off_is_forgotten() -> None:
    clock, meter, before = Clock(), TurnMeter(), scrape_here()
    meter.take(taken(TEXT, clock), clock.now)
    meter.break_off("c")
    meter.end(taken(SYSTEM, clock), answered(), clock.now, goes_on=False)
    assert moved(before, "moien_turn_stage_seconds_count", stage="whole") == 0


@pytest.mark.parametrize(
    ("command", "name", "labels"),
    [
        (
            do.OpenTicket(
                id="x", reason="complaint", language="fr", service=None, fields={}, queue="general", visited=()
            ),
            "moien_handovers_opened_total",
            {"reason": "complaint"},
        ),
        (do.ClaimTicket(id="x", agent="a", visited=()), "moien_handovers_claimed_total", {}),
        (do.CloseTicket(id="x", ending="call_back"), "moien_handovers_closed_total", {"ending": "call_back"}),
        (
            do.StoreJob(
                id="j",
                idempotency_key="k",
                kind="look_up",
                service="id_card",
                operation="commune.listAppointments",
                fields={},
                language="fr",
            ),
            "moien_jobs_stored_total",
            {"service": "id_card", "kind": "look_up"},
        ),
    ],
)
def test_what_was_decided_is_counted(command: Any, name: str, labels: dict[str, str]) -> None:
    before = scrape_here()
    count_commands([command, do.Acknowledge(seq=1)])
    assert moved(before, name, **labels) == moved(before, name) == 1
