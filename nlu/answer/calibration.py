"""Finds out what evidence is worth: how likely the best page answers a question, those that no page answers included.

The index is built a second time without some examples, without whole pages, and without half of the matters out of
scope. What was left out is then asked: of examples the page is known, of the rest there is none. A logistic regression
turns evidence into a probability; classes weigh the same, since nobody knows how often citizens ask what.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from contracts.languages import Language
from nlu.answer.pages import Page
from nlu.answer.shelf import Cut, Evidence, Shelf
from nlu.answer.terms import find_terms

HELD_OUT = 8
"""One example in so many of each page is asked."""
LEFT_OUT = 6
"""One page in so many is left out as a whole."""
FEWEST_PAGES = 6
"""With fewer pages in a language there is too little to leave something out."""
_SEED = 2026
_STEPS = 25
_PULL = 1.0
"""Strength with which weights are pulled to nothing."""

Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Calibration:
    """Mean and spread of each kind of evidence, its weight, and the offset, in log-odds."""

    means: Numbers
    spreads: Numbers
    weights: Numbers
    offset: float

    def confidence(self, evidence: Evidence) -> float:
        """Give the probability (0 to 1) that the best page answers the question."""
        odds = float(((np.asarray(evidence) - self.means) / self.spreads) @ self.weights) + self.offset
        return float(1 / (1 + np.exp(-np.clip(odds, -50, 50))))


def calibrate(
    pages: Mapping[Language, Sequence[Page]], foreign: Mapping[Language, Sequence[str]], cut: Cut = find_terms
) -> Calibration | None:
    """Learn what evidence is worth over all languages; None where there are too few pages to tell."""
    asked: list[tuple[Evidence, bool]] = []
    for language, shelf in pages.items():
        if len(shelf) >= FEWEST_PAGES:
            asked += _ask(shelf, foreign.get(language, ()), cut)
    answered = np.asarray([known for _, known in asked], dtype=np.float64)
    if not answered.any() or answered.all():
        return None
    evidence = np.asarray([it for it, _ in asked], dtype=np.float64)
    means, spreads = evidence.mean(axis=0), evidence.std(axis=0) + 1e-9
    shares = np.where(answered > 0, answered.sum(), (1 - answered).sum())
    fitted = _regress((evidence - means) / spreads, answered, len(answered) / (2 * shares))
    return Calibration(means, spreads, fitted[:-1], float(fitted[-1]))


def _ask(pages: Sequence[Page], foreign: Sequence[str], cut: Cut) -> Iterator[tuple[Evidence, bool]]:
    """Give the evidence of every question that was left out, and whether a page answers it."""
    random = np.random.default_rng(_SEED)
    left_out = set(random.choice(len(pages), len(pages) // LEFT_OUT, replace=False).tolist())
    kept, questions = [], []
    for number, page in enumerate(pages):
        if number in left_out:
            questions += [(it.text, False) for it in page.asked]
            continue
        held = set(random.choice(len(page.asked), len(page.asked) // HELD_OUT, replace=False).tolist())
        questions += [(page.asked[place].text, True) for place in sorted(held)]
        rest = tuple(it for place, it in enumerate(page.asked) if place not in held)
        kept.append(dataclasses.replace(page, asked=rest))
    shelf = Shelf(kept, foreign[::2], cut=cut)
    questions += [(text, False) for text in foreign[1::2]]
    for text, known in questions:
        terms = list(dict.fromkeys(cut(text)))
        if terms:
            yield shelf.weigh(terms, shelf.score(terms)), known


def _regress(evidence: Numbers, answered: Numbers, weights: Numbers) -> Numbers:
    """Fit a logistic regression by Newton's method; the last number is the offset, which nothing pulls."""
    rows = np.column_stack([evidence, np.ones(len(evidence))])
    pull = np.diag([*[_PULL] * evidence.shape[1], 0.0])
    fitted = np.zeros(rows.shape[1])
    for _ in range(_STEPS):
        likely = 1 / (1 + np.exp(-np.clip(rows @ fitted, -50, 50)))
        slope = rows.T @ (weights * (likely - answered)) + pull @ fitted
        bend = (rows * (weights * likely * (1 - likely))[:, None]).T @ rows + pull
        fitted = fitted - np.linalg.solve(bend + 1e-9 * np.eye(len(fitted)), slope)
    return fitted
