"""Sentences that say the same in nearly the same words are found, those with another telling word are not."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.catalogue.check import check_catalogue
from contracts.catalogue.examples import fold
from contracts.catalogue.near import NearSentences, fillers, telling_words
from contracts.languages import LANGUAGES
from tests.contracts.catalogue.sample import SERVICE, line_of, simple_service, write_catalogue


class Said(NamedTuple):
    language: str
    text: str


def is_near(language: str, one: str, other: str) -> bool:
    return any(True for _ in NearSentences([Said(language, one)]).near(Said(language, other)))


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("fr", "durée du congé maternité", "congé maternité durée"),
        ("en", "Please register my dog", "register a dog"),
        ("en", "regsiter dog", "register dog"),
        ("lb", "wou kréien ech e Pass", "Wou kreien ech mol de pass?"),
        ("de", "Führerschein verlängern bitte", "führerschein verlängernn"),
        ("lb", "Identiteitskart", "Identitéitskaart"),
        ("en", "the", "The!"),
    ],
)
def test_near_sentences_are_found(language: str, one: str, other: str) -> None:
    assert is_near(language, one, other)
    assert is_near(language, other, one)


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("lb", "wou pass", "wat pass"),
        ("de", "wann Pass", "wenn Pass"),
        ("en", "how long passport", "how much passport"),
        ("en", "not my dog", "my dog"),
        ("fr", "carte", "carnet"),
        ("en", "passport", "passport passport"),
        ("en", "a", "the"),
    ],
)
def test_other_words_are_other_sentences(language: str, one: str, other: str) -> None:
    assert not is_near(language, one, other)


def test_two_words_that_both_occur_often_are_two_words() -> None:
    often = [
        Said("de", f"{word} {where}") for word in ("abmeldung", "anmeldung") for where in ("esch", "wiltz", "mersch")
    ]
    known = NearSentences([*often, Said("de", "frist abmeldung")])
    assert {near.text for near in known.near(Said("de", "abmeldung frist"))} == {"frist abmeldung"}
    assert {near.text for near in known.near(Said("de", "frist ahmeldung"))} == {"frist abmeldung"}
    assert not list(known.near(Said("de", "frist anmeldung")))


def test_sentences_of_other_languages_are_not_compared() -> None:
    assert not list(NearSentences([Said("de", "Pass verloren")]).near(Said("lb", "Pass verloren")))


def test_fillers_are_written_as_sentences_are_compared() -> None:
    assert list(fillers()) == list(LANGUAGES)
    for language, words in fillers().items():
        assert words == {fold(word) for word in words}
        assert telling_words(" ".join(sorted(words)) + " pass", language) == ("pas",)


@given(st.text(), st.sampled_from(LANGUAGES))
def test_every_sentence_is_near_itself(text: str, language: str) -> None:
    assert is_near(language, text, text)


def test_near_examples_of_two_intents_name_both_places(tmp_path: Path) -> None:
    write_catalogue(tmp_path)
    other = simple_service("car_permit").replace("car_permit en 3", "so, how do i gett it pls")
    (tmp_path / "catalogue" / "car_permit.yaml").write_text(other, encoding="utf-8")
    [problem] = check_catalogue(tmp_path)
    assert (problem.code, problem.line) == ("example-near", line_of(other, "gett"))
    assert f"bike_permit_about, {tmp_path.as_posix()}/catalogue/bike_permit.yaml:" in problem.message
    assert f":{line_of(SERVICE, 'how do I get it')})" in problem.message


def test_near_examples_of_one_intent_are_welcome(tmp_path: Path) -> None:
    service = SERVICE.replace("how do I get it,", "how do I get it, how do i gett it,")
    assert check_catalogue(write_catalogue(tmp_path, service=service)) == []
