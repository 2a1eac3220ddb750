"""Tells which of the four languages a message is written in; platform environment only (py3langid).

Two judges that err in different places: py3langid knows much text of all four languages but little of how Luxembourgers
write; the own profile knows short Luxembourgish texts. Their weighted log-probabilities are added (product of experts).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from py3langid.langid import MODEL_FILE, LanguageIdentifier

from contracts.languages import LANGUAGES, Language
from nlu.text.data import read_data
from nlu.text.fold import fold
from nlu.text.language_choice import LanguageEvidence, decide
from nlu.text.language_profile import LanguageProfile

__all__ = ["LanguageDetector", "LanguageEvidence", "decide", "detect", "load"]

PROFILE_WEIGHT = 0.6
PEER_WEIGHT = 0.5
"""Weights of the two judges, chosen where the examples of the catalogue, left out of the profile's training, were most
probable (``docs/language-identification.md``)."""
MOST_CHARACTERS = 250
"""What is read of a message; more changes no judgement."""

_NAMELESS = re.compile(r"\S*@\S*|\b(?:https?://|www\.)\S+|[^\s,]*\d[^\s,]*")
"""E-mail addresses, links and everything with a digit: no word of a language."""
_WORD = re.compile(r"[^\W\d_]+")
_ACCENTED = {"a": "[aàâä]", "c": "[cç]", "e": "[eéèêë]", "i": "[iîï]", "o": "[oôö]", "u": "[uùûü]", " ": "[ '’\\-]+"}


@dataclass(frozen=True)
class _Lexicon:
    neutral: frozenset[str]
    shared: re.Pattern[str]
    """Addresses and terms."""
    greetings: dict[str, Language]


class LanguageDetector:
    """Both judges with what they need, read once."""

    def __init__(self, profile: LanguageProfile) -> None:
        """Take the profile; py3langid brings its own model."""
        self._profile = profile
        self._peer = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
        self._peer.set_languages(list(LANGUAGES))
        self._lexicon = _read_lexicon()

    def detect(self, text: str) -> LanguageEvidence:
        """Weigh the four languages for one cleaned message."""
        named = _NAMELESS.sub("0", text[:MOST_CHARACTERS])
        telling = self._lexicon.shared.sub(" ", named)
        words = sum(len(word) > 1 and word not in self._lexicon.neutral for word in _WORD.findall(fold(telling)))
        probabilities = self._weigh(telling if words else named)
        greeting = self._lexicon.greetings.get(" ".join(_WORD.findall(fold(named))))
        language = greeting or LANGUAGES[int(probabilities.argmax())]
        confidence = float(probabilities[LANGUAGES.index(language)])
        return LanguageEvidence(language, confidence, words, greeting=greeting is not None)

    def _weigh(self, text: str) -> NDArray[np.float64]:
        """Give the probability of each language, in the order of ``LANGUAGES``."""
        ranked = dict(self._peer.rank(text))
        peer = np.log([max(float(ranked[language]), 1e-12) for language in LANGUAGES])
        scores = PROFILE_WEIGHT * self._profile.log_probabilities(text) + PEER_WEIGHT * peer
        scores = np.exp(scores - scores.max())
        probabilities: NDArray[np.float64] = scores / scores.sum()
        return probabilities


@lru_cache(maxsize=1)
def load() -> LanguageDetector:
    """Read the models once (about a second); called at start, so that the first message does not wait for them."""
    return LanguageDetector(LanguageProfile.load())


def detect(text: str) -> LanguageEvidence:
    """Weigh the four languages for one cleaned message.

    A message without a word that can tell (numbers, *merci*, *carte grise*, an address) has ``words`` 0.
    """
    return load().detect(text)


def _read_lexicon() -> _Lexicon:
    data = read_data("language_words")
    terms = "|".join(_with_accents(term) for term in sorted(data["terms"], key=len, reverse=True))
    links = "(?:de|du|des|d|la|le|les|l|aux?|sur|st|ste|saint|sainte)"
    street = rf"(?:{'|'.join(map(_with_accents, data['streets']))})\.?(?:[ '’\-]+{links})*[ '’\-]+\w+"
    # An address has its number (a lone 0 by now) before or behind the street.
    shared = rf"\b(?:0,? ?{street}(?:[ \-]+\w+)?(?=,|$)|0,? ?{street}|{street},? 0|{terms})\b"
    greetings = {greeting: language for language in LANGUAGES for greeting in data["greetings"][language]}
    return _Lexicon(frozenset(data["neutral"]), re.compile(shared, re.IGNORECASE), greetings)


def _with_accents(folded: str) -> str:
    """Give a pattern that finds a folded term in text with its accents and apostrophes, or without."""
    return "".join(_ACCENTED.get(letter, re.escape(letter)) for letter in folded)
