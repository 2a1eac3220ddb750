"""Codes of receipts: what is made is read back however it is written, and a slip is seen."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.privacy.codes import LETTERS, new_code, read_code, show_code

CODES = st.builds(new_code)
GOLDEN = Path(__file__).parents[2] / "golden" / "receipt_codes.json"


@pytest.mark.parametrize("case", json.loads(GOLDEN.read_text(encoding="utf-8"))["cases"], ids=lambda it: it["written"])
def test_the_console_reads_codes_as_the_gateway_does(case: dict[str, str | None]) -> None:
    """Its check while somebody types is held to the same file."""
    assert read_code(str(case["written"])) == case["code"]


def test_a_code_is_long_enough_not_to_be_guessed_and_never_the_same() -> None:
    codes = {new_code() for _ in range(100)}
    assert len(codes) == 100
    assert {len(code) for code in codes} == {28}, "27 letters of five random bits, and one that checks them"


def test_a_code_is_shown_in_groups_of_four() -> None:
    shown = show_code(new_code())
    assert [len(group) for group in shown.split("-")] == [4] * 7


@given(CODES, st.sampled_from(["", " ", "-", " - ", "\u2013", "\u00a0", ".", "\n"]), st.booleans(), st.booleans())
def test_a_code_is_read_however_somebody_writes_it(code: str, between: str, small: bool, lookalikes: bool) -> None:
    written = between.join(show_code(code).split("-"))
    if lookalikes:
        written = written.replace("0", "O").replace("1", "l")
    assert read_code(f" {written.lower() if small else written} ") == code


@given(CODES, st.integers(0, 27), st.sampled_from(LETTERS))
def test_a_wrong_letter_is_seen(code: str, place: int, letter: str) -> None:
    wrong = code[:place] + letter + code[place + 1 :]
    assert read_code(wrong) == (code if wrong == code else None)


@given(CODES, st.integers(0, 27), st.integers(0, 27))
def test_letters_that_changed_places_are_seen(code: str, one: int, other: int) -> None:
    letters = list(code)
    letters[one], letters[other] = letters[other], letters[one]
    wrong = "".join(letters)
    assert read_code(wrong) == (code if wrong == code else None)


@pytest.mark.parametrize("written", ["", " ", "-", "ABCD", "U" * 28, "é" * 28, "0" * 27, "0" * 29, "\x00" * 28])
def test_what_is_no_code_is_none(written: str) -> None:
    assert read_code(written) is None


@given(st.text(max_size=60))
def test_anything_may_be_written(written: str) -> None:
    code = read_code(written)
    assert code is None or read_code(show_code(code)) == code
