"""Finds the pages a question is about, and says how likely the best one answers it.

Pages are looked for in the citizen's language; where none answers, among the pages that another language alone has.
A change of the catalogue makes a new index; nothing in an index changes, so that several threads may search in it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from contracts.languages import LANGUAGES, Language
from nlu.answer.calibration import calibrate
from nlu.answer.pages import Asked, Page, Passage
from nlu.answer.shelf import Shelf
from nlu.answer.terms import find_terms

MOST_TERMS = 600
"""Terms of a question that are looked up; some hundred words."""
ANSWERED_FROM = 0.35
RELATED_FROM = 0.15
"""Confidences from which the best page answers, and from which pages are shown as related; ``docs/quality.md``."""

Standing = Literal["answered", "related", "nothing"]


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
    ) -> None:
        """Index pages; ids may stand in several languages.

        ``foreign``: what citizens ask and no page answers; ``anywhere``: how they ask without saying for which page.
        """
        general = anywhere or {}
        listed = {language: [page for page in pages if page.language == language] for language in LANGUAGES}
        self._shelves = {
            language: Shelf(shelf, foreign.get(language, ()), general.get(language, ()))
            for language, shelf in listed.items()
            if shelf
        }
        self._calibration = calibrate(listed, foreign)
        ids = {language: {page.id for page in shelf} for language, shelf in listed.items()}
        self._elsewhere: dict[Language, dict[Language, frozenset[str]]] = {
            language: {other: missing for other in LANGUAGES if (missing := frozenset(ids[other] - ids[language]))}
            for language in LANGUAGES
        }

    def search(self, question: str, language: Language, most: int = 4) -> Hits:
        """Give the best pages, at most ``most``: those of the language, or of another where it lacks the one page."""
        terms = list(dict.fromkeys(find_terms(question)))[:MOST_TERMS]
        found = self._search(question, terms, language, most)
        if found.standing == "answered":
            return found
        others = [
            hits
            for other, missing in self._elsewhere[language].items()
            if (hits := self._search(question, terms, other, most)).pages and hits.pages[0].id in missing
        ]
        best = max(others, key=lambda hits: hits.confidence, default=Hits())
        if best.pages:
            # Words of one language say little about which passage of a page in another answers: it is told in order.
            best = replace(best, passages=best.pages[0].passages)
        return best if best.standing == "answered" or found.standing == "nothing" else found

    def _search(self, question: str, terms: Sequence[str], language: Language, most: int) -> Hits:
        shelf = self._shelves.get(language)
        if shelf is None or not terms:
            return Hits()
        scores = shelf.score(terms)
        order = [place for place in np.argsort(-scores, kind="stable")[:most] if scores[place] > 0]
        if not order:
            return Hits()
        sure = self._calibration.confidence(shelf.weigh(terms, scores)) if self._calibration else 1.0
        best = shelf.rank_passages(question, terms, order[0])
        return Hits(tuple(shelf.pages[place] for place in order), tuple(best), sure)
