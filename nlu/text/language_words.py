"""Sorts the words of a message into those that tell the language of their writer and those that tell nothing.

In Luxembourg a Luxembourgish sentence asks for a *certificat de résidence* and names the *rue de la Gare* and
*Mondorf-les-Bains*: French words of somebody who does not write French.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from contracts.languages import LANGUAGES, Language
from nlu.text.data import read_data
from nlu.text.fold import fold

Words = tuple[str, ...]

_CODES = re.compile(r"[^\s@]{0,64}@\S*|\b(?:https?://|www\.)\S+|\b[a-z0-9\-]+\.lu\b|\bl-[0-9]{4}\b", re.IGNORECASE)
"""E-mail addresses, links, postal codes."""
_TOKEN = re.compile(r"[^\W_]+['’]?")


@dataclass(frozen=True)
class Telling:
    """What a message holds for a judge of languages."""

    text: str
    """The words that tell, as they were written, or all words where none does."""
    words: int
    """How many words tell."""
    greeting: Language | None
    """The language of a message that is nothing but a greeting of one language."""


@dataclass(frozen=True)
class _Lexicon:
    neutral: frozenset[str]
    terms: frozenset[Words]
    """Names of documents, offices and communes, by their folded words."""
    longest: int
    """Words in the longest term."""
    streets: frozenset[str]
    links: frozenset[str]
    greetings: dict[Words, Language]


def read_telling(text: str) -> Telling:
    """Leave out e-mail addresses, links, everything with a digit, terms, communes and street addresses."""
    tokens = _TOKEN.findall(_CODES.sub(" ", text))
    folded = tuple(fold(token) for token in tokens)
    lexicon = _lexicon()
    kept = list(_outside_of_names(folded, lexicon))
    words = sum(len(folded[index]) > 1 and folded[index] not in lexicon.neutral for index in kept)
    shown = kept if words else [index for index, word in enumerate(folded) if not _has_digit(word)]
    return Telling(" ".join(tokens[index] for index in shown), words, lexicon.greetings.get(folded))


def _outside_of_names(folded: Words, lexicon: _Lexicon) -> Iterator[int]:
    """Give the places of the words that belong to no term, no address and hold no digit."""
    index = 0
    while index < len(folded):
        length = _term_length(folded, index, lexicon) or _address_length(folded, index, lexicon)
        if not length and not _has_digit(folded[index]):
            yield index
        index += length or 1


def _term_length(folded: Words, index: int, lexicon: _Lexicon) -> int:
    """Give the number of words of the longest term that begins here, 0 for none."""
    for length in range(min(lexicon.longest, len(folded) - index), 0, -1):
        if folded[index : index + length] in lexicon.terms:
            return length
    return 0


def _address_length(folded: Words, index: int, lexicon: _Lexicon) -> int:
    """Give the number of words of the street that begins here, 0 for none.

    A street is one when it begins the message or when a house number stands before or behind it: *de la rue* alone may
    be part of a sentence.
    """
    if folded[index] not in lexicon.streets:
        return 0
    end = index + 1
    while end < len(folded) and folded[end] in lexicon.links:
        end += 1
    end = min(end + 1, len(folded))
    around = (*folded[max(0, index - 1) : index], *folded[end : end + 1])
    return end - index if index == 0 or any(map(_has_digit, around)) else 0


def _has_digit(word: str) -> bool:
    return any(character.isdigit() for character in word)


@lru_cache(maxsize=1)
def _lexicon() -> _Lexicon:
    data, communes = read_data("language_words"), read_data("communes")
    names = [*data["terms"], *communes["unsure"]]
    for commune in communes["communes"]:
        names += [commune["fr"], commune["lb"], commune["de"], *commune.get("also", ()), *commune.get("former", ())]
    terms = frozenset(_words(name) for name in names)
    return _Lexicon(
        neutral=frozenset(data["neutral"]),
        terms=terms,
        longest=max(map(len, terms)),
        streets=frozenset(data["streets"]),
        links=frozenset(data["links"]),
        greetings={_words(greeting): language for language in LANGUAGES for greeting in data["greetings"][language]},
    )


def _words(name: str) -> Words:
    return tuple(fold(token) for token in _TOKEN.findall(name))
