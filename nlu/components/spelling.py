"""Mends misspelt words before a sentence is read: an unknown long word becomes the known word one edit away.

Character n-grams alone bear one typo in a sentence, not one in every long word: docs/quality.md has the figures.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from rapidfuzz.distance import OSA
from rapidfuzz.process import cdist

SHORTEST = 5
"""Letters from which a word is mended; shorter words one edit apart are often different words."""
FEWEST = 2
"""Times a word must stand in the training sentences to be taken for a correct one."""


class Spelling:
    """The words of the training sentences: which are known, and which of them others may be mended to."""

    def __init__(self, words: dict[str, int]) -> None:
        """Take how often each long word stands in the training sentences."""
        self.words = words
        self._by_length: dict[int, list[str]] = {}
        # The most frequent first: of several words one edit away it is the likeliest.
        for word, count in sorted(words.items(), key=lambda item: (-item[1], item[0])):
            if count >= FEWEST:
                self._by_length.setdefault(len(word), []).append(word)

    @classmethod
    def learn(cls, texts: Sequence[str]) -> Spelling:
        """Count the long words of folded texts."""
        counts = Counter(word for text in texts for word in text.split() if len(word) >= SHORTEST)
        return cls(dict(counts))

    def mend(self, text: str) -> str:
        """Replace each unknown long word of a folded text by the known word one edit away, where there is one.

        An edit is a letter lost, added or replaced, or two neighbours swapped (optimal string alignment).
        """
        return " ".join(self._mend_word(word) for word in text.split())

    def _mend_word(self, word: str) -> str:
        if len(word) < SHORTEST or word in self.words or not word.isalpha():
            return word
        found = [self._nearest(word, self._by_length.get(len(word) + longer, [])) for longer in (0, 1, -1)]
        return max((near for near in found if near), key=lambda near: self.words[near], default=word)

    def _nearest(self, word: str, known: list[str]) -> str | None:
        if not known:
            return None
        distances = cdist([word], known, scorer=OSA.distance, score_cutoff=1)[0]
        place = int(distances.argmin())
        return known[place] if distances[place] == 1 else None
