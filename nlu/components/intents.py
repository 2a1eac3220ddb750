"""Finds the intent of a sentence, with a confidence that says how likely the answer is right.

One logistic regression per intent scores n-grams; ``nlu.components.calibration`` turns the scores into confidences.
A model is stored as arrays and JSON only: loading it never runs anything that is in the file.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from scipy import sparse
from sklearn.linear_model import LogisticRegression

from nlu.components.calibration import Calibration, calibrate
from nlu.components.ngrams import COUNTERS, KnownNgrams, NgramWeights

SHARPNESS = 30.0
"""Inverse strength of the regularisation (``C``): the best of 5, 30 and 100 in cross-validation."""
_ARRAYS = "intents.npz"
_NAMES = "intents.json"


class LinearScores:
    """N-gram weights and one line of coefficients per intent."""

    def __init__(self, ngrams: NgramWeights, coefficients: np.ndarray, offsets: np.ndarray) -> None:
        """Take coefficients (intents × n-grams) and offsets (intents)."""
        self.ngrams = ngrams
        self.coefficients = coefficients
        self.offsets = offsets

    @classmethod
    def learn(cls, texts: Sequence[str], labels: np.ndarray) -> LinearScores:
        """Fit on texts and the numbers 0, 1, 2 … of their intents."""
        ngrams = NgramWeights.learn(texts)
        regression = LogisticRegression(
            C=SHARPNESS, class_weight="balanced", solver="liblinear", multi_class="ovr", max_iter=200
        )
        regression.fit(ngrams.vectors(texts), labels)
        coefficients, offsets = regression.coef_, regression.intercept_
        if len(regression.classes_) == 2:  # scikit-learn then keeps the line of the second only
            coefficients, offsets = np.vstack([-coefficients, coefficients]), np.array([-offsets[0], offsets[0]])
        return cls(ngrams, coefficients, offsets)

    def score(self, texts: Sequence[str]) -> np.ndarray:
        """Give one row per text, one log-odds score per intent."""
        vectors: sparse.csr_matrix = self.ngrams.vectors(texts)
        return np.asarray(vectors @ self.coefficients.T + self.offsets)


class IntentModel:
    """A trained model: the names of the intents, their scores, what a score means."""

    def __init__(self, names: Sequence[str], scores: LinearScores, calibration: Calibration) -> None:
        """Take what ``learn`` found; the scores are in the order of the names."""
        self.names = list(names)
        self.scores = scores
        self.calibration = calibration

    @classmethod
    def learn(cls, texts: Sequence[str], intents: Sequence[str]) -> IntentModel:
        """Fit on sentences and their intents.

        Raises:
            ValueError: fewer than two intents; a classifier needs something to choose from.
        """
        names, labels = np.unique(np.asarray(intents), return_inverse=True)
        if len(names) < 2:
            raise ValueError(f"there are sentences for {len(names)} intent(s) only; a classifier needs at least 2")
        calibration = calibrate(texts, labels, [str(name) for name in names], LinearScores.learn)
        return cls([str(name) for name in names], LinearScores.learn(texts, labels), calibration)

    def rank(self, text: str) -> list[tuple[str, float]]:
        """Give every intent with its confidence (0 to 1), best first."""
        confidences = self.calibration.confidences(self.scores.score([text]))[0]
        order = np.argsort(-confidences, kind="stable")
        return [(self.names[index], float(confidences[index])) for index in order]

    def save(self, folder: Path) -> None:
        """Write the model into an existing folder."""
        arrays = {"coefficients": self.scores.coefficients, "offsets": self.scores.offsets}
        for number, kind in enumerate(self.scores.ngrams.kinds):
            arrays[f"buckets_{number}"] = kind.buckets
            arrays[f"weights_{number}"] = kind.weights
        np.savez(folder / _ARRAYS, **arrays)
        about = {"intents": self.names, "calibration": self.calibration, "unseen": self.scores.ngrams.unseen}
        (folder / _NAMES).write_text(json.dumps(about), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> IntentModel:
        """Read a model that ``save`` wrote.

        Raises:
            OSError: a file is missing.
            KeyError, ValueError: a file is not what ``save`` writes.
        """
        about = json.loads((folder / _NAMES).read_text(encoding="utf-8"))
        with np.load(folder / _ARRAYS, allow_pickle=False) as arrays:
            kinds = [
                KnownNgrams(arrays[f"buckets_{number}"], arrays[f"weights_{number}"]) for number in range(len(COUNTERS))
            ]
            ngrams = NgramWeights(kinds, about["unseen"])
            scores = LinearScores(ngrams, arrays["coefficients"], arrays["offsets"])
        return cls(about["intents"], scores, Calibration(*about["calibration"]))
