from __future__ import annotations

import dataclasses

import pytest

from contracts.languages import Language
from nlu.answer.pages import Passage
from nlu.answer.steps.extract import MOST_SENTENCES, STEP
from nlu.answer.work import Chosen
from tests.nlu.answer.asking import ask, begin, run
from tests.nlu.answer.sample import make_page

PAGE = make_page("bins", "en", "Waste", "The bins are emptied on Mondays.")


async def extracted(passage: Passage, *, question: str = "bins", language: Language = "en") -> str:
    page = dataclasses.replace(PAGE, language=language)
    work, _ = begin(ask(question), chosen=(Chosen(page, passage),))
    assert await run(STEP, work) == "extracted"
    assert work.answer is not None
    return work.answer.text


@pytest.mark.parametrize(
    ("passage", "text"),
    [
        (Passage("", ("One.", "Two.")), "**Waste**\n\nOne. Two."),
        (Passage("Fee", ("Ten euros.",), "fee"), "**Waste**\n\n**Fee:**\n\nTen euros."),
        (Passage("Papers", ("id", "photo"), "documents", listed=True), "**Waste**\n\n**Papers:**\n\n- id\n- photo"),
        (Passage("Steps", ("Go.", "Pay."), "apply", listed=True), "**Waste**\n\n**Steps:**\n\n1. Go.\n2. Pay."),
    ],
)
async def test_the_best_passage_is_quoted(passage: Passage, text: str) -> None:
    assert await extracted(passage) == text


async def test_french_has_a_no_break_space_before_the_colon() -> None:
    text = await extracted(Passage("Tarif", ("Dix euros.",), "fee"), language="fr")
    assert "**Tarif\N{NO-BREAK SPACE}:**" in text


async def test_of_a_long_text_the_sentences_that_fit_are_quoted_in_their_order() -> None:
    sentences = tuple(f"Sentence {number} is about nothing." for number in range(10))
    long = (*sentences, "Glass goes into the green bin.", "Paper goes into the blue bin.", *sentences)
    text = await extracted(Passage("", long), question="which bin for glass and paper")
    assert "Glass goes into the green bin. Paper goes into the blue bin." in text
    assert text.count(".") == MOST_SENTENCES


async def test_the_source_is_named_with_its_language_where_it_is_another() -> None:
    german = dataclasses.replace(PAGE, language="de", title="Abfall")
    work, _ = begin(ask("bins"), chosen=(Chosen(german, german.passages[0]),))
    await run(STEP, work)
    answer = work.answer
    assert answer is not None
    assert (answer.standing, answer.origin, answer.source_language) == ("answered", "retrieval", "de")
    assert (answer.services, answer.citations[0].link) == (["bins"], PAGE.link)


async def test_an_answer_in_the_citizens_language_needs_no_remark() -> None:
    work, _ = begin(ask("bins"), chosen=(Chosen(dataclasses.replace(PAGE, is_service=False), PAGE.passages[0]),))
    await run(STEP, work)
    assert work.answer is not None
    assert (work.answer.source_language, work.answer.services) == (None, [])


async def test_behind_a_summary_follows_what_fits_next() -> None:
    passages = (Passage("", ("All about bins.",)), Passage("Fee", ("Ten euros.",), "fee"), Passage("Place", ("Here.",)))
    work, _ = begin(ask("bins"), chosen=tuple(Chosen(PAGE, passage) for passage in passages))
    await run(STEP, work)
    assert work.answer is not None
    assert work.answer.text == "**Waste**\n\nAll about bins.\n\n**Fee:**\n\nTen euros."
