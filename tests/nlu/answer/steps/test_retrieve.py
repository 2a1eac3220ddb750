from __future__ import annotations

import dataclasses

import pytest

from contracts.answers import Progress
from nlu.answer.search import Hits, Index
from nlu.answer.steps.retrieve import STEP, offer
from tests.nlu.answer.asking import ask, begin, run
from tests.nlu.answer.sample import PAGES


class Sure(Index):
    """Finds the passport with a confidence that the test chooses."""

    def __init__(self, confidence: float) -> None:
        self.found = Hits(tuple(PAGES[:2]), PAGES[0].passages, confidence)

    def search(self, question: str, language: str, most: int = 4, near: object = None) -> Hits:
        return self.found


async def test_a_page_that_answers_gives_its_passages() -> None:
    work, watched = begin(ask("passport"), index=Sure(0.9))
    assert await run(STEP, work) == "found"
    assert [chosen.passage for chosen in work.chosen] == list(PAGES[0].passages)
    assert work.answer is None
    assert watched == [Progress(stage="searching"), Progress(stage="reading", pages=1)]


async def test_pages_that_may_help_are_offered() -> None:
    work, watched = begin(ask("passport"), index=Sure(0.2))
    assert await run(STEP, work) == "related"
    assert work.answer is not None
    assert (work.answer.standing, work.answer.services) == ("related", ["passport", "dog"])
    assert watched == [Progress(stage="searching")]


async def test_where_nothing_answers_nothing_is_said() -> None:
    work, _ = begin(ask("passport"), index=Sure(0.1))
    assert await run(STEP, work) == "nothing"
    assert work.answer is not None
    assert work.answer.standing == "unknown"


@pytest.mark.parametrize(
    ("is_service", "confidence", "status"),
    [(True, 0.9, "nothing"), (True, 0.2, "nothing"), (False, 0.9, "found"), (False, 0.2, "related")],
)
async def test_where_no_service_is_meant_only_pages_beside_the_catalogue_answer(
    is_service: bool, confidence: float, status: str
) -> None:
    index = Sure(confidence)
    first = dataclasses.replace(PAGES[0], is_service=is_service)
    index.found = dataclasses.replace(index.found, pages=(first, PAGES[1]))
    work, _ = begin(ask("library", beside=True), index=index)
    assert await run(STEP, work) == status
    if status == "related":
        assert work.answer is not None
        assert (work.answer.services, len(work.answer.citations)) == ([], 1)


def test_pages_of_no_service_are_offered_by_their_links() -> None:
    other = dataclasses.replace(PAGES[1], is_service=False)
    answer = offer((PAGES[0], other))
    assert answer.services == ["passport"]
    assert [citation.link for citation in answer.citations] == [other.link]
