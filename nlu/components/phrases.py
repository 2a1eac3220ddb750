"""Finds phrases in a message whatever the spelling: the words of a phrase in their order, with one other word between.

Serves the crisis phrases of ``bot/crisis.yaml``: somebody in danger must be understood without any statistics.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from nlu.text.fold import fold

GAP = 1
"""Words that may stand between two words of a phrase ("ech wëll *wierklech* net méi liewen")."""

_WORD = re.compile(r"\w+")
_DOUBLED = re.compile(r"(\w)\1+")


class PhraseBook:
    """Phrases by name, ready to be looked for."""

    def __init__(self, phrases: Mapping[str, Iterable[str]]) -> None:
        """Take the phrases of each name; names that come first win."""
        self._phrases = {name: [_keys(phrase) for phrase in given] for name, given in phrases.items()}

    def find(self, text: str) -> str | None:
        """Give the name of the first phrase that stands in the text, or None."""
        words = _keys(text)
        for name, phrases in self._phrases.items():
            if any(_stands_in(phrase, words) for phrase in phrases):
                return name
        return None


def _keys(text: str) -> tuple[str, ...]:
    """Reduce each word to what people spell alike: no accents, no doubled letters, no final n (the n-rule)."""
    return tuple(_key(word) for word in _WORD.findall(fold(text).replace("_", " ")))


def _key(word: str) -> str:
    shortened = _DOUBLED.sub(r"\1", word)
    return shortened.removesuffix("n") or shortened


def _stands_in(phrase: Sequence[str], words: Sequence[str]) -> bool:
    return bool(phrase) and any(
        words[start] == phrase[0] and _goes_on(phrase[1:], words[start + 1 :]) for start in range(len(words))
    )


def _goes_on(rest: Sequence[str], words: Sequence[str]) -> bool:
    """Tell whether the rest of a phrase follows, each word at most ``GAP`` words after the one before."""
    if not rest:
        return True
    return any(
        words[skipped] == rest[0] and _goes_on(rest[1:], words[skipped + 1 :])
        for skipped in range(min(GAP + 1, len(words)))
    )
