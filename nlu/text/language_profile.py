"""A small profile of letter sequences that tells lb, fr, de and en apart; what py3langid is combined with.

A linear classifier (multinomial logistic regression) over hashed character n-grams within words. The profile is built
by ``bench/build_language_profile.py``; its sources and their licences stand in ``data/language_profile.NOTICE``.
"""

from __future__ import annotations

import re
import zlib
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

BUCKETS = 2**16
"""Hash buckets of the n-grams; a collision costs little, as each word gives many n-grams."""
SHORTEST, LONGEST = 2, 5
"""Length of the n-grams in characters; the blanks before and after a word count."""
MOST_WORDS = 80
"""Words read of one text: enough for any judgement, and an upper bound of the time it takes."""
PATH = Path(__file__).parent / "data" / "language_profile.npz"

_WORD = re.compile(r"[^\W\d_]+'?")


def find_buckets(text: str) -> NDArray[np.int64]:
    """Give the buckets of the n-grams of a text, each once: pieces of words, and whole words where they are longer.

    An apostrophe ends a word and belongs to it (``d'``, ``qu'``). The hash is CRC-32 of UTF-8, the same everywhere.
    """
    words = _WORD.findall(text.lower().replace("’", "'"))[:MOST_WORDS]
    grams: set[str] = set()
    for word in words:
        framed = f" {word} "
        for length in range(SHORTEST, LONGEST + 1):
            grams.update(framed[start : start + length] for start in range(len(framed) - length + 1))
        grams.add(framed)
    return np.unique(np.fromiter((zlib.crc32(gram.encode()) % BUCKETS for gram in grams), np.int64, len(grams)))


def value_of(buckets: NDArray[np.int64]) -> float:
    """Give the value that every n-gram of a text has: all together have length 1, however long the text."""
    return 1.0 / float(np.sqrt(max(1, len(buckets))))


class LanguageProfile:
    """Weights of the classifier: one row per language in the order of ``LANGUAGES``."""

    def __init__(self, weights: NDArray[np.int8], scale: float, offsets: NDArray[np.float64]) -> None:
        """Take weights in steps of ``scale`` (shape languages × ``BUCKETS``) and one offset per language."""
        self.weights = weights
        self.scale = scale
        self.offsets = offsets

    @classmethod
    def load(cls, path: Path = PATH) -> LanguageProfile:
        """Read a profile; plain arrays only, nothing in the file is ever run.

        Raises:
            OSError: the file is missing.
            ValueError: the file is no profile of this shape.
        """
        with np.load(path, allow_pickle=False) as arrays:
            missing = {"weights", "scale", "offsets"} - set(arrays.files)
            if missing:
                raise ValueError(f"{path}: {sorted(missing)} are missing: build the profile again")
            weights, scale, offsets = arrays["weights"], float(arrays["scale"]), arrays["offsets"]
        if weights.dtype != np.int8 or weights.shape != (len(offsets), BUCKETS):
            raise ValueError(f"{path}: weights are {weights.dtype} {weights.shape}: build the profile again")
        return cls(weights, scale, offsets)

    def save(self, path: Path = PATH) -> None:
        """Write the profile."""
        np.savez_compressed(path, weights=self.weights, scale=np.float64(self.scale), offsets=self.offsets)

    def log_probabilities(self, text: str) -> NDArray[np.float64]:
        """Give the natural logarithm of the probability of each language; all equal for a text without letters."""
        buckets = find_buckets(text)
        if not len(buckets):
            return np.full(len(self.offsets), -np.log(len(self.offsets)))
        sums = self.weights[:, buckets].sum(axis=1, dtype=np.int64)
        scores = sums * (self.scale * value_of(buckets)) + self.offsets
        shifted = scores - scores.max()
        result: NDArray[np.float64] = shifted - np.log(np.exp(shifted).sum())
        return result
