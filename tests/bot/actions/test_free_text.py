from __future__ import annotations

from typing import Any

import msgspec
import pytest

from bot.actions.free_text import ask_content, tell
from bot.actions.history import History
from bot.actions.incoming import Incoming
from bot.actions.outcome import Response
from bot.actions.voice import Voice
from contracts.answers import Answer, Standing
from contracts.effects import Guess, KnowledgeQuery
from contracts.parts import Citation, Part
from tests.bot.actions.test_history import answered, guessed, user
from tests.bot.small_catalogue import BINS, CATALOGUE, texts

ASYLUM = msgspec.structs.replace(BINS, id="asylum", title=texts("title asylum"), regulated=True)
"""A wrong answer about it does harm."""
VOICE = Voice(msgspec.structs.replace(CATALOGUE, services={**CATALOGUE.services, "asylum": ASYLUM}), "fr")
CITED = Citation(title="Cats", link="https://example.org/cats", checked="2026-11-01", language="fr")
FAILED_ONCE = History([user("nlu_fallback", "wéi ass et mat Kazen?"), answered("unknown")])
FAILED_TWICE = History([user("nlu_fallback"), answered("unknown"), user("nlu_fallback"), answered("unknown")])


def told(answer: Answer, history: History = FAILED_ONCE) -> Part:
    said = tell(VOICE, answer, history)
    assert isinstance(said, Part)
    return said


def test_a_text_that_nothing_explains_is_asked_with_all_that_helps() -> None:
    guess = Guess(intent="bins_about", confidence=0.04)
    history = History([user("permit_about", "permit"), user("greet", "moien"), user("nlu_fallback", "and cats?")])
    said = ask_content(VOICE, Incoming(kind="text", intent="nlu_fallback", text="and cats?", guesses=(guess,)), history)
    assert said == KnowledgeQuery(question="and cats?", earlier=["permit", "moien"], service="permit", guesses=[guess])


def test_what_is_none_of_the_bots_matters_is_asked_of_pages_beside_the_catalogue() -> None:
    said = ask_content(VOICE, Incoming(kind="text", intent="out_of_scope", text="library hours"), History([]))
    assert said == KnowledgeQuery(question="library hours", beside=True)


@pytest.mark.parametrize("standing", ["unknown", "related"])
def test_what_is_none_of_the_bots_matters_and_on_no_page_is_said_to_be_so(standing: Standing) -> None:
    history = History([user("nlu_fallback"), user("out_of_scope", "a joke"), answered("unknown")])
    assert tell(VOICE, Answer(standing=standing), history) == Response("utter_out_of_scope")


def test_a_button_that_means_nothing_is_no_question() -> None:
    said = ask_content(VOICE, Incoming(kind="press", intent="nlu_fallback", text="Something else"), FAILED_ONCE)
    assert isinstance(said, Response)
    assert said.name == "utter_fallback"


def test_what_was_found_is_told_with_its_source_its_code_and_the_ways_on() -> None:
    answer = Answer(standing="answered", text="Dix euros.", citations=[CITED], services=["permit"], code="ABCD-EFGH")
    part = told(answer)
    assert (part.text, part.origin, part.citations, part.code) == ("Dix euros.", "retrieval", [CITED], "ABCD-EFGH")
    assert [button.intent for button in part.buttons] == ["permit_apply", "permit_about", "human"]


def test_what_a_model_wrote_is_marked_with_its_name() -> None:
    part = told(Answer(standing="answered", text="Dix euros [1].", origin="llm", model="ministral"))
    assert (part.origin, part.model) == ("llm", "ministral")


def test_without_a_form_there_is_nothing_to_apply_for() -> None:
    assert [b.intent for b in told(Answer(standing="answered", text="x", services=["bins"])).buttons] == [
        "bins_about",
        "human",
    ]


@pytest.mark.parametrize("services", [[], ["gone"]])
def test_a_page_of_no_service_offers_a_person_only(services: list[str]) -> None:
    assert [b.intent for b in told(Answer(standing="answered", text="x", services=services)).buttons] == ["human"]


