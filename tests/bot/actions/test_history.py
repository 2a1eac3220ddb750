from __future__ import annotations

from typing import Any

import pytest

from bot.actions.history import History
from tests.bot.small_catalogue import CATALOGUE

Event = dict[str, Any]


def user(intent: str, text: str = "") -> Event:
    return {
        "event": "user",
        "text": text,
        "parse_data": {"intent": {"name": intent}},
        "metadata": {"input": "text", "data": {}},
    }


def guessed(*guesses: tuple[str, float]) -> Event:
    """A message that was not understood, with what the NLU held possible."""
    ranking = [{"name": intent, "confidence": confidence} for intent, confidence in guesses]
    event = user("nlu_fallback", "?")
    return {**event, "parse_data": {**event["parse_data"], "intent_ranking": ranking}}


def answered(standing: str, *services: str) -> Event:
    """The turn that brings what was found in the official content."""
    data = {"standing": standing, "services": list(services)}
    return {
        "event": "user",
        "text": "/system_answer",
        "parse_data": {"intent": {"name": "system_answer"}},
        "metadata": {"input": "system", "data": data},
    }


def bot(*offered: str) -> Event:
    buttons = [{"title": intent, "payload": f"/{intent}"} for intent in offered]
    return {"event": "bot", "data": {"buttons": buttons} if buttons else {"buttons": None}}


def loop(name: str | None) -> Event:
    return {"event": "active_loop", "name": name}


RESTART: Event = {"event": "restart"}
SLOT: Event = {"event": "slot", "name": "language", "value": "lb"}


@pytest.mark.parametrize(
    ("events", "began"),
    [
        ([user("permit_apply"), loop("permit_form"), SLOT], True),
        ([user("permit_apply"), loop("permit_form"), user("greet")], False),
        ([user("permit_apply"), loop(None), loop("permit_form")], True),
        ([user("paper_apply"), loop("permit_form"), loop("paper_form")], False),
        ([user("paper_apply"), SLOT], False),
        ([], False),
    ],
)
def test_a_form_began_when_the_latest_message_opened_it(events: list[Event], began: bool) -> None:
    assert History(events).form_began("permit_form") is began


@pytest.mark.parametrize(
    ("events", "count"),
    [
        ([user("greet")], 0),
        ([user("nlu_fallback")], 1),
        ([user("nlu_fallback"), bot(), user("nlu_fallback")], 2),
        ([user("nlu_fallback"), user("greet"), user("nlu_fallback")], 1),
        ([user("nlu_fallback"), user("nlu_fallback"), RESTART, user("nlu_fallback")], 1),
        ([], 0),
        ([user("nlu_fallback"), answered("unknown")], 1),
        ([user("nlu_fallback"), answered("related", "permit"), user("nlu_fallback")], 2),
        ([user("nlu_fallback"), answered("answered", "permit"), user("nlu_fallback")], 1),
        ([user("nlu_fallback"), answered("answered"), user("nlu_fallback"), answered("unknown")], 1),
    ],
)
def test_only_failures_in_a_row_count(events: list[Event], count: int) -> None:
    assert History(events).fallbacks() == count


@pytest.mark.parametrize(
    ("events", "service"),
    [
        ([user("permit_about"), user("bins_about"), user("thanks")], "bins"),
        ([user("permit_apply"), user("nlu_fallback")], "permit"),
        ([user("permit_apply"), RESTART, user("greet")], None),
        ([user("no_such_service_about")], None),
        ([user("permit_fee"), user("question_time")], "permit"),
        ([user("permit_fee"), user("nlu_fallback"), answered("answered", "bins"), user("question_fee")], "bins"),
        ([user("permit_fee"), user("nlu_fallback"), answered("related", "bins")], "permit"),
        ([user("permit_fee"), user("nlu_fallback"), answered("answered")], "permit"),
    ],
)
def test_the_last_service_is_the_one_asked_about_last(events: list[Event], service: str | None) -> None:
    assert History(events).last_service(CATALOGUE) == service


@pytest.mark.parametrize(
    ("events", "intents"),
    [
        ([user("x"), bot("permit_apply"), bot("help", "human"), user("affirm")], ["help", "human"]),
        ([user("x"), bot("help"), user("y"), user("affirm")], []),
        ([user("x"), bot("help"), bot(), user("affirm")], []),
        ([user("x"), bot("help"), user("affirm"), bot("human")], ["help"]),
        ([bot("help"), RESTART, user("affirm")], []),
        ([user("affirm")], []),
    ],
)
def test_the_last_offers_are_those_at_the_end_of_the_turn_before(events: list[Event], intents: list[str]) -> None:
    assert [button.intent for button in History(events).last_offers()] == intents


def test_earlier_texts_are_what_the_citizen_wrote_before() -> None:
    events = [user("greet", "one"), user("greet", "two"), answered("unknown"), user("greet", "three"), user("x", "now")]
    assert History(events).earlier_texts() == ["two", "three"]
    assert History(events[-1:]).earlier_texts() == []


@pytest.mark.parametrize(
    ("events", "services"),
    [
        ([guessed(("permit_fee", 0.04), ("bins_about", 0.045), ("permit_about", 0.03))], ["permit"]),
        ([guessed(("bins_about", 0.3), ("permit_about", 0.06))], ["bins", "permit"]),
        ([guessed(("greet", 0.4), ("gone_about", 0.3), ("question_fee", 0.2))], []),
        ([guessed(("bins_about", 0.3)), answered("unknown")], ["bins"]),
        ([guessed(("bins_about", 0.3)), user("nlu_fallback")], []),
        ([], []),
    ],
)
def test_what_the_nlu_held_possible_counts_for_a_service_as_a_whole(events: list[Event], services: list[str]) -> None:
    assert History(events).guessed_services(CATALOGUE) == services


def test_a_form_that_an_agent_began_is_what_the_conversation_is_about() -> None:
    start = {**answered("unknown"), "parse_data": {"intent": {"name": "system_start_service"}}}
    start["metadata"] = {"input": "system", "data": {"service": "permit", "fields": {}}}
    assert History([user("bins_about"), start]).last_service(CATALOGUE) == "permit"
