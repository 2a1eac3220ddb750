from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.languages import Language
from nlu.answer.search import Hits, Index
from tests.nlu.answer.sample import PAGES, make_page

FOREIGN: dict[Language, list[str]] = {"en": ["what is the weather", "tell me a joke"]}
INDEX = Index(PAGES, FOREIGN)


@pytest.mark.parametrize(
    ("question", "language", "best"),
    [
        ("how much is the tax for a dog", "en", "dog"),
        ("pasport price", "en", "passport"),
        ("When are the bins emptied?", "en", "bins"),
        ("Was kostet die Hundesteur?", "de", "dog"),
        ("travel document", "en", "passport"),
    ],
)
def test_the_page_that_answers_comes_first(question: str, language: Language, best: str) -> None:
    pages = INDEX.search(question, language).pages
    assert pages[0].id == best
    assert {page.language for page in pages} == {language}


def test_no_more_pages_come_than_were_asked_for_and_none_without_a_term() -> None:
    assert len(INDEX.search("commune", "en", most=1).pages) == 1
    assert [page.id for page in INDEX.search("Mondays", "en", most=9).pages] == ["bins"]


@pytest.mark.parametrize(
    ("question", "language"), [("", "en"), ("?!", "en"), ("🙂", "de"), ("xyzxyz", "en"), ("xyzxyz", "fr")]
)
def test_where_nothing_is_found_there_is_nothing(question: str, language: Language) -> None:
    found = INDEX.search(question, language)
    assert (found, found.standing) == (Hits(), "nothing")


@pytest.mark.parametrize(
    ("question", "asked_in", "best", "found_in"),
    [
        ("dog", "fr", "dog", "en"),
        ("Mondays", "de", "bins", "en"),
        ("Hundesteuer", "de", "dog", "de"),
        ("passport dog", "de", "passport", "de"),
    ],
)
def test_another_language_answers_only_what_the_own_one_has_no_page_for(
    question: str, asked_in: Language, best: str, found_in: Language
) -> None:
    page = INDEX.search(question, asked_in).pages[0]
    assert (page.id, page.language) == (best, found_in)


def test_an_index_without_pages_finds_nothing() -> None:
    assert Index([], {}).search("dog", "en") == Hits()


def test_with_a_few_pages_only_whatever_is_found_is_taken_for_an_answer() -> None:
    assert INDEX.search("dog", "en").standing == "answered"


@pytest.mark.parametrize(
    ("confidence", "standing"), [(0.35, "answered"), (0.34, "related"), (0.15, "related"), (0.14, "nothing")]
)
def test_confidence_says_what_may_be_done(confidence: float, standing: str) -> None:
    assert Hits((PAGES[0],), confidence=confidence).standing == standing


def test_one_page_and_a_page_without_words_can_be_searched() -> None:
    index = Index([make_page("empty", "en", "?", "…"), make_page("dog", "en", "Dogs", "About dogs.")], {})
    assert [page.id for page in index.search("dogs", "en").pages] == ["dog"]


def test_a_long_question_is_read_to_an_end() -> None:
    assert INDEX.search("dog tax " + " ".join(f"word{number}" for number in range(5000)), "en").pages[0].id == "dog"


@given(st.text(max_size=100))
def test_any_question_gets_pages_or_nothing(question: str) -> None:
    found = INDEX.search(question, "en")
    assert 0 <= found.confidence <= 1
    assert bool(found.pages) == (found.standing != "nothing")
