from __future__ import annotations

import dataclasses
import math

import pytest

from nlu.answer.pages import Asked, Passage
from nlu.answer.shelf import Evidence, Shelf
from nlu.answer.terms import find_terms
from tests.nlu.answer.sample import PAGES, make_page

SHELF = Shelf([page for page in PAGES if page.language == "en"], ["what is the weather"])


def weigh(question: str) -> Evidence:
    terms = list(dict.fromkeys(find_terms(question)))
    return SHELF.weigh(terms, SHELF.score(terms))


def test_lines_that_fit_as_a_whole_count_a_second_time() -> None:
    asked = ("fee for a bike permit", "what does the bike permit cost", "price of a bike permit")
    apart = ("fee for a", "bike", "permit", "what does the", "bike", "permit cost", "price of a", "bike", "permit")
    pages = [make_page("apart", "en", "X", "Y", asked=apart), make_page("asked", "en", "X", "Y", asked=asked)]
    first, second = Shelf([*pages, *PAGES], []).score(find_terms("bike permit fee"))[:2]
    assert second > first


def test_what_is_known_speaks_for_an_answer() -> None:
    known, strange = weigh("dog tax"), weigh("quantum chromodynamics")
    assert (known.known, known.known_words) == (1.0, 1.0)
    assert (strange.score, strange.lead, strange.known_words) == (0.0, 0.0, 0.0)
    assert strange.known < 0.5


def test_what_resembles_a_matter_out_of_scope_speaks_against_one() -> None:
    assert weigh("the weather today").foreign > 0 == weigh("dog").foreign


def test_length_is_that_of_the_question() -> None:
    assert weigh("dog").length == pytest.approx(math.log(len(find_terms("dog"))))


def test_one_page_has_its_whole_score_as_lead() -> None:
    shelf = Shelf([PAGES[0]], [])
    terms = find_terms("passport")
    evidence = shelf.weigh(terms, shelf.score(terms))
    assert evidence.lead == evidence.score


def test_a_passage_fits_where_the_question_resembles_one_that_is_asked_to_hear_it() -> None:
    page = dataclasses.replace(
        make_page("bike", "en", "Bike", "A bike needs a permit.", "Ten euros."),
        passages=(Passage("", ("A bike needs a permit.",)), Passage("Fee", ("Ten euros.",), "fee")),
        asked=(Asked("how much must I pay for my bike", "fee"), Asked("bike permit", "about")),
    )
    shelf = Shelf([page, *PAGES], [])
    ranked = shelf.rank_passages("how much do I pay", find_terms("how much do I pay"), 0)
    assert [passage.heading for passage in ranked] == ["Fee", ""]
    assert shelf.rank_passages("permit", find_terms("permit"), 0)[0].heading == ""
