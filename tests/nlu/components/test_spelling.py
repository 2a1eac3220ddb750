"""Misspelt long words become known ones; known, short and distant words stay as they are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu.components.spelling import Spelling

SPELLING = Spelling.learn(
    ["steuerkaart gemeng fuerderen", "steuerkaart gemeng", "steuerkarte gemeng", "steuerkarte pass"]
)


@pytest.mark.parametrize(
    ("text", "mended"),
    [
        ("steurkaart", "steuerkaart"),
        ("steuerrkaart", "steuerkaart"),
        ("setuerkaart", "steuerkaart"),
        ("steuerkaark", "steuerkaart"),
        ("eng gemenk wou", "eng gemeng wou"),
        ("steuerkaarte", "steuerkaart"),
    ],
)
def test_an_unknown_word_one_edit_away_is_mended(text: str, mended: str) -> None:
    assert SPELLING.mend(text) == mended


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("steuerkarte gemeng", "known"),
        ("fuerderen", "known, although it stands there once"),
        ("fuerderet", "the only near word stands there once"),
        ("steukaart", "two edits away"),
        ("pasz", "too short"),
        ("gemen9", "not a word"),
        ("", "nothing"),
    ],
)
def test_other_words_stay(text: str, why: str) -> None:
    assert SPELLING.mend(text) == text, why


def test_the_more_frequent_of_two_near_words_is_taken() -> None:
    spelling = Spelling.learn(["rente renta", "rente renta", "rente"])
    assert spelling.mend("rentu") == "rente"


def test_without_training_sentences_nothing_is_mended() -> None:
    assert Spelling.learn([]).mend("steuerkaart") == "steuerkaart"


@given(st.text())
def test_mending_never_loses_a_word_and_mends_once(text: str) -> None:
    mended = SPELLING.mend(text)
    assert len(mended.split()) == len(text.split())
    assert SPELLING.mend(mended) == mended
