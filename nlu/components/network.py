"""A small neural network over sparse n-gram vectors: one hidden layer that two decisions share, topic and question.

Why not a linear classifier, and what each choice here is worth: docs/quality.md, "How the classifier was chosen".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse

HIDDEN = 256
"""Units of the hidden layer."""
EPOCHS = 10
BATCH = 64
LEARNING_RATE = 0.07
"""Of Adagrad (Duchi 2011), falling in a line to a tenth of it in the last epoch."""
KEPT_NGRAMS = 0.5
"""Share of a sentence's n-grams that each pass sees: the network must not lean on single ones."""
KEPT_UNITS = 0.7
"""Share of hidden units that each pass uses (dropout, Srivastava 2014)."""
SMOOTHING = 0.1
"""Probability that the target leaves to all other labels (Szegedy 2016); keeps confidences from running to 1."""
NO_LABEL = -1
"""A sentence that one of the decisions does not concern."""
_SEED = 2026
_SMALL = 1e-4

Arrays = dict[str, np.ndarray]


@dataclass(frozen=True)
class Network:
    """Weights: ``entry`` (n-grams × units) with its bias, and per decision a head (units × labels) with its bias."""

    entry: np.ndarray
    entry_bias: np.ndarray
    heads: tuple[np.ndarray, ...]
    head_biases: tuple[np.ndarray, ...]

    @classmethod
    def learn(cls, vectors: sparse.csr_matrix, targets: Sequence[np.ndarray], sizes: Sequence[int]) -> Network:
        """Fit on one row per sentence; ``targets`` give its label for each decision, of ``sizes`` labels each."""
        return _Trainer(vectors.shape[1], sizes).fit(vectors.astype(np.float32), targets)

    def score(self, vectors: sparse.csr_matrix) -> list[np.ndarray]:
        """Give the log-probability of each label, per decision one row per sentence."""
        hidden = np.maximum(vectors.astype(np.float32) @ self.entry + self.entry_bias, 0)
        return [_log_softmax(hidden @ head + bias) for head, bias in zip(self.heads, self.head_biases, strict=True)]

    def as_arrays(self) -> Arrays:
        """Give all weights by name, for storing; the entry in half precision, which changes no decision."""
        arrays = {"entry": self.entry.astype(np.float16), "entry_bias": self.entry_bias}
        for number, (head, bias) in enumerate(zip(self.heads, self.head_biases, strict=True)):
            arrays[f"head_{number}"], arrays[f"head_bias_{number}"] = head, bias
        return arrays

    @classmethod
    def from_arrays(cls, arrays: Arrays, decisions: int) -> Network:
        """Take back what ``as_arrays`` gave; raises ``KeyError`` when something is missing."""
        numbers = range(decisions)
        heads = tuple(arrays[f"head_{number}"] for number in numbers)
        biases = tuple(arrays[f"head_bias_{number}"] for number in numbers)
        return cls(arrays["entry"].astype(np.float32), arrays["entry_bias"], heads, biases)


class _Trainer:
    """Learns by stochastic gradient descent; only rows of n-grams that a batch holds are touched."""

    def __init__(self, width: int, sizes: Sequence[int]) -> None:
        self.random = np.random.default_rng(_SEED)
        self.weights = [self._draw(width, HIDDEN, 0.5), np.zeros(HIDDEN, np.float32)]
        for size in sizes:
            self.weights += [self._draw(HIDDEN, size, 1.0), np.zeros(size, np.float32)]
        # One sum per n-gram, not one per weight: half the memory to go through, and no worse (docs/quality.md).
        self.squares = [np.full((width, 1), _SMALL, np.float32)]
        self.squares += [np.full_like(weight, _SMALL) for weight in self.weights[1:]]
        self.rate = LEARNING_RATE

    def fit(self, vectors: sparse.csr_matrix, targets: Sequence[np.ndarray]) -> Network:
        count = vectors.shape[0]
        for epoch in range(EPOCHS):
            self.rate = LEARNING_RATE * (1 - 0.9 * epoch / EPOCHS)
            order = self.random.permutation(count)
            for start in range(0, count, BATCH):
                rows = order[start : start + BATCH]
                self._learn_batch(vectors[rows], [target[rows] for target in targets])
        return Network(self.weights[0], self.weights[1], tuple(self.weights[2::2]), tuple(self.weights[3::2]))

    def _learn_batch(self, batch: sparse.csr_matrix, targets: Sequence[np.ndarray]) -> None:
        kept = self.random.random(len(batch.data), dtype=np.float32) < KEPT_NGRAMS
        columns, places = np.unique(batch.indices[kept], return_inverse=True)
        starts = np.concatenate([[0], np.cumsum(kept)])[batch.indptr]
        values = batch.data[kept] / np.float32(KEPT_NGRAMS)
        seen = sparse.csr_matrix((values, places, starts), shape=(batch.shape[0], len(columns)))
        sums = seen @ self.weights[0][columns] + self.weights[1]
        passed = (sums > 0) * self._mask(sums.shape, KEPT_UNITS)
        hidden = sums * passed
        back = np.zeros_like(hidden)
        for number, target in enumerate(targets):
            head, bias = 2 + 2 * number, 3 + 2 * number
            error = _error(hidden @ self.weights[head] + self.weights[bias], target)
            back += error @ self.weights[head].T
            self._step(head, hidden.T @ error)
            self._step(bias, error.sum(axis=0))
        back *= passed
        self._step(0, seen.T @ back, columns)
        self._step(1, back.sum(axis=0))

    def _step(self, number: int, gradient: np.ndarray, rows: np.ndarray | slice = slice(None)) -> None:
        """Move weights against their gradient, each (of the entry: each row) by its own share of the rate (Adagrad)."""
        squared = gradient**2 if number else (gradient**2).mean(axis=1, keepdims=True)
        squares = self.squares[number][rows] + squared
        self.squares[number][rows] = squares
        self.weights[number][rows] -= self.rate * gradient / np.sqrt(squares)

    def _draw(self, rows: int, columns: int, spread: float) -> np.ndarray:
        scale = spread / np.sqrt(HIDDEN)
        return (self.random.standard_normal((rows, columns), dtype=np.float32) * scale).astype(np.float32)

    def _mask(self, shape: tuple[int, ...], kept: float) -> np.ndarray:
        return (self.random.random(shape, dtype=np.float32) < kept).astype(np.float32) / np.float32(kept)


def _error(scores: np.ndarray, target: np.ndarray) -> np.ndarray:
    """Give the gradient of the smoothed cross-entropy; rows without a label give none."""
    labelled = np.flatnonzero(target != NO_LABEL)
    error = np.exp(_log_softmax(scores)) - np.float32(SMOOTHING / scores.shape[1])
    error[labelled, target[labelled]] -= np.float32(1 - SMOOTHING)
    error[target == NO_LABEL] = 0
    return error / np.float32(len(target))


def _log_softmax(scores: np.ndarray) -> np.ndarray:
    shifted = scores - scores.max(axis=1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
