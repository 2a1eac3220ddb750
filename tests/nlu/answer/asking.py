"""Questions on their way, for the tests of the pipeline's steps."""

from __future__ import annotations

from contracts.answers import AnswerRequest, Progress
from contracts.effects import Guess, KnowledgeQuery
from contracts.languages import Language
from nlu.answer.search import Index
from nlu.answer.work import Chosen, Step, Work
from tests.nlu.answer.sample import PAGES

FOREIGN: dict[Language, list[str]] = {"en": ["what is the weather like today"]}
INDEX = Index(PAGES, FOREIGN)


def ask(
    question: str, *, earlier: list[str] | None = None, guesses: dict[str, float] | None = None, beside: bool = False
) -> AnswerRequest:
    """Give a request in English."""
    listed = [Guess(intent=intent, confidence=confidence) for intent, confidence in (guesses or {}).items()]
    query = KnowledgeQuery(question=question, earlier=earlier or [], guesses=listed, beside=beside)
    return AnswerRequest(language="en", query=query)


class Watched(list[Progress]):
    """What a work said of its progress, in order."""


def begin(request: AnswerRequest, *, index: Index = INDEX, chosen: tuple[Chosen, ...] = ()) -> tuple[Work, Watched]:
    """Give a work at its beginning, and what it will say of its progress."""
    watched = Watched()
    work = Work(request=request, index=index, show=watched.append, question=request.query.question, chosen=chosen)
    return work, watched


async def run(step: Step, work: Work) -> str:
    """Run one step; its status must be one that it names."""
    status = await step.run(work)
    assert status in step.statuses
    return status
