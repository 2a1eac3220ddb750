"""Tells whether a message is clearly in a language other than the four; platform environment only (py3langid).

Rather none than a false alarm: Luxembourgish with spelling mistakes and French nouns looks foreign to any judge that
knows a hundred languages, so py3langid alone never decides about text in Latin letters. Small words do.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from functools import lru_cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier

from contracts.languages import LANGUAGES
from nlu.text.data import read_data
from nlu.text.fold import fold
from nlu.text.language_words import read_telling

FEWEST_WORDS = 2
"""Small words of a language that a message needs, or one with py3langid's consent."""
SHARE = 0.34
"""Share of the telling words that they must be where py3langid does not agree."""
CONSENT = 0.9
"""Probability from which py3langid agrees."""
FOREIGN_LETTERS = 0.5
"""Share of letters of another script from which a message is foreign."""

UNDETERMINED = "und"
"""ISO 639-2 for a script that is not theirs and a language that cannot be told."""

_WORD = re.compile(r"[^\W\d_]+")


def find_other_language(text: str) -> str | None:
    """Give the ISO 639-1 code of the language of one cleaned message (``sh`` for Bosnian, Croatian, Serbian in Latin
    letters), or None when it is one of the four or not clear."""
    letters = [character for character in text if character.isalpha()]
    foreign = sum(not unicodedata.name(letter, "LATIN").startswith("LATIN") for letter in letters)
    if letters and foreign >= FOREIGN_LETTERS * len(letters):
        code = _rank(text)[0]
        return UNDETERMINED if code in LANGUAGES else code
    telling = read_telling(text)
    words = [fold(word) for word in _WORD.findall(telling.text)]
    if telling.words < FEWEST_WORDS:
        return None
    counted = Counter(language for word in set(words) for language in _languages_by_word().get(word, ()))
    if not counted:
        return None
    best = max(counted, key=lambda language: counted[language])
    likeliest, probability = _rank(telling.text)
    agreed = probability >= CONSENT and likeliest not in LANGUAGES
    if counted[best] >= FEWEST_WORDS and (agreed or counted[best] >= SHARE * len(words)):
        return likeliest if agreed and counted[likeliest] else best
    return best if agreed and likeliest == best else None


def _rank(text: str) -> tuple[str, float]:
    language, probability = _identifier().classify(text)
    return str(language), float(probability)


@lru_cache(maxsize=1)
def _identifier() -> LanguageIdentifier:
    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


@lru_cache(maxsize=1)
def _languages_by_word() -> dict[str, tuple[str, ...]]:
    """Give the languages of each small word."""
    found: dict[str, tuple[str, ...]] = {}
    for language, words in read_data("other_languages").items():
        for word in words:
            found[word] = (*found.get(word, ()), language)
    return found
