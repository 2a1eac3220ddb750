"""Numbers that citizens leave to be called: those of Luxembourg without a prefix, and none that costs the caller."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.desk.phone import read_phone


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("621 123 456", "+352621123456"),
        ("+352 621 123 456", "+352621123456"),
        ("00352 621123456", "+352621123456"),
        ("26 12 34 56", "+35226123456"),
        ("Rufft mech un: 621 123 456", "+352621123456"),
        ("+33 6 12 34 56 78", "+33612345678"),
        ("+49 30 123456", "+4930123456"),
        ("", None),
        ("nee", None),
        ("12", None),
        ("+352", None),
        ("621 123 456 oder 691 123 456", None),
        ("900 12 345", None),
        ("+33 899 70 12 34", None),
        ("6" * 80, None),
        ("621\u202e123456", "+352621123456"),
    ],
)
def test_numbers(written: str, number: str | None) -> None:
    assert read_phone(written) == number


@given(st.text(max_size=80))
def test_whatever_is_written_it_is_a_number_or_none(written: str) -> None:
    number = read_phone(written)
    assert number is None or (number.startswith("+") and number[1:].isdigit() and len(number) <= 16)
