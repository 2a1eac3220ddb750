"""Fourth step: looks for the pages that answer, and ends the work where none does."""

from __future__ import annotations

from collections.abc import Sequence

from contracts.answers import Answer, Progress
from nlu.answer.pages import Page
from nlu.answer.work import Chosen, Status, Step, Work, cite

FOUND, RELATED, NOTHING = "found", "related", "nothing"

MOST_RELATED = 3
"""Pages that are offered where none is sure to answer."""
MOST_PASSAGES = 4
"""Passages that an answer may rest on."""


async def retrieve(work: Work) -> Status:
    """Choose the passages for an answer, or offer pages, or say that nothing is known."""
    work.show(Progress(stage="searching"))
    work.hits = await work.search(work.question)
    # The NLU knows every service, and is sure that none is meant.
    of_service = bool(work.hits.pages) and work.hits.pages[0].is_service
    if work.hits.standing == "nothing" or (work.query.beside and of_service):
        work.answer = Answer(standing="unknown")
        return NOTHING
    if work.hits.standing == "related":
        pages = [page for page in work.hits.pages if not (work.query.beside and page.is_service)]
        work.answer = offer(pages[:MOST_RELATED])
        return RELATED
    best = work.hits.pages[0]
    work.chosen = tuple(Chosen(best, passage) for passage in work.hits.passages[:MOST_PASSAGES])
    work.show(Progress(stage="reading", pages=1))
    return FOUND


def offer(pages: Sequence[Page]) -> Answer:
    """Offer pages that may help: services as such, other pages by their links."""
    return Answer(
        standing="related",
        services=[page.id for page in pages if page.is_service],
        citations=[cite(page) for page in pages if not page.is_service],
    )


STEP = Step("retrieve", frozenset({FOUND, RELATED, NOTHING}), retrieve)
