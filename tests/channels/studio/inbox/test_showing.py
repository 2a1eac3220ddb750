"""Which words of citizens service owners see: none that only few wrote and the content does not use."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.studio.inbox.assigning import LONGEST_EXAMPLE
from channels.studio.inbox.showing import HIDDEN, PLACEHOLDER, Showing, find_words, fold_word, write

VOCABULARY = frozenset(
    find_words("Ech brauch e Pass fir mäi Kand, wat kascht dat? Je voudrais un passeport, l'adresse")
)
LEAST = 3


def showing_of(*texts: str) -> Showing:
    """Each text in a conversation of its own."""
    return Showing((write(f"c{number}", "lb", text) for number, text in enumerate(texts)), VOCABULARY, LEAST)


@pytest.mark.parametrize(
    ("texts", "shown", "whole"),
    [
        (["Wat kascht e Pass?"], "Wat kascht e Pass?", True),
        (["Ech brauch e Pass fir de Jang Muller"], "Ech brauch e Pass fir …", False),
        (["Ech sinn d'Claire-Marie, wat kascht dat?"], "Ech …, wat kascht dat?", False),
        (["Ech brauch en Hond"] * 3, "Ech brauch en Hond", True),
        (["Ech brauch en Hond", "en Hond", "Hond!"], "Ech brauch … Hond", False),
        (["Ech brauch en Hond"] * 2, "Ech brauch …", False),
        (["Wat kascht dat, 12, rue X?"], "Wat kascht dat, [address]?", False),
        (["Wat kascht de Pass 2026?"] * 3, "Wat kascht de Pass 2026?", True),
        (["Je voudrais un passeport, 1985010112345"], "Je voudrais un passeport, [national_id]", False),
        (["Wat kascht dat\N{PILE OF POO}?"], "Wat kascht dat ?", True),
        (["Muller"], None, False),
        (["Jang Muller Pass"], None, False),
        (["Hond?"] * 3, "Hond?", True),
    ],
)
def test_what_is_shown(texts: list[str], shown: str | None, whole: bool) -> None:
    found = showing_of(*texts).show(write("c0", "lb", texts[0]))
    assert (None if found is None else (found.text, found.whole)) == (None if shown is None else (shown, whole))


def test_a_long_text_is_cut_and_no_example_as_it_stands() -> None:
    found = showing_of().show(write("c0", "lb", "wat kascht dat " * 50))
    assert found is not None
    assert len(found.text) <= LONGEST_EXAMPLE
    assert found.text.endswith(HIDDEN)
    assert not found.whole


def test_the_same_citizen_often_is_not_many() -> None:
    written = [write("c0", "lb", "Ech sinn de Jang Muller") for _ in range(10)]
    found = Showing(written, VOCABULARY, LEAST).show(written[0])
    assert found is None


letters = st.text(
    st.sampled_from("aeImulr Éë'’-.…[]_1½Ⅳ²ß\u0301\u200b😀,") | st.characters(exclude_categories=["Cs"]), max_size=40
)
words = st.sampled_from(["Muller", "Jang", "pass", "Pass", "kascht", "L-1234", "d'Gemeng", "[phone]", "[email]"])
texts = st.lists(letters | words, min_size=1, max_size=6).map(" ".join)
talks = st.lists(st.tuples(st.integers(0, 5).map(str), texts), min_size=1, max_size=12)


@given(talks, st.integers(2, 4))
def test_nothing_is_shown_that_fewer_wrote(said: list[tuple[str, str]], least: int) -> None:
    written = [write(conversation, "lb", text) for conversation, text in said]
    showing = Showing(written, VOCABULARY, least)
    for one in written:
        found = showing.show(one)
        alike = {other.conversation for other in written if other.folded == one.folded}
        if found is None or len(alike) >= least:
            continue
        shown = PLACEHOLDER.sub(" ", found.text)
        assert not any(character.isnumeric() for character in shown)
        for word in find_words(shown):
            wrote = {other.conversation for other in written if word in find_words(other.masked)}
            assert word in VOCABULARY or len(wrote) >= least, word


@given(texts)
def test_whole_texts_are_whole(text: str) -> None:
    one = write("c", "lb", text)
    found = Showing([one], frozenset(find_words(one.masked)), LEAST).show(one)
    if found is not None and found.whole:
        assert find_words(found.text) == find_words(one.masked)


def test_a_word_with_a_sign_inside_counts_as_its_parts() -> None:
    assert fold_word("Gemeng") == ("gemeng",)
    assert find_words("d'Gemeng, l’eau") == {"d", "gemeng", "l", "eau"}
