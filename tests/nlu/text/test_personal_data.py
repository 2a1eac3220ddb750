import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu.text.personal_data import mask, mask_national_id


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("meng Matricule ass 1985 0412 12393, merci", "meng Matricule ass [national_id], merci"),
        ("1985041212393", "[national_id]"),
        ("1985-04-12-123-93", "[national_id]"),
        ("1985.04.12 12393", "[national_id]"),
        ("19850412\n12393", "[national_id]"),
        ("LU28 0019 4006 4475 0000 merci", "[iban] merci"),
        ("lu280019400644750000", "[iban]"),
        ("GB29 NWBK 6016 1331 9268 19 ok", "[iban] ok"),
        ("LU99 0019 4006 4475 0000", "[iban]"),
        ("4111 1111 1111 1111", "[card]"),
        ("+352 621 123 456", "[phone]"),
        ("00352 621 123 456", "[phone]"),
        ("(+352) 26 10 60-1", "([phone]"),
        ("mailt mir op anna.muster@example.lu w.e.g.", "mailt mir op [email] w.e.g."),
        ("1985041212393 621123456", "[number]"),
        ("L-4370 Suessem, 12, rue de la Gare", "L-4370 Suessem, 12, rue de la Gare"),
        ("den 31.12.2026 um 14:30", "den 31.12.2026 um 14:30"),
        ("31.12.2026 14:30", "31.12.2026 14:30"),
        ("2026-03-01, 250 € an 3 Deeg", "2026-03-01, 250 € an 3 Deeg"),
        ("@ home", "@ home"),
        ("", ""),
    ],
)
def test_personal_data_becomes_a_placeholder(text: str, masked: str) -> None:
    assert mask(text) == masked


SEPARATORS = st.sampled_from(["", " ", "-", ".", "/", " - ", "\u00a0", "  "])


@st.composite
def grouped_numbers(draw: st.DrawFn) -> tuple[str, str]:
    """Thirteen digits, and the same cut into groups in any way."""
    digits = draw(st.from_regex(r"(18|19|20)[0-9]{11}", fullmatch=True))
    written = digits[0]
    for digit in digits[1:]:
        written += draw(st.one_of(st.just(""), st.just(""), SEPARATORS)) + digit
    return digits, written


@given(st.text(max_size=20), grouped_numbers(), st.text(max_size=20))
def test_no_national_id_survives(before: str, number: tuple[str, str], after: str) -> None:
    digits, written = number
    left = re.sub(r"\D", "", mask(before + written + after))
    # What stood around may hold digits of its own; the number itself must not be among them.
    assert digits not in left
    assert digits[4:] not in left


@given(st.text(max_size=60))
def test_masking_twice_changes_nothing(text: str) -> None:
    assert mask(mask(text)) == mask(text)


@given(st.text("0123456789 .-LU@a[]", max_size=60))
def test_masking_twice_changes_nothing_among_digits(text: str) -> None:
    assert mask(mask(text)) == mask(text)


@pytest.mark.parametrize("unit", ["1", "1 ", "a", "@", "LU28 0019 ", "A1B2", "LU28"])
def test_time_grows_no_faster_than_length(unit: str) -> None:
    begin = time.process_time()
    mask("LU28 " + unit * (100_000 // len(unit)))
    assert time.process_time() - begin < 2


def test_a_national_id_shows_its_year_and_its_check_digits_only() -> None:
    assert mask_national_id("1985041212393") == "1985 •••• •••93"


@pytest.mark.parametrize("value", ["", "123", "19850412123934"])
def test_anything_else_shows_nothing(value: str) -> None:
    assert set(mask_national_id(value)) <= {"•"}
