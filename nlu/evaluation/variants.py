"""Writes sentences as hurried people do: without accents, with typos, in small letters without punctuation."""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Callable

Variant = Callable[[str], str]

LONG_WORD = 6
"""Letters from which a word gets a typo."""
_SEED = 2026
_WORD = re.compile(r"[^\W\d_]+")
_PUNCTUATION = re.compile(r"[^\w\s'’-]+")
_KEYS = ("qwertzuiop", "asdfghjkl", "yxcvbnm")
"""Rows of the keyboard used in Luxembourg (Swiss French layout)."""
_NEIGHBOURS = {
    key: row[max(place - 1, 0) : place + 2].replace(key, "") for row in _KEYS for place, key in enumerate(row)
}


def without_accents(text: str) -> str:
    """Strip accents and other marks from letters."""
    return "".join(letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter))


def with_typos(text: str) -> str:
    """Misspell every word of six letters or more: one letter lost, doubled, swapped with the next, or a near key.

    The same text gets the same typos each time.
    """
    chance = random.Random(f"{_SEED} {text}")
    return _WORD.sub(
        lambda word: _misspell(word.group(), chance) if len(word.group()) >= LONG_WORD else word.group(), text
    )


def in_small_letters(text: str) -> str:
    """Write in small letters without punctuation; apostrophes and hyphens stay."""
    return " ".join(_PUNCTUATION.sub(" ", text.lower()).split())


def _misspell(word: str, chance: random.Random) -> str:
    # Not the first letter: hardly anybody mistypes it, and not the last, so that there is one to swap with.
    place = chance.randrange(1, len(word) - 1)
    letter = word[place]
    near = _NEIGHBOURS.get(letter.lower(), "")
    edits = [
        word[:place] + word[place + 1 :],
        word[:place] + letter + word[place:],
        word[:place] + word[place + 1] + letter + word[place + 2 :],
    ]
    if near:
        edits.append(word[:place] + chance.choice(near) + word[place + 1 :])
    return chance.choice(edits)


VARIANTS: dict[str, Variant] = {
    "without accents": without_accents,
    "a typo per long word": with_typos,
    "small letters": in_small_letters,
}
"""Ways of writing by name."""