def test_a_source_in_another_language_is_named() -> None:
    part = told(Answer(standing="answered", text="Zehn Euro.", source_language="de"))
    assert part.text == "source_in_de fr\n\nZehn Euro."


def test_pages_that_may_help_are_offered() -> None:
    part = told(Answer(standing="related", services=["bins", "permit"], citations=[CITED], code="ABCD-EFGH"))
    assert part.text == "related_pages fr"
    assert part.citations == [CITED]
    assert [(b.title, b.intent) for b in part.buttons] == [
        ("title bins fr", "bins_about"),
        ("title permit fr", "permit_about"),
        ("button_human fr", "human"),
    ]
    assert part.buttons[-1].entities == {"reason": "asked"}


def test_the_second_time_the_person_is_offered_for_that_reason() -> None:
    part = told(Answer(standing="related", services=["bins"]), FAILED_TWICE)
    assert part.buttons[-1].entities == {"reason": "repeated_failure"}


@pytest.mark.parametrize(
    ("answer", "history", "name"),
    [
        (Answer(standing="unknown"), FAILED_ONCE, "utter_fallback"),
        (Answer(standing="unknown"), FAILED_TWICE, "utter_fallback_again"),
        (Answer(standing="related", services=["gone"]), FAILED_ONCE, "utter_fallback"),
        (Answer(standing="routed", intent="greet"), FAILED_ONCE, "utter_greet"),
        (Answer(standing="routed", intent="abuse"), FAILED_ONCE, "utter_abuse"),
        (Answer(standing="routed", intent="account_data"), FAILED_ONCE, "utter_account_data"),
        (Answer(standing="routed", intent="crisis_suicide"), FAILED_ONCE, "utter_crisis_suicide"),
    ],
)
def test_otherwise_the_bot_has_its_own_words(answer: Answer, history: History, name: str) -> None:
    said: Any = tell(VOICE, answer, history)
    assert said.name == name


def test_where_a_wrong_answer_does_harm_a_person_comes_first_and_the_bot_says_why() -> None:
    part = told(Answer(standing="related", services=["asylum", "bins"], code="ABCD-EFGH"), FAILED_TWICE)
    assert (part.text, part.code) == ("related_regulated fr", "ABCD-EFGH")
    assert [button.intent for button in part.buttons] == ["human", "asylum_about", "bins_about"]
    assert part.buttons[0].entities == {"reason": "low_confidence"}


def test_the_service_that_is_meant_most_likely_decides() -> None:
    part = told(Answer(standing="related", services=["bins", "asylum"]))
    assert (part.text, part.buttons[-1].entities) == ("related_pages fr", {"reason": "asked"})


@pytest.mark.parametrize("standing", ["unknown", "related"])
def test_where_nothing_of_a_service_is_found_the_guesses_of_the_nlu_decide(standing: Standing) -> None:
    history = History([guessed(("asylum_about", 0.04), ("asylum_fee", 0.03), ("bins_about", 0.01)), answered(standing)])
    part = told(Answer(standing=standing, citations=[CITED] if standing == "related" else []), history)
    assert part.text == "related_regulated fr"
    assert [(button.intent, button.entities) for button in part.buttons] == [("human", {"reason": "low_confidence"})]


def test_a_weak_guess_decides_nothing() -> None:
    said: Any = tell(VOICE, Answer(standing="unknown"), History([guessed(("asylum_about", 0.04)), answered("unknown")]))
    assert said.name == "utter_fallback"


def test_none_of_the_bots_matters_stays_none_whatever_was_guessed() -> None:
    event = guessed(("asylum_about", 0.3))
    event["parse_data"]["intent"] = {"name": "out_of_scope"}
    said = tell(VOICE, Answer(standing="unknown"), History([event, answered("unknown")]))
    assert said == Response("utter_out_of_scope")
