"""Finds the pages a question is about, and says how likely the best one answers it.

Pages are looked for in the citizen's language; where none answers, among the pages that another language alone has.
A change of the catalogue makes a new index; nothing in an index changes, so that several threads may search in it.

Where an embedding model serves, the order by words and the order by meaning are fused by weighted reciprocal rank
(Cormack, Clarke and Büttcher, SIGIR 2009). Only the order: how sure an answer is, the words alone say, so that a model
that nobody has measured makes no answer out of none.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal, NamedTuple

import numpy as np

from contracts.languages import LANGUAGES, Language
from nlu.answer.calibration import calibrate
from nlu.answer.pages import Asked, Page, Passage
from nlu.answer.shelf import Shelf
from nlu.answer.synonyms import Groups, Synonyms
from nlu.answer.terms import find_terms

RANK_OFFSET = 60
"""Of reciprocal ranks: the greater, the less the first places count before the next ones."""
MOST_RANKED = 10
"""Pages of each order that are fused."""
MOST_TERMS = 600
"""Terms of a question that are looked up; some hundred words."""
ANSWERED_FROM = 0.35
RELATED_FROM = 0.15
"""Confidences from which the best page answers, and from which pages are shown as related; ``docs/quality.md``."""

Standing = Literal["answered", "related", "nothing"]


class Nearness(NamedTuple):
    """Pages of one language by how near they are to a question in meaning."""

    ids: tuple[str, ...] = ()
    """Nearest first."""
    weight: float = 0.0
    """What their order counts beside the order by words, which counts 1."""


@dataclass(frozen=True)
class Hits:
    """What was found."""

    pages: tuple[Page, ...] = ()
    """The best pages, best first; none shares no term with the question."""
    passages: tuple[Passage, ...] = ()
    """Those of the best page, best first."""
    confidence: float = 0.0
    """Probability (0 to 1) that the best page answers the question; 1 where there are too few pages to tell."""

    @property
    def standing(self) -> Standing:
        """Say what may be done with the pages: answer from the best, show them as related, or neither."""
        if not self.pages or self.confidence < RELATED_FROM:
            return "nothing"
        return "answered" if self.confidence >= ANSWERED_FROM else "related"


class Index:
    """Pages, ready to be searched."""

    def __init__(
        self,
        pages: Sequence[Page],
        foreign: Mapping[Language, Sequence[str]],
        anywhere: Mapping[Language, Sequence[Asked]] | None = None,
        synonyms: Groups | None = None,
    ) -> None:
        """Index pages; ids may stand in several languages.

        ``foreign``: what citizens ask and no page answers; ``anywhere``: how they ask without saying for which page;
        ``synonyms``: other words for those of the pages.
        """
        self._synonyms = Synonyms(synonyms or {})
        general = anywhere or {}
        listed = {language: [page for page in pages if page.language == language] for language in LANGUAGES}
        # Until the index stands; what citizens write later is not kept.
        cut = cache(find_terms)
        self._shelves = {
            language: Shelf(shelf, foreign.get(language, ()), general.get(language, ()), cut)
            for language, shelf in listed.items()
            if shelf
        }
        self._calibration = calibrate(listed, foreign, cut)
        ids = {language: {page.id for page in shelf} for language, shelf in listed.items()}
        self._elsewhere: dict[Language, dict[Language, frozenset[str]]] = {
            language: {other: missing for other in LANGUAGES if (missing := frozenset(ids[other] - ids[language]))}
            for language in LANGUAGES
        }

    @property
    def pages(self) -> list[Page]:
        """Give all pages."""
        return [page for shelf in self._shelves.values() for page in shelf.pages]

    def search(self, question: str, language: Language, most: int = 4, near: Nearness | None = None) -> Hits:
        """Give the best pages, at most ``most``: those of the language, or of another where it lacks the one page.

        ``near``: what an embedding model says about the pages of the language.
        """
        question = self._synonyms.replace(question, language)
        terms = list(dict.fromkeys(find_terms(question)))[:MOST_TERMS]
        found = self._search(question, terms, language, most, near or Nearness())
        if found.standing == "answered":
            return found
        others = [
            hits
            for other, missing in self._elsewhere[language].items()
            if (hits := self._search(question, terms, other, most, Nearness())).pages and hits.pages[0].id in missing
        ]
        if not others:
            return found
        best = max(others, key=lambda hits: hits.confidence)
        # Words of one language say little about which passage of a page in another answers: it is told in order.
        best = replace(best, passages=best.pages[0].passages)
        return best if best.standing == "answered" or found.standing == "nothing" else found

    def _search(self, question: str, terms: Sequence[str], language: Language, most: int, near: Nearness) -> Hits:
        shelf = self._shelves.get(language)
        if shelf is None or not terms:
            return Hits()
        scores = shelf.score(terms)
        order = [place for place in np.argsort(-scores, kind="stable")[:MOST_RANKED].tolist() if scores[place] > 0]
        if not order:
            return Hits()
        order = _fuse(order, [page.id for page in shelf.pages], near)[:most]
        sure = self._calibration.confidence(shelf.weigh(terms, scores)) if self._calibration else 1.0
        best = shelf.rank_passages(question, terms, order[0])
        return Hits(tuple(shelf.pages[place] for place in order), tuple(best), sure)


def _fuse(order: Sequence[int], ids: Sequence[str], near: Nearness) -> list[int]:
    """Order places of a shelf by both: ``order`` has them by words, ``ids`` says whose they are."""
    if not near.ids:
        return list(order)
    places = {page: place for place, page in enumerate(ids)}
    scores = {place: 1 / (RANK_OFFSET + rank) for rank, place in enumerate(order, start=1)}
    for rank, page in enumerate(near.ids[:MOST_RANKED], start=1):
        if page in places:
            place = places[page]
            scores[place] = scores.get(place, 0.0) + near.weight / (RANK_OFFSET + rank)
    return sorted(scores, key=lambda place: -scores[place])
