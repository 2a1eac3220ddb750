"""Finds out what a score is worth: how likely the best intent is right, off-topic sentences included.

Two kinds of sentences are scored by models that have not learned them. Those left out by cross-validation show how
scores look when the intent is known. Those of whole topics that were left out, all their intents at once, stand for
everything citizens ask that the bot was never taught: whatever the model answers to them is wrong. A logistic
regression on the score and its lead over the next intent then gives the probability of being right (Platt 1999, with
the lead as a second feature and left-out topics as negatives).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple, Protocol

import numpy as np
from scipy.special import expit
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold, StratifiedKFold

from contracts.names import about_intent, apply_intent

FOLDS = 4
SEED = 2024


class Scores(Protocol):
    """A model that scores texts."""

    def score(self, texts: Sequence[str]) -> np.ndarray:
        """Give one row per text, one score per intent."""


class Calibration(NamedTuple):
    """Weights of score and lead and the offset of their sum, in log-odds."""

    score: float = 1.0
    lead: float = 0.0
    offset: float = 0.0

    def confidences(self, scores: np.ndarray) -> np.ndarray:
        """Give each intent's probability of being the right answer; rows are texts."""
        return expit(self.score * scores + self.lead * _leads(scores) + self.offset)


def calibrate(
    texts: Sequence[str], labels: np.ndarray, names: Sequence[str], learn: Callable[[Sequence[str], np.ndarray], Scores]
) -> Calibration:
    """Learn what scores are worth, with models that ``learn`` makes from a part of the texts.

    Where there is too little to leave something out (an intent with one sentence, fewer than three topics), scores are
    taken as log-odds as they are.
    """
    topics = np.asarray([_topic(name) for name in names])[labels]
    folds = min(FOLDS, int(np.bincount(labels).min()))
    groups = min(FOLDS, len(set(topics)))
    if folds < 2 or groups < 3:
        return Calibration()
    evidence, right = [], []
    splits = [
        *StratifiedKFold(folds, shuffle=True, random_state=SEED).split(labels, labels),
        *GroupKFold(groups).split(labels, labels, topics),
    ]
    for kept, left_out in splits:
        known, learned = np.unique(labels[kept], return_inverse=True)
        scores = learn([texts[index] for index in kept], learned).score([texts[index] for index in left_out])
        best = scores.argmax(axis=1)
        rows = np.arange(len(best))
        evidence.append(np.column_stack([scores[rows, best], _leads(scores)[rows, best]]))
        right.append(known[best] == labels[left_out])
    regression = LogisticRegression(C=1000.0).fit(np.vstack(evidence), np.concatenate(right))
    return Calibration(*map(float, regression.coef_[0]), float(regression.intercept_[0]))


def _leads(scores: np.ndarray) -> np.ndarray:
    """Give by how much each score lies above the best of the others in its row (below: negative)."""
    first, second = np.sort(scores, axis=1)[:, [-1, -2]].T
    best_other = np.where(scores == first[:, None], second[:, None], first[:, None])
    return scores - best_other


def _topic(intent: str) -> str:
    """Name what an intent is about: both intents of a service have one topic."""
    return intent.removesuffix(about_intent("")).removesuffix(apply_intent(""))
