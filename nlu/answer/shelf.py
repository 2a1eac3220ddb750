"""The pages of one language, ready to be searched: how well each fits a question, and what speaks for an answer.

A page counts as a whole, and a second time by the three of its titles, passages and examples that fit best: a page
that says the same in one sentence wins over one that has the words scattered.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from itertools import chain
from typing import NamedTuple

import bm25s
import numpy as np
from numpy.typing import NDArray

from contracts.names import Question
from nlu.answer.kinds import QuestionKinds
from nlu.answer.pages import Asked, Page, Passage
from nlu.answer.terms import find_terms, is_word

TITLE_COUNTS = 3
"""How often the title counts in a page."""
BEST_LINES = 3
"""Lines of a page that count a second time."""
LINES_WEIGHT = 0.5
"""Weight of their mean beside the page as a whole. Chosen on the test sentences; see ``docs/quality.md``."""

Scores = NDArray[np.float64]
Numbers = NDArray[np.int64]
Cut = Callable[[str], list[str]]


class Evidence(NamedTuple):
    """What a question's terms say about whether its best page answers it; without units."""

    score: float
    """Score of the best page."""
    lead: float
    """By how much it lies above the second."""
    foreign: float
    """Score of the matter out of scope that resembles the question most."""
    known: float
    """Share of the terms that stand in some page, rare terms counting more (0 to 1)."""
    known_words: float
    """Share of the words that do."""
    length: float
    """Logarithm of the number of terms."""


class Shelf:
    """The pages of one language, at least one."""

    def __init__(
        self, pages: Sequence[Page], foreign: Sequence[str], anywhere: Sequence[Asked] = (), cut: Cut = find_terms
    ) -> None:
        """Index the pages; ``foreign``: what citizens ask and no page answers; ``anywhere``: how they ask for any.

        ``cut`` gives the terms of a text; whoever makes several shelves of the same texts may keep what it gave.
        """
        self.pages = list(pages)
        self._kinds = QuestionKinds([*(it for page in pages for it in page.asked), *anywhere])
        lines = [
            [page.title, *(_line(page, it) for it in page.passages), *(asked.text for asked in page.asked)]
            for page in pages
        ]
        terms = [[cut(line) for line in listed] for listed in lines]
        titles = [cut(page.title) * (TITLE_COUNTS - 1) for page in pages]
        self._whole = _learn(
            [[*chain.from_iterable(listed), *title] for listed, title in zip(terms, titles, strict=True)]
        )
        self._lines = _learn(list(chain.from_iterable(terms)))
        self._starts = np.cumsum([0, *(len(listed) for listed in lines)])
        self._places = _tabulate(self._starts)
        self._foreign = _learn([cut(text) for text in foreign] or [[]])

    def score(self, terms: Sequence[str]) -> Scores:
        """Give one score per page: BM25 divided by the number of terms, so that questions can be compared."""
        lines = np.append(_sum_up(self._lines, terms), 0.0)[self._places]
        best = np.partition(lines, -BEST_LINES, axis=1)[:, -BEST_LINES:].sum(axis=1) / BEST_LINES
        whole: Scores = _sum_up(self._whole, terms)
        scores: Scores = (whole + LINES_WEIGHT * best) / len(terms)
        return scores

    def rank_passages(self, question: str, terms: Sequence[str], place: int) -> list[Passage]:
        """Order the passages of a page by how well they fit; ``place`` is the page's in ``pages``.

        A passage fits by its words, where the question resembles one that citizens ask to hear it, and where it
        answers what the question wants to hear.
        """
        page = self.pages[place]
        if not page.is_service:
            # Whoever asks for the hours of the library has named the page by "library": "hours" tells the passage.
            terms = sorted(set(terms) - set(find_terms(page.title))) or terms
        # The lines of a page are its title, its passages, and how citizens ask for it.
        scores = _sum_up(self._lines, terms)[self._starts[place] : self._starts[place + 1]][1:] / len(terms)
        own, asked = scores[: len(page.passages)], scores[len(page.passages) :]
        likeness: dict[Question, float] = {}
        for it, score in zip(page.asked, asked, strict=True):
            likeness[it.question] = max(likeness.get(it.question, 0.0), float(score))
        kinds = self._kinds.weigh(question)
        fit = [
            float(score) + likeness.get(it.question, 0.0) + kinds.get(it.question, 0.0)
            for it, score in zip(page.passages, own, strict=True)
        ]
        return [page.passages[number] for number in sorted(range(len(fit)), key=lambda number: -fit[number])]

    def weigh(self, terms: Sequence[str], scores: Scores) -> Evidence:
        """Say what speaks for the best page; ``scores`` are those of the terms."""
        first, second = np.sort(np.append(scores, 0.0))[[-1, -2]]
        seen = _count_texts(self._lines, terms)
        rarity = {term: math.log(1 + self._starts[-1] / (1 + seen[term])) for term in terms}
        words = [term for term in terms if is_word(term)]
        return Evidence(
            score=float(first),
            lead=float(first - second),
            foreign=float(_sum_up(self._foreign, terms).max() / len(terms)),
            known=sum(rarity[term] for term in terms if seen[term]) / sum(rarity.values()),
            known_words=sum(seen[term] > 0 for term in words) / len(words),
            length=math.log(len(terms)),
        )


def _line(page: Page, passage: Passage) -> str:
    """Give what a passage is found by; headings of services are the same on all their pages and say nothing."""
    return passage.text if page.is_service else f"{passage.heading} {passage.text}"


def _tabulate(starts: Numbers) -> Numbers:
    """Give the places of each page's lines, a row per page; rows are filled up with the place behind the last line."""
    counts = np.diff(starts)
    columns = np.arange(max(counts.max(), BEST_LINES))
    return np.where(columns < counts[:, None], starts[:-1, None] + columns, starts[-1])


def _learn(texts: Sequence[list[str]]) -> bm25s.BM25:
    model = bm25s.BM25()
    model.index([terms or [""] for terms in texts], show_progress=False)
    return model


def _sum_up(model: bm25s.BM25, terms: Sequence[str]) -> Scores:
    """Give the score of each text, as ``BM25.get_scores`` does term by term and several times as slowly."""
    start_of = model.scores["indptr"]
    spans = [slice(start_of[term], start_of[term + 1]) for term in model.get_tokens_ids(list(terms))]
    if not spans:
        return np.zeros(model.scores["num_docs"])
    places = np.concatenate([model.scores["indices"][span] for span in spans])
    weights = np.concatenate([model.scores["data"][span] for span in spans])
    return np.asarray(np.bincount(places, weights, minlength=model.scores["num_docs"]), dtype=np.float64)


def _count_texts(model: bm25s.BM25, terms: Sequence[str]) -> dict[str, int]:
    """Give the number of texts in which each term stands."""
    start_of, place_of = model.scores["indptr"], model.vocab_dict
    return {
        term: int(start_of[place_of[term] + 1] - start_of[place_of[term]]) if term in place_of else 0 for term in terms
    }
