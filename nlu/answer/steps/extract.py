"""Last step: answers in the words of the official content itself, where no language model wrote a sound answer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from contracts.answers import Answer
from contracts.languages import Language
from nlu.answer.pages import Passage
from nlu.answer.terms import find_terms
from nlu.answer.work import Status, Step, Work, cite

EXTRACTED = "extracted"

_COLON: dict[Language, str] = {"fr": "\N{NO-BREAK SPACE}:"}

MOST_SENTENCES = 4
"""Sentences of running text that are quoted from one passage."""


async def extract(work: Work) -> Status:
    """Quote the best passage, under the title of its page; a summary says little alone, so the next one follows."""
    page = work.chosen[0].page
    quoted = work.chosen[: 1 if work.chosen[0].passage.heading else 2]
    terms = find_terms(work.question)
    told = [paragraph for it in quoted for paragraph in _tell(it.passage, page.language, terms)]
    work.answer = Answer(
        standing="answered",
        text="\n\n".join([f"**{page.title}**", *told]),
        origin="retrieval",
        citations=[cite(page)],
        services=[page.id] if page.is_service else [],
        source_language=None if page.language == work.language else page.language,
    )
    return EXTRACTED


def _tell(passage: Passage, language: Language, terms: Sequence[str]) -> Iterator[str]:
    if passage.heading:
        yield f"**{passage.heading}{_COLON.get(language, ':')}**"
    if passage.listed:
        # A list is quoted whole: half of what somebody must bring is worse than nothing.
        numbered = enumerate(passage.sentences, start=1)
        yield "\n".join(f"{number}. {it}" if passage.question == "apply" else f"- {it}" for number, it in numbered)
    else:
        yield " ".join(_choose(passage.sentences, set(terms)))


def _choose(sentences: Sequence[str], terms: set[str]) -> Sequence[str]:
    """Give the sentences in a row that share most terms with the question."""
    if len(sentences) <= MOST_SENTENCES:
        return sentences
    shared = [len(terms & set(find_terms(sentence))) for sentence in sentences]
    starts = range(len(sentences) - MOST_SENTENCES + 1)
    best = max(starts, key=lambda start: (sum(shared[start : start + MOST_SENTENCES]), -start))
    return sentences[best : best + MOST_SENTENCES]


STEP = Step("extract", frozenset({EXTRACTED}), extract)
