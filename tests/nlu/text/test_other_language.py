"""Messages in languages the bot does not speak are found, and none of the four ever is (``other_languages.yaml``)."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from contracts.catalogue.tests import list_sentences
from contracts.languages import LANGUAGES
from nlu.text.clean import clean
from nlu.text.other_language import find_other_language

HERE = Path(__file__).parent
FOREIGN: dict[str, list[str]] = YAML(typ="safe").load((HERE / "other_languages.yaml").read_text(encoding="utf-8"))
FOUND = 0.9
"""Share of foreign messages that are found; measured .93."""


def test_foreign_messages_are_found_with_their_language() -> None:
    found = {text: find_other_language(clean(text)) for texts in FOREIGN.values() for text in texts}
    wrong = [
        (text, found[text]) for code, texts in FOREIGN.items() for text in texts if found[text] not in {None, code}
    ]
    assert wrong == []
    missed = [text for text, code in found.items() if code is None]
    assert 1 - len(missed) / len(found) >= FOUND, missed


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_message_of_the_four_is_foreign(language: str) -> None:
    sentences = list_sentences(HERE.parents[2] / "bot")
    texts = [sentence.text for sentence in sentences if sentence.language == language]
    assert len(texts) > 100
    assert [text for text in texts if find_other_language(clean(text))] == []


@pytest.mark.parametrize(
    "text", ["", "🙂", "12", "Bom", "passaporte", "merci", "carte grise", "Rua", "Residenzzertifikat para Esch"]
)
def test_little_is_not_clear(text: str) -> None:
    assert find_other_language(text) is None


@pytest.mark.parametrize(("text", "code"), [("сколько стоит паспорт", "ru"), ("جواز السفر", "ar")])
def test_another_script_is_clear_at_once(text: str, code: str) -> None:
    assert find_other_language(text) == code


@given(st.text(max_size=80))
def test_any_text_has_an_answer(text: str) -> None:
    code = find_other_language(text)
    assert code is None or code not in LANGUAGES
