import time
from datetime import date
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.languages import LANGUAGES
from contracts.parts import Choice, FieldType
from nlu.text.fields import PROBLEM_CODES, Checked, FieldProblem, check_field

TYPES = [field_type for field_type in get_args(FieldType) if field_type != "file"]
CHOICES = [Choice(value="one", label="Een"), Choice(value="two", label="Zwee")]
TODAY = date(2026, 11, 23)

PIECES = st.sampled_from(
    ["1985 0412 12393", "LU44 1111 7028 7715 0000", "621 123 456", "AB 1234", "L-4370", "3. Mäerz 2026", "1.250,00 €",
     "a@b.lu", "Esch", "Dikrech", "haut", "zwee", "12, rue de la Gare", "\n", " ", ",", "-", ".", "+", "0", "99", "é"]
)  # fmt: skip


def check(field_type: str, raw: str, language: str = "lb") -> Checked | FieldProblem:
    return check_field(field_type, raw, language=language, choices=CHOICES, today=TODAY)


@pytest.mark.parametrize("field_type", TYPES)
@pytest.mark.parametrize("raw", ["", "  ", "\n", "\u200b"])
def test_nothing_is_empty(field_type: str, raw: str) -> None:
    assert check(field_type, raw) == FieldProblem("empty")


def test_a_file_is_not_checked_from_text() -> None:
    with pytest.raises(ValueError, match="'file' cannot be checked from text"):
        check("file", "x")


@pytest.mark.parametrize("field_type", TYPES)
@pytest.mark.parametrize("unit", ["a", "1", "1 ", "a@", "LU44 ", "3.3.", "Esch ", "(1)"])
def test_a_hundred_thousand_characters_are_refused_at_once(field_type: str, unit: str) -> None:
    begin = time.process_time()
    outcome = check(field_type, "x" + unit * 100_000)
    assert isinstance(outcome, FieldProblem)
    assert time.process_time() - begin < 3


@pytest.mark.parametrize("field_type", TYPES)
@pytest.mark.parametrize("unit", ["1", "1 ", "1.", "LU44 ", "3.3.", "Escher ", "(1)", "a.", "d'", "+352 "])
def test_the_longest_answer_that_is_read_is_read_fast(field_type: str, unit: str) -> None:
    raw = (unit * 1000)[:999]
    check(field_type, raw)
    begin = time.process_time()
    check(field_type, raw)
    assert time.process_time() - begin < 1


def test_text_is_kept_up_to_its_limit() -> None:
    assert check("text", " Moien\r\nLeit ") == Checked("Moien\nLeit", "Moien\nLeit")
    assert check("text", "a" * 500) == Checked("a" * 500, "a" * 500)
    assert check("text", "a" * 501) == FieldProblem("text_long")


def hold_what_is_promised(field_type: str, raw: str, language: str) -> None:
    outcome = check(field_type, raw, language)
    if isinstance(outcome, FieldProblem):
        assert outcome.code in PROBLEM_CODES
        assert len(outcome.suggestions) <= 4
        for suggestion in outcome.suggestions:
            again = check(field_type, suggestion.value, language)
            assert again == Checked(suggestion.value, suggestion.label)
    else:
        assert outcome.value
        assert check(field_type, outcome.value, language) == outcome
        assert check(field_type, outcome.shown, language) == outcome


@settings(max_examples=300)
@given(st.sampled_from(TYPES), st.text(st.characters(codec=None), max_size=40), st.sampled_from(LANGUAGES))
def test_any_text_gives_an_outcome_that_holds(field_type: str, raw: str, language: str) -> None:
    hold_what_is_promised(field_type, raw, language)


@settings(max_examples=500)
@given(st.sampled_from(TYPES), st.lists(PIECES, max_size=6), st.sampled_from(LANGUAGES))
def test_any_mixture_of_values_gives_an_outcome_that_holds(field_type: str, pieces: list[str], language: str) -> None:
    hold_what_is_promised(field_type, "".join(pieces), language)


@settings(max_examples=300)
@given(st.sampled_from(TYPES), st.text("0123456789 .,-/€L()+'", max_size=30), st.sampled_from(LANGUAGES))
def test_any_mixture_of_digits_gives_an_outcome_that_holds(field_type: str, raw: str, language: str) -> None:
    hold_what_is_promised(field_type, raw, language)
