from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu.components.phrases import PhraseBook

BOOK = PhraseBook({"crisis_suicide": ["wëll net méi liewen", "me suicider"], "crisis_emergency": ["et brennt bei"]})


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("ech wëll net méi liewen", "crisis_suicide"),
        ("ech well net mei liewe", "crisis_suicide"),
        ("ECH WËLL WIERKLECH NET MÉI LIEWEN!!!", "crisis_suicide"),
        ("je veux me   suiccider", "crisis_suicide"),
        ("Hëllef, et brennt bei mengen Noperen", "crisis_emergency"),
        ("et brennt bei mir, ech wëll net méi liewen", "crisis_suicide"),
        ("wëll hien elo och net esou méi liewen", None),
        ("liewen wëll ech net méi", None),
        ("wëll net", None),
        ("me suiciderons", None),
        ("", None),
        ("🙂", None),
    ],
)
def test_a_phrase_is_found_whatever_the_spelling_with_one_word_between(text: str, name: str | None) -> None:
    assert BOOK.find(text) == name


def test_a_book_without_phrases_finds_nothing() -> None:
    assert PhraseBook({}).find("ech wëll net méi liewen") is None
    assert PhraseBook({"crisis_suicide": ["?!"]}).find("anything") is None


@given(st.text(max_size=80), st.text(max_size=80))
def test_words_around_a_phrase_do_not_hide_it(before: str, after: str) -> None:
    assert BOOK.find(f"{before} wëll net méi liewen {after}") == "crisis_suicide"
