"""Guesses what a question wants to hear (fee, documents, time …), whatever it is about.

Naive Bayes over words and pairs of words, learned from how citizens ask for all pages together: *what does … cost* says
the same everywhere. Measured in ``docs/quality.md``.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable

import numpy as np

from contracts.names import QUESTIONS, Question
from nlu.answer.pages import Asked
from nlu.text.fold import fold

SMOOTHING = 0.1
SEEN = 2
"""Questions in which a word or pair must occur to tell anything."""

_WORD = re.compile(r"[^\W_]+")


class QuestionKinds:
    """What words and pairs of words say about the kind of a question."""

    def __init__(self, asked: Iterable[Asked]) -> None:
        """Learn from questions whose kind is known; without any, all kinds stay equally likely."""
        counts: dict[Question, Counter[str]] = {kind: Counter() for kind in QUESTIONS}
        totals: Counter[Question] = Counter()
        for it in asked:
            totals[it.question] += 1
            counts[it.question].update(_find_clues(it.text))
        self._kinds = [kind for kind in QUESTIONS if totals[kind]]
        often = Counter(clue for kind in self._kinds for clue in counts[kind].elements())
        self._weights = {
            clue: np.asarray(
                [math.log((counts[kind][clue] + SMOOTHING) / (totals[kind] + 2 * SMOOTHING)) for kind in self._kinds]
            )
            for clue, number in often.items()
            if number >= SEEN
        }

    def weigh(self, question: str) -> dict[Question, float]:
        """Give a share (0 to 1, together 1) for each kind; nothing where there was nothing to learn from."""
        if not self._kinds:
            return {}
        found = [self._weights[clue] for clue in _find_clues(question) if clue in self._weights]
        # Clues hang together: their sum would be too sure of itself, their mean not sure enough.
        odds = np.sum(found, axis=0) / math.sqrt(len(found)) if found else np.zeros(len(self._kinds))
        shares = np.exp(odds - odds.max())
        return dict(zip(self._kinds, (shares / shares.sum()).tolist(), strict=True))


def _find_clues(text: str) -> set[str]:
    words = _WORD.findall(fold(text))
    return {*words, *(f"{first} {second}" for first, second in zip(["^", *words], [*words, "$"], strict=True))}
