"""Ways of writing keep what they should and change what they must."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from nlu.evaluation.variants import VARIANTS, in_small_letters, with_typos, without_accents


def test_accents_are_stripped() -> None:
    assert without_accents("Wéi kréien ech d'Zäit? À bientôt, straße") == "Wei kreien ech d'Zait? A bientot, straße"


def test_small_letters_without_punctuation() -> None:
    assert (
        in_small_letters("D'Gemeng: wou ass dat, w.e.g.?  Porte-feuille!") == "d'gemeng wou ass dat w e g porte-feuille"
    )


@given(st.lists(st.from_regex(r"[A-Za-zäéë]{1,12}", fullmatch=True), max_size=6))
def test_every_long_word_gets_one_typo_and_no_other_word_any(words: list[str]) -> None:
    written = with_typos(" ".join(words)).split()
    assert len(written) == len(words)
    for word, typed in zip(words, written, strict=True):
        # Two equal neighbours that are swapped leave the word as it was.
        assert OSA.distance(word, typed) <= (1 if len(word) >= 6 else 0)


def test_typos_are_the_same_each_time_and_do_change_most_sentences() -> None:
    texts = ["Residenzzertifikat ufroen", "demander un certificat", "Steuerklasse ändern", "register the vehicle"]
    assert [with_typos(text) for text in texts] == [with_typos(text) for text in texts]
    assert sum(with_typos(text) != text for text in texts) >= 3


@pytest.mark.parametrize("name", VARIANTS)
@given(text=st.text())
def test_any_text_can_be_rewritten(name: str, text: str) -> None:
    assert isinstance(VARIANTS[name](text), str)
