"""Other words for what the pages say."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.languages import Language
from nlu.answer.search import Index
from nlu.answer.synonyms import Synonyms
from tests.nlu.answer.asking import FOREIGN
from tests.nlu.answer.sample import PAGES

SYNONYMS = Synonyms(
    {
        "lb": [["Reespass", "Pass", "Reesepass"], ["Identitéitskaart", "Perso", "d'Kaart"]],
        "en": [["driving licence", "driver's license", "license"], ["passport", "travel book"]],
        "fr": [],
    }
)


@pytest.mark.parametrize(
    ("language", "question", "read"),
    [
        ("lb", "Wat kascht e Pass?", "wat kascht e Reespass?"),
        ("lb", "wou ass mäi PERSO", "wou ass mai Identitéitskaart"),
        ("lb", "d’Kaart verluer", "Identitéitskaart verluer"),
        # Whole words only.
        ("lb", "Passbild, Kompass", "Passbild, Kompass"),
        # What has no other word stays as it is, accents and all.
        ("lb", "Wéi spéit ass et?", "Wéi spéit ass et?"),
        # The longest that fits; nothing is replaced twice.
        ("en", "a driver's license", "a driving licence"),
        ("en", "my license and travel book", "my driving licence and passport"),
        # Another language has other words.
        ("fr", "Pass", "Pass"),
        ("de", "Pass", "Pass"),
    ],
)
def test_the_words_of_the_pages_take_the_place_of_others(language: Language, question: str, read: str) -> None:
    assert SYNONYMS.replace(question, language) == read


@given(st.text(max_size=80))
def test_any_text_can_be_read(text: str) -> None:
    assert isinstance(SYNONYMS.replace(text, "lb"), str)


def test_a_page_is_found_by_another_word() -> None:
    plain, widened = Index(PAGES, FOREIGN), Index(PAGES, FOREIGN, synonyms={"en": [["dogs", "woofwoof"]]})
    assert plain.search("woofwoof", "en").pages == ()
    assert widened.search("woofwoof", "en").pages[0].id == "dog"
