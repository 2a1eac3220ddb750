from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.languages import Language
from nlu.answer.search import Index
from tests.nlu.answer.sample import PAGES, make_page

INDEX = Index(PAGES)


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
    found = INDEX.search(question, language)
    assert found[0].page.id == best
    assert {it.page.language for it in found} == {language}
    assert [it.score for it in found] == sorted((it.score for it in found), reverse=True)


def test_no_more_pages_come_than_were_asked_for_and_none_without_a_term() -> None:
    assert len(INDEX.search("commune", "en", most=1)) == 1
    assert {it.page.id for it in INDEX.search("Mondays", "en", most=9)} == {"bins"}


@pytest.mark.parametrize(
    ("question", "language"), [("", "en"), ("?!", "en"), ("🙂", "de"), ("xyzxyz", "en"), ("dog", "fr")]
)
def test_where_nothing_is_found_there_is_nothing(question: str, language: Language) -> None:
    assert INDEX.search(question, language) == []


def test_an_index_without_pages_finds_nothing() -> None:
    assert Index([]).search("dog", "en") == []


def test_one_page_and_a_page_without_words_can_be_searched() -> None:
    index = Index([make_page("empty", "en", "?", "…"), make_page("dog", "en", "Dogs", "About dogs.")])
    assert [it.page.id for it in index.search("dogs", "en")] == ["dog"]


def test_a_long_question_is_read_to_an_end() -> None:
    assert INDEX.search("dog tax " + " ".join(f"word{number}" for number in range(5000)), "en")[0].page.id == "dog"


@given(st.text(max_size=100))
def test_any_question_gets_pages_with_positive_scores(question: str) -> None:
    assert all(it.score > 0 for it in INDEX.search(question, "en"))
