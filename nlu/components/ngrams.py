"""Turns sentences into sparse vectors of word and character n-grams, weighted by how rare they were in training.

Every n-gram is hashed into a bucket, so an n-gram that training never saw still takes its share of the vector's
length. A sentence full of unknown words therefore stays close to the origin of the space that the classifier knows,
and gets a low confidence instead of a loud guess from the two n-grams that happen to be known.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from scipy import sparse
from sklearn.feature_extraction.text import HashingVectorizer

from nlu.text.fold import fold

BUCKETS = 2**20
"""Hash buckets per kind of n-gram; collisions are rare up to some ten thousand different n-grams."""

_PUNCTUATION = re.compile(r"[^\w\s]+")


def words_of(text: str) -> str:
    """Give the words of a text, folded, without punctuation."""
    return _PUNCTUATION.sub(" ", fold(text))


_SETTINGS = {"preprocessor": words_of, "n_features": BUCKETS, "norm": None, "alternate_sign": False}

COUNTERS = (
    HashingVectorizer(analyzer="word", ngram_range=(1, 2), tokenizer=str.split, token_pattern=None, **_SETTINGS),
    HashingVectorizer(analyzer="char_wb", ngram_range=(2, 5), **_SETTINGS),
)
"""One counter per kind of n-gram: words and pairs of words; two to five letters of a word and its borders."""

SHARES = (1.0, 1.0)
"""How much each kind counts (docs/quality.md)."""


SEEN = 2
"""Sentences in which an n-gram must occur to be known, where there are ``MANY``; halves the model, costs no accuracy
(docs/quality.md)."""
MANY = 1000


class KnownNgrams(NamedTuple):
    """The buckets of one kind that training filled (sorted) and the weight of each."""

    buckets: np.ndarray
    weights: np.ndarray


class NgramWeights:
    """What training learned about n-grams: which buckets occurred and how much each of them weighs.

    Weights are smoothed inverse document frequencies, ``ln((1 + n) / (1 + df)) + 1`` for ``n`` sentences of which
    ``df`` hold the n-gram (scikit-learn's ``TfidfTransformer``); an unseen n-gram weighs as much as one with ``df`` 0.
    """

    def __init__(self, kinds: Sequence[KnownNgrams], unseen: float) -> None:
        """Take what is known of each kind, in the order of ``COUNTERS``, and the weight of everything else."""
        self.kinds = tuple(kinds)
        self.unseen = unseen

    @classmethod
    def learn(cls, texts: Sequence[str]) -> NgramWeights:
        """Count the n-grams of the training sentences."""
        kinds = []
        for counter in COUNTERS:
            frequency = np.bincount(counter.transform(texts).indices, minlength=BUCKETS)
            buckets = np.flatnonzero(frequency >= (SEEN if len(texts) >= MANY else 1))
            kinds.append(KnownNgrams(buckets, np.log((1 + len(texts)) / (1 + frequency[buckets])) + 1))
        return cls(kinds, float(np.log(1 + len(texts)) + 1))

    def vectors(self, texts: Sequence[str]) -> sparse.csr_matrix:
        """Give one row per text over the known n-grams; its length is 1 or less, less where much is unknown."""
        blocks = [
            share * self._weigh(counter.transform(texts), kind)
            for counter, share, kind in zip(COUNTERS, SHARES, self.kinds, strict=True)
        ]
        return sparse.hstack(blocks, format="csr") / np.linalg.norm(SHARES)

    def _weigh(self, counts: sparse.csr_matrix, known: KnownNgrams) -> sparse.csr_matrix:
        places = np.searchsorted(known.buckets, counts.indices).clip(max=len(known.buckets) - 1)
        seen = known.buckets[places] == counts.indices
        rows = np.repeat(np.arange(counts.shape[0]), np.diff(counts.indptr))
        values = (1 + np.log(counts.data)) * np.where(seen, known.weights[places], self.unseen)
        lengths = np.sqrt(np.bincount(rows, values**2, minlength=counts.shape[0]))
        kept = (values[seen] / lengths[rows[seen]], (rows[seen], places[seen]))
        return sparse.csr_matrix(kept, shape=(counts.shape[0], len(known.buckets)))
