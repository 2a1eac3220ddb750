from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu.components.ngrams import NgramWeights, words_of
from tests.nlu.components.topics import TEXTS

WEIGHTS = NgramWeights.learn(TEXTS)


def length(text: str) -> float:
    """Length of a text's vector."""
    return float(np.sqrt(WEIGHTS.vectors([text]).power(2).sum()))


@pytest.mark.parametrize(
    ("text", "words"),
    [("D'Gemeng!", "d gemeng "), ("E-Mail, w.e.g.", "e mail  w e g "), ("Äddi", "addi"), ("?!", " "), ("", "")],
)
def test_words_are_folded_and_without_punctuation(text: str, words: str) -> None:
    assert words_of(text) == words


def test_a_known_sentence_has_length_one() -> None:
    assert length(TEXTS[0]) == pytest.approx(1.0)


def test_the_more_of_a_sentence_is_unknown_the_shorter_its_vector() -> None:
    known = "wat kascht pass"
    lengths = [length(known), length(f"{known} xylophon"), length(f"{known} xylophon quittenbrot zwetschge")]
    assert lengths == sorted(lengths, reverse=True)
    assert lengths[-1] < 0.7


@pytest.mark.parametrize("text", ["", "   ", "🙂", "中文", "?!"])
def test_where_nothing_is_known_the_vector_is_empty(text: str) -> None:
    assert length(text) == pytest.approx(0.0)


@given(st.lists(st.text(max_size=40), min_size=1, max_size=4))
def test_any_text_has_a_vector_no_longer_than_one(texts: list[str]) -> None:
    vectors = WEIGHTS.vectors(texts)
    lengths = np.sqrt(np.asarray(vectors.power(2).sum(axis=1)).ravel())
    assert vectors.shape[0] == len(texts)
    assert np.isfinite(lengths).all()
    assert (lengths <= 1 + 1e-9).all()


def test_a_text_has_the_same_vector_alone_and_among_others() -> None:
    together = WEIGHTS.vectors(TEXTS[:3])
    alone = WEIGHTS.vectors([TEXTS[1]])
    assert abs(together[1] - alone).max() < 1e-12


def test_rare_ngrams_weigh_more_than_common_ones() -> None:
    words = WEIGHTS.kinds[0]
    assert words.weights.min() < words.weights.max() < WEIGHTS.unseen + 1e-9
    assert list(words.buckets) == sorted(words.buckets)
