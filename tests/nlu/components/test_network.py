from __future__ import annotations

import numpy as np
import pytest
from scipy import sparse

from nlu.components.network import NO_LABEL, Network

RANDOM = np.random.default_rng(5)
COUNT = 300


def make_data() -> tuple[sparse.csr_matrix, np.ndarray, np.ndarray]:
    """Rows whose first block of columns tells the topic and whose second block tells the question."""
    topics, questions = RANDOM.integers(0, 4, COUNT), RANDOM.integers(0, 3, COUNT)
    dense = np.zeros((COUNT, 40))
    for row, (topic, question) in enumerate(zip(topics, questions, strict=True)):
        dense[row, topic * 5 + RANDOM.integers(0, 5)] = 0.7
        dense[row, 20 + question * 5 + RANDOM.integers(0, 5)] = 0.7
    return sparse.csr_matrix(dense), topics, questions


VECTORS, TOPICS, QUESTIONS = make_data()
NETWORK = Network.learn(VECTORS, (TOPICS, QUESTIONS), (4, 3))


def test_both_decisions_are_learned_together() -> None:
    topics, questions = NETWORK.score(VECTORS)
    assert (topics.argmax(axis=1) == TOPICS).mean() > 0.97
    assert (questions.argmax(axis=1) == QUESTIONS).mean() > 0.97


def test_scores_are_log_probabilities() -> None:
    for scores in NETWORK.score(VECTORS):
        assert np.exp(scores).sum(axis=1) == pytest.approx(np.ones(COUNT), abs=1e-4)


def test_a_row_without_a_label_teaches_that_decision_nothing() -> None:
    unlabelled = np.where(QUESTIONS == 2, NO_LABEL, QUESTIONS)
    _, questions = Network.learn(VECTORS, (TOPICS, unlabelled), (4, 3)).score(VECTORS)
    labelled = unlabelled != NO_LABEL
    assert (questions.argmax(axis=1)[labelled] == unlabelled[labelled]).mean() > 0.97
    assert (questions.argmax(axis=1) == 2).sum() == 0


def test_an_empty_row_is_scored() -> None:
    topics, questions = NETWORK.score(sparse.csr_matrix((1, VECTORS.shape[1])))
    assert np.isfinite(topics).all()
    assert np.isfinite(questions).all()


def test_stored_weights_score_the_same_but_for_their_precision() -> None:
    again = Network.from_arrays(NETWORK.as_arrays(), decisions=2)
    for before, after in zip(NETWORK.score(VECTORS), again.score(VECTORS), strict=True):
        assert after == pytest.approx(before, abs=0.05)


def test_a_missing_weight_is_said() -> None:
    arrays = NETWORK.as_arrays()
    del arrays["head_1"]
    with pytest.raises(KeyError, match="head_1"):
        Network.from_arrays(arrays, decisions=2)
