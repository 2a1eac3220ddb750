from __future__ import annotations

import pytest

from bot.actions.answers import answer, cite, name_intent
from bot.actions.voice import Voice
from contracts.languages import LANGUAGES, Language
from contracts.names import QUESTIONS, Question
from contracts.parts import Citation
from tests.bot.small_catalogue import BINS, CATALOGUE, PAPER

GERMAN = Voice(CATALOGUE, "de")


def test_the_whole_answer_has_every_confirmed_fact_under_its_label_and_nothing_else() -> None:
    assert answer(GERMAN, BINS, "about").text.split("\n\n") == [
        "**title bins de**",
        "summary bins de",
        "**label_steps de:**",
        "1. step one de\n2. step two de",
        "**label_documents de:**",
        "- document de",
        "**label_fee de:** fee de",
        "**label_place de:** place de",
    ]


@pytest.mark.parametrize(
    ("question", "paragraphs"),
    [
        ("documents", ["**label_documents de:**", "- document de"]),
        ("fee", ["**label_fee de:** fee de"]),
        ("place", ["**label_place de:** place de"]),
        ("time", ["ask authority bins de de"]),
        (
            "apply",
            [
                "apply_elsewhere de",
                "**label_steps de:**",
                "1. step one de\n2. step two de",
                "**label_place de:** place de",
            ],
        ),
    ],
)
def test_a_question_gets_what_was_asked_or_who_knows(question: Question, paragraphs: list[str]) -> None:
    assert answer(GERMAN, BINS, question).text.split("\n\n") == ["**title bins de**", *paragraphs]


def test_a_service_without_facts_is_title_and_summary() -> None:
    assert answer(Voice(CATALOGUE, "lb"), PAPER, "about").text == "**title paper lb**\n\nsummary paper lb"


def test_the_form_is_offered_where_there_is_one_and_the_whole_answer_after_a_part_of_it() -> None:
    offers = {
        (service.id, question): [button.intent for button in answer(GERMAN, service, question).buttons]
        for service in (BINS, PAPER)
        for question in ("about", "fee")
    }
    assert offers == {
        ("bins", "about"): [],
        ("bins", "fee"): ["bins_about"],
        ("paper", "about"): ["paper_apply"],
        ("paper", "fee"): ["paper_apply", "paper_about"],
    }


@pytest.mark.parametrize(
    ("question", "easy"),
    [
        ("about", "**title bins de**\n\neasy about de"),
        ("fee", "**title bins de**\n\neasy fee de"),
        ("place", None),
        ("time", None),
    ],
)
def test_easy_language_comes_with_the_answers_that_have_it(question: Question, easy: str | None) -> None:
    assert answer(GERMAN, BINS, question).easy == easy


def test_a_service_without_easy_language_has_none() -> None:
    assert answer(GERMAN, PAPER, "about").easy is None


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("question", QUESTIONS)
def test_every_answer_speaks_its_language_and_cites_its_source(question: Question, language: Language) -> None:
    part = answer(Voice(CATALOGUE, language), BINS, question)
    others = {f" {other}" for other in LANGUAGES if other != language}
    assert not [other for other in others for line in part.text.splitlines() if line.rstrip(".:*").endswith(other)]
    assert [citation.link for citation in part.citations] == ["https://example.org/bins/fr"]


def test_french_puts_a_fixed_space_before_the_colon() -> None:
    french = Voice(CATALOGUE, "fr")
    assert "**label_fee fr\u00a0:** fee fr" in answer(french, BINS, "fee").text
    assert name_intent(french, BINS, "fee") == "title bins fr\u00a0: label_fee fr"
    assert name_intent(french, BINS, "about") == "title bins fr"


def test_the_citation_names_the_language_of_the_page_not_of_the_reader() -> None:
    assert cite(BINS, "lb") == Citation(
        title="title bins lb", link="https://example.org/bins/fr", checked="2026-11-01", language="fr"
    )
