from __future__ import annotations

import numpy as np
import pytest
from scipy import sparse

from nlu.components.topic_terms import TopicTerms

# Four n-grams: the first two of topic 0, the third of topic 2, the last of everything; topic 1 is small talk.
ROWS = np.array([[1, 0, 0, 1], [0, 1, 0, 1], [0, 0, 1, 1], [0, 0, 0, 1]])
TOPICS = np.array([0, 0, 2, 1])
ABOUT = np.array([True, True, True, False])
TERMS = TopicTerms.learn(sparse.csr_matrix(ROWS), TOPICS, ABOUT)
EVEN = np.log(np.full((1, 3), 1 / 3))


def share_out(row: list[float], scores: np.ndarray = EVEN) -> np.ndarray:
    """Give the probabilities after sharing out."""
    return np.exp(TERMS.share_out(scores, sparse.csr_matrix([row])))[0]


@pytest.mark.parametrize(("row", "best"), [([1, 1, 0, 0], 0), ([0, 0, 0.2, 1], 2)])
def test_a_topic_gains_by_the_terms_that_only_its_sentences_use(row: list[float], best: int) -> None:
    found = share_out(row)
    assert found[best] > 1 / 3 > found[2 - best]


def test_what_is_not_compared_keeps_its_probability() -> None:
    found = share_out([1, 0, 0, 1])
    assert found[1] == pytest.approx(1 / 3)
    assert found.sum() == pytest.approx(1)


def test_terms_that_nobody_used_change_nothing() -> None:
    assert share_out([0, 0, 0, 0]) == pytest.approx([1 / 3, 1 / 3, 1 / 3])


def test_a_sure_score_is_not_turned_by_shared_terms() -> None:
    found = share_out([0, 0, 1, 0], np.log(np.array([[0.97, 0.01, 0.02]])))
    assert found.argmax() == 0


def test_without_anything_to_compare_scores_stay() -> None:
    terms = TopicTerms.learn(sparse.csr_matrix(ROWS), TOPICS, np.zeros(4, dtype=bool))
    assert terms.share_out(EVEN, sparse.csr_matrix([[1, 1, 1, 1]])) == pytest.approx(EVEN)
