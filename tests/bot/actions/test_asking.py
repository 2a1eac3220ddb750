from __future__ import annotations

from bot.actions.asking import MOST_CHOICES, ask_service, ask_which
from bot.actions.incoming import Incoming
from bot.actions.voice import Voice
from contracts.effects import Guess
from tests.bot.small_catalogue import CATALOGUE

VOICE = Voice(CATALOGUE, "en")


def asked(*guesses: str, question: str = "ask_which") -> list[tuple[str, str]]:
    held_possible = tuple(Guess(intent=intent, confidence=0.1) for intent in guesses)
    part = ask_which(VOICE, Incoming(kind="text", intent="nlu_ask", guesses=held_possible))
    assert part.text == f"{question} en"
    return [(button.title, button.intent) for button in part.buttons]


def test_what_may_be_meant_is_offered_likeliest_first_and_none_of_it_last() -> None:
    assert asked("permit_fee", "greet", "bins_about") == [
        ("title permit en: label_fee en", "permit_fee"),
        ("title bins en", "bins_about"),
        ("button_none en", "nlu_fallback"),
    ]


def test_services_that_are_gone_and_questions_without_a_service_are_not_offered() -> None:
    assert asked("gone_about", "question_fee", "paper_about", "bins_about") == [
        ("title paper en", "paper_about"),
        ("title bins en", "bins_about"),
        ("button_none en", "nlu_fallback"),
    ]


def test_one_thing_that_may_be_meant_is_offered_in_other_words() -> None:
    assert asked("paper_about", question="ask_whether") == [
        ("title paper en", "paper_about"),
        ("button_none en", "nlu_fallback"),
    ]


def test_at_most_three_are_offered() -> None:
    guesses = ("permit_about", "paper_about", "bins_about", "permit_fee")
    assert len(asked(*guesses)) == MOST_CHOICES + 1


def test_a_question_without_a_service_is_asked_about_those_most_wanted_that_answer_it() -> None:
    part = ask_service(VOICE, "time")
    assert part.text == "ask_service en"
    assert [button.intent for button in part.buttons] == ["permit_time", "paper_time"]
    assert [button.intent for button in ask_service(VOICE, "fee").buttons] == ["permit_fee", "bins_fee", "paper_fee"]
