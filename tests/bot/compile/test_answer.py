from __future__ import annotations

from bot.compile.answer import cite, write_answer
from contracts.parts import Citation
from tests.bot.small_catalogue import BINS, CATALOGUE, PERMIT


def test_every_confirmed_fact_stands_under_its_label_and_nothing_else() -> None:
    assert write_answer(CATALOGUE, BINS, "de").split("\n\n") == [
        "**title bins de**",
        "summary bins de",
        "**label_steps de:**",
        "1. step one de\n2. step two de",
        "**label_documents de:**",
        "- document de",
        "**label_fee de:** fee de",
        "**label_place de:** place de",
    ]


def test_a_service_without_facts_is_title_and_summary() -> None:
    assert write_answer(CATALOGUE, PERMIT, "lb") == "**title permit lb**\n\nsummary permit lb"


def test_french_puts_a_fixed_space_before_the_colon() -> None:
    assert "**label_fee fr\u00a0:** fee fr" in write_answer(CATALOGUE, BINS, "fr")


def test_the_citation_names_the_language_of_the_page_not_of_the_reader() -> None:
    assert cite(BINS, "lb") == Citation(
        title="title bins lb", link="https://example.org/bins/fr", checked="2026-11-01", language="fr"
    )
