"""Finds the pages a question is about: BM25 over pieces of words, in the language of the question first.

A page counts as a whole, and a second time by the three of its titles, passages and examples that fit best: a page
that says the same in one sentence wins over one that has the words scattered. A change of the catalogue makes a new
index; nothing in an index changes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import bm25s
import numpy as np
from numpy.typing import NDArray

from contracts.languages import LANGUAGES, Language
from nlu.answer.pages import Page
from nlu.answer.terms import find_terms

TITLE_COUNTS = 3
"""How often the title counts in a page."""
BEST_LINES = 3
"""Lines of a page that count a second time."""
LINES_WEIGHT = 0.5
"""Weight of their mean beside the page as a whole. Chosen on the test sentences; see ``docs/quality.md``."""
MOST_TERMS = 600
"""Terms of a question that are looked up; some hundred words."""

Scores = NDArray[np.float32]


@dataclass(frozen=True)
class Found:
    """A page that may answer a question."""

    page: Page
    score: float
    """BM25 divided by the number of different terms of the question: comparable between questions."""


class Index:
    """Pages, ready to be searched."""

    def __init__(self, pages: Sequence[Page]) -> None:
        """Index pages; ids may stand in several languages."""
        self._shelves = {
            language: _Shelf(shelf)
            for language in LANGUAGES
            if (shelf := [page for page in pages if page.language == language])
        }

    def search(self, question: str, language: Language, most: int = 4) -> list[Found]:
        """Give the best pages in a language, best first, at most ``most``; pages that share no term are left out."""
        shelf = self._shelves.get(language)
        terms = list(dict.fromkeys(find_terms(question)))[:MOST_TERMS]
        if shelf is None or not terms:
            return []
        scores = shelf.score(terms) / len(terms)
        order = np.argsort(-scores, kind="stable")[:most]
        return [Found(shelf.pages[place], float(scores[place])) for place in order if scores[place] > 0]


class _Shelf:
    """The pages of one language."""

    def __init__(self, pages: Sequence[Page]) -> None:
        self.pages = list(pages)
        lines = [[page.title, *(p.text for p in page.passages), *page.asked] for page in pages]
        whole = [" ".join([*[page.title] * TITLE_COUNTS, page.text, *page.asked]) for page in pages]
        self._whole = _learn(whole)
        self._lines = _learn([line for listed in lines for line in listed])
        self._starts = np.cumsum([0, *(len(listed) for listed in lines)])

    def score(self, terms: list[str]) -> Scores:
        """Give one score per page."""
        lines = self._lines.get_scores(terms)
        best = [
            np.sort(lines[start:end])[-BEST_LINES:].sum() / BEST_LINES
            for start, end in zip(self._starts[:-1], self._starts[1:], strict=True)
        ]
        scores: Scores = self._whole.get_scores(terms) + LINES_WEIGHT * np.asarray(best, dtype=np.float32)
        return scores


def _learn(texts: Sequence[str]) -> bm25s.BM25:
    model = bm25s.BM25()
    model.index([find_terms(text) or [""] for text in texts], show_progress=False)
    return model
