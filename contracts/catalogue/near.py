"""Finds sentences that say the same in nearly the same words: other order, doubled letters, an article, one letter.

A classifier cannot keep such examples of two intents apart, and a sentence it has nearly learned measures nothing.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import cache, lru_cache
from importlib import resources
from typing import Generic, Protocol, TypeVar

from ruamel.yaml import YAML

from contracts.catalogue.examples import fold

_FILLERS = "fillers.yaml"
_DOUBLED = re.compile(r"([^\W\d_])\1+")
LONG_WORD = 6
"""Letters from which a word with one letter changed is the same word misspelt; shorter ones are often other words."""


KNOWN_WORD = 3
"""Times from which a word is taken for a word of its own: *Abmeldung* is no misspelt *Anmeldung*."""


class Said(Protocol):
    """A sentence with its language."""

    @property
    def language(self) -> str:
        """Code of the language."""
        ...

    @property
    def text(self) -> str:
        """What is said."""
        ...


_Sentence = TypeVar("_Sentence", bound=Said)


class NearSentences(Generic[_Sentence]):
    """Sentences that can be asked for those that are nearly the same as another one of the same language."""

    def __init__(self, sentences: Iterable[_Sentence]) -> None:
        """Take the sentences in their order."""
        self._same: dict[int, list[_Sentence]] = {}
        self._gaps: dict[int, list[tuple[str, _Sentence]]] = {}
        """Long words by what stands around them, each with its sentence."""
        self._by_variant: dict[int, dict[str, list[_Sentence]]] = {}
        """Those of the gaps that were asked for; most have one word, and nobody asks for its variants."""
        self._counts: Counter[str] = Counter()
        for sentence in sentences:
            self.add(sentence)

    def add(self, sentence: _Sentence) -> None:
        """Take one more, behind the others."""
        words = telling_words(sentence.text, sentence.language)
        self._counts.update(words)
        self._same.setdefault(hash((sentence.language, words)), []).append(sentence)
        for gap, word in _find_gaps(words, sentence.language):
            self._gaps.setdefault(gap, []).append((word, sentence))
            if gap in self._by_variant:
                for variant in _vary(word):
                    self._by_variant[gap].setdefault(variant, []).append(sentence)

    def drop(self, sentence: _Sentence) -> None:
        """Take one out again."""
        words = telling_words(sentence.text, sentence.language)
        self._counts.subtract(words)
        same = hash((sentence.language, words))
        self._same[same] = [other for other in self._same[same] if other is not sentence]
        for gap, _ in _find_gaps(words, sentence.language):
            self._gaps[gap] = [(word, other) for word, other in self._gaps[gap] if other is not sentence]
            self._by_variant.pop(gap, None)

    def count(self, word: str) -> int:
        """Tell how often a word stands in the sentences."""
        return self._counts[word]

    def near(self, sentence: Said) -> Iterator[_Sentence]:
        """Give those that are nearly the same, in their order within each kind of likeness; one may come twice."""
        words = telling_words(sentence.text, sentence.language)
        for other in self.alike(sentence):
            if is_near(words, telling_words(other.text, other.language), self.count):
                yield other

    def alike(self, sentence: Said) -> Iterator[_Sentence]:
        """Give those of the same words but for one letter in one of them, whether it makes a word of its own or not."""
        words = telling_words(sentence.text, sentence.language)
        yield from self._same.get(hash((sentence.language, words)), ())
        for gap, word in _find_gaps(words, sentence.language):
            there = self._gaps.get(gap, [])
            if all(other is sentence for _, other in there):
                continue
            if gap not in self._by_variant:
                self._by_variant[gap] = _sort_by_variant(there)
            for variant in _vary(word):
                yield from self._by_variant[gap].get(variant, ())


@cache
def fillers() -> dict[str, frozenset[str]]:
    """Read the words of each language that do not change what a sentence asks."""
    text = resources.files(__package__).joinpath(_FILLERS).read_text(encoding="utf-8")
    return {language: frozenset(map(str, words)) for language, words in YAML(typ="safe").load(text).items()}


@lru_cache(maxsize=2**16)
def telling_words(text: str, language: str) -> tuple[str, ...]:
    """Reduce a sentence to its telling words, sorted; a sentence of fillers only keeps them all."""
    words = fold(text).split()
    telling = [word for word in words if word not in fillers()[language]] or words
    return tuple(sorted(_DOUBLED.sub(r"\1", word) for word in telling))


def is_near(words: tuple[str, ...], others: tuple[str, ...], count: Callable[[str], int]) -> bool:
    """Tell whether sentences that are alike say the same; ``count``: how often a word stands in all of them."""
    return words == others or any(count(word) < KNOWN_WORD for word in {*words} ^ {*others})


@lru_cache(maxsize=2**16)
def _find_gaps(words: tuple[str, ...], language: str) -> tuple[tuple[int, str], ...]:
    """Give each long word with a number of what stands around it: sentences that share it differ in that word alone."""
    return tuple(
        (hash((language, words[:place] + words[place + 1 :])), word)
        for place, word in enumerate(words)
        if len(word) >= LONG_WORD
    )


def _vary(word: str) -> set[str]:
    """Give a word and what it is with one letter left out: words of which one letter is wrong share one of these."""
    return {word, *(word[:letter] + word[letter + 1 :] for letter in range(len(word)))}


def _sort_by_variant(words: Iterable[tuple[str, _Sentence]]) -> dict[str, list[_Sentence]]:
    found: dict[str, list[_Sentence]] = {}
    for word, sentence in words:
        for variant in _vary(word):
            found.setdefault(variant, []).append(sentence)
    return found
