"""Tells which of the four languages a message is written in; platform environment only (py3langid).

Two judges that err in different places: py3langid knows much text of all four languages but little of how Luxembourgers
write; the own profile knows short Luxembourgish texts. Their weighted log-probabilities are added (product of experts).
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from py3langid.langid import MODEL_FILE, LanguageIdentifier

from contracts.languages import LANGUAGES
from nlu.text.language_choice import LanguageEvidence, decide
from nlu.text.language_profile import LanguageProfile
from nlu.text.language_words import read_telling

__all__ = ["LanguageDetector", "LanguageEvidence", "decide", "detect", "load"]

PROFILE_WEIGHT = 0.6
PEER_WEIGHT = 0.5
"""Weights of the two judges, chosen where the examples of the catalogue, left out of the profile's training, were most
probable (``docs/language-identification.md``)."""
MOST_CHARACTERS = 200
"""What is read of a message; more changes no judgement."""


class LanguageDetector:
    """Both judges with what they need, read once."""

    def __init__(self, profile: LanguageProfile) -> None:
        """Take the profile; py3langid brings its own model."""
        self._profile = profile
        self._peer = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
        self._peer.set_languages(list(LANGUAGES))

    def detect(self, text: str) -> LanguageEvidence:
        """Weigh the four languages for one cleaned message."""
        telling = read_telling(text[:MOST_CHARACTERS])
        probabilities = self._weigh(telling.text)
        language = telling.greeting or LANGUAGES[int(probabilities.argmax())]
        confidence = float(probabilities[LANGUAGES.index(language)])
        return LanguageEvidence(language, confidence, telling.words, greeting=telling.greeting is not None)

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
