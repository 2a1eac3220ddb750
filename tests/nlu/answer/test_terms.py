from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu.answer.terms import LONGEST, SHORTEST, find_terms


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("Hund", ["=hund", "<hu", "hun", "und", "nd>", "<hun", "hund", "und>", "<hund", "hund>"]),
        ("à", ["=a", "<a>"]),
        ("D'Taxe", [*find_terms("d"), *find_terms("taxe")]),
        ("12,50 €", [*find_terms("12"), *find_terms("50")]),
        ("?! 🙂 _", []),
        ("", []),
    ],
)
def test_words_are_cut_into_pieces(text: str, terms: list[str]) -> None:
    assert find_terms(text) == terms


def test_spellings_share_most_terms() -> None:
    right, wrong = set(find_terms("Führerschein verlängern")), set(find_terms("fuhrerschein verlangern"))
    assert right == wrong
    assert set(find_terms("Hundesteuer")) & set(find_terms("Hund"))


@given(st.text(max_size=80))
def test_pieces_have_three_to_five_letters_whatever_was_written(text: str) -> None:
    pieces = [term for term in find_terms(text) if not term.startswith("=")]
    assert all(SHORTEST <= len(piece) <= LONGEST for piece in pieces)
