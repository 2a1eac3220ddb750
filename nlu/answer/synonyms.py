"""Puts the word of the pages in the place of another one for the same thing, as service owners list them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from contracts.languages import Language
from nlu.text.fold import fold

Groups = Mapping[Language, Sequence[Sequence[str]]]
"""By language: groups of words for the same thing; the first of each is the one that pages use."""


class Synonyms:
    """The words of all languages."""

    def __init__(self, groups: Groups) -> None:
        """Learn the groups of ``bot/synonyms.yaml``."""
        self._words = {
            language: {fold(word): first for first, *others in listed for word in others}
            for language, listed in groups.items()
        }
        self._patterns = {language: _match_any(words) for language, words in self._words.items() if words}

    def replace(self, question: str, language: Language) -> str:
        """Give the question in the words of the pages, folded where something was replaced, else as it is.

        Only whole words are replaced, the longest that fits first, and none that was put there.
        """
        if language not in self._patterns:
            return question
        words = self._words[language]
        replaced, count = self._patterns[language].subn(lambda found: words[found[0]], fold(question))
        return replaced if count else question


def _match_any(words: Mapping[str, str]) -> re.Pattern[str]:
    longest_first = sorted(map(re.escape, words), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(longest_first)})(?!\w)")
