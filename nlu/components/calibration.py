"""Finds out what a score is worth: how likely the best topic is right, off-topic sentences included.

One more model is trained that does not see two kinds of sentences. A share of every topic shows how scores look when
the topic is known. Whole services that are left out stand for everything citizens ask that the bot was never taught:
whatever the model answers to them is wrong. A logistic regression then gives the probability of being right (Platt
1999) from three things: the score, its lead over the next topic, and how much of the sentence training has seen.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple, Protocol

import numpy as np
from scipy.special import expit
from sklearn.linear_model import LogisticRegression

HELD_OUT = 5
"""One sentence in so many is held out of each topic."""
LEFT_OUT = 6
"""One service in so many is left out as a whole."""
FEWEST_SERVICES = 6
FEWEST_SENTENCES = 5
"""With fewer services, or fewer sentences in a topic, there is too little to leave something out."""
_SEED = 2026
_MOST = 30.0
"""Log-odds beyond which a probability is 0 or 1 for all purposes."""


class Scores(Protocol):
    """A model that scores texts: log-probabilities of topics, of questions, and the known share of each text."""

    def score(self, texts: Sequence[str]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Give one row per text."""


Learn = Callable[[Sequence[str], np.ndarray, np.ndarray, np.ndarray], Scores]


class Calibration(NamedTuple):
    """Weights of score, lead and known share, and the offset of their sum, in log-odds."""

    score: float = 1.0
    lead: float = 0.0
    known: float = 0.0
    offset: float = 0.0

    def confidences(self, scores: np.ndarray, known: np.ndarray) -> np.ndarray:
        """Give each topic's probability of being the right one from log-probabilities; rows are texts."""
        odds = _log_odds(scores)
        return expit(self.score * odds + self.lead * _leads(odds) + self.known * known[:, None] + self.offset)


def calibrate(
    texts: Sequence[str], topics: np.ndarray, questions: np.ndarray, about: np.ndarray, learn: Learn
) -> Calibration:
    """Learn what scores are worth; ``questions`` is negative for sentences of topics that are no service.

    ``about`` is only passed on to ``learn``.

    Where there is too little to leave something out, scores are taken as they are.
    """
    random = np.random.default_rng(_SEED)
    services = np.unique(topics[questions >= 0])
    if len(services) < FEWEST_SERVICES or np.bincount(topics).min() < FEWEST_SENTENCES:
        return Calibration()
    left_out = np.isin(topics, random.choice(services, len(services) // LEFT_OUT, replace=False))
    held_out = ~left_out & _one_in(HELD_OUT, topics, random)
    kept = np.flatnonzero(~left_out & ~held_out)
    names, learned = np.unique(topics[kept], return_inverse=True)
    model = learn([texts[index] for index in kept], learned, questions[kept], about[kept])
    asked = np.flatnonzero(left_out | held_out)
    scores, _, known = model.score([texts[index] for index in asked])
    odds = _log_odds(scores)
    best = odds.argmax(axis=1)
    rows = np.arange(len(best))
    evidence = np.column_stack([odds[rows, best], _leads(odds)[rows, best], known])
    right = names[best] == topics[asked]
    # A model that takes a left-out sentence for no service at all (out of scope) makes no mistake.
    counted = right | held_out[asked] | np.isin(names[best], services)
    off_topic = left_out[asked] & counted
    weights = np.where(off_topic, (~off_topic & counted).sum() / max(off_topic.sum(), 1), 1.0)
    regression = LogisticRegression(C=1000.0)
    regression.fit(evidence[counted], right[counted], sample_weight=weights[counted])
    return Calibration(*map(float, regression.coef_[0]), float(regression.intercept_[0]))


def _one_in(share: int, topics: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """Choose one sentence in ``share`` of each topic."""
    chosen = np.zeros(len(topics), dtype=bool)
    for topic in np.unique(topics):
        members = random.permutation(np.flatnonzero(topics == topic))
        chosen[members[: len(members) // share]] = True
    return chosen


def _log_odds(scores: np.ndarray) -> np.ndarray:
    """Give ``ln(p / (1 - p))`` for log-probabilities."""
    rest = np.log(-np.expm1(np.minimum(scores.astype(np.float64), -np.finfo(np.float64).tiny)))
    return np.clip(scores - rest, -_MOST, _MOST)


def _leads(odds: np.ndarray) -> np.ndarray:
    """Give by how much each score lies above the best of the others in its row (below: negative)."""
    first, second = np.sort(odds, axis=1)[:, [-1, -2]].T
    best_other = np.where(odds == first[:, None], second[:, None], first[:, None])
    return odds - best_other
