"""How much of a sentence's n-grams each topic's examples share (BM25): a second opinion beside the network's.

The network tells near topics apart, and leans on few words for it; this one counts every word that somebody used for
a topic, and so keeps to the right one where a sentence tells a story (``docs/quality.md`` has the figures).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.special import log_softmax, logsumexp

SATURATION = 1.2
LENGTH_SHARE = 0.75
"""``k1`` and ``b`` of BM25 (Robertson 1994), at their usual values."""
WEIGHT = 0.4
"""What one standard deviation above the other topics adds to a topic's log-probability (``docs/quality.md``)."""
_SMALL = 1e-6


@dataclass(frozen=True)
class TopicTerms:
    """What each n-gram says for each of the compared topics."""

    compared: np.ndarray
    """Numbers of the compared topics, ascending."""
    weights: np.ndarray
    """N-grams × compared topics, 0 or more."""

    @classmethod
    def learn(cls, vectors: sparse.csr_matrix, topics: np.ndarray, about: np.ndarray) -> TopicTerms:
        """Count which topics use which n-grams; all examples of one topic are one text.

        One row, topic and truth value per sentence; only topics of sentences ``about`` something are compared. Small
        talk and matters out of scope have no words of their own.
        """
        compared, topics = np.unique(topics[about], return_inverse=True)
        vectors, count = vectors[np.flatnonzero(about)], len(compared)
        if not count:
            return cls(compared, np.zeros((vectors.shape[1], 0), np.float32))
        places = np.arange(len(topics))
        gathered = sparse.csr_matrix((np.ones(len(topics)), (topics, places)), shape=(count, len(topics)))
        times = (gathered @ (vectors > 0).astype(np.float64)).tocoo()
        lengths = np.bincount(times.row, times.data, minlength=count)
        used_by = np.bincount(times.col, minlength=vectors.shape[1])
        rarity = np.log(1 + (count - used_by + 0.5) / (used_by + 0.5))
        long = 1 - LENGTH_SHARE + LENGTH_SHARE * lengths[times.row] / lengths.mean()
        weights = np.zeros((vectors.shape[1], count), np.float32)
        weights[times.col, times.row] = (
            rarity[times.col] * times.data * (SATURATION + 1) / (times.data + SATURATION * long)
        )
        return cls(compared, weights)

    def share_out(self, scores: np.ndarray, vectors: sparse.csr_matrix) -> np.ndarray:
        """Share the probability of the compared topics out anew among them; that of the others stays as it is.

        ``scores``: log-probabilities, one row per row of ``vectors`` and one column per topic.
        """
        if not len(self.compared):
            return scores
        sums = (vectors > 0).astype(np.float32) @ self.weights
        above = (sums - sums.mean(axis=1, keepdims=True)) / np.maximum(sums.std(axis=1, keepdims=True), _SMALL)
        old = scores[:, self.compared]
        new = scores.copy()
        new[:, self.compared] = log_softmax(old + WEIGHT * above, axis=1) + logsumexp(old, axis=1, keepdims=True)
        return new
