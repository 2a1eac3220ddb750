from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.languages import LANGUAGES
from nlu.text.fields import Checked, FieldProblem, check_field


@pytest.mark.parametrize(
    ("raw", "language", "value"),
    [
        ("50", "lb", "50.00"),
        ("50 €", "lb", "50.00"),
        ("50 Euro", "de", "50.00"),
        ("50 euros", "fr", "50.00"),
        ("50 EUR", "en", "50.00"),
        ("EUR 50", "en", "50.00"),
        ("€50", "en", "50.00"),
        ("50€", "lb", "50.00"),
        ("50,-", "de", "50.00"),
        ("3,25", "lb", "3.25"),
        ("3.25", "en", "3.25"),
        ("3,5", "fr", "3.50"),
        ("1.250,00 €", "de", "1250.00"),
        ("1,250.00", "en", "1250.00"),
        ("EUR 6,197.34", "en", "6197.34"),
        ("294.824,40 euros", "fr", "294824.40"),
        ("10.000", "fr", "10000.00"),
        ("10,000", "en", "10000.00"),
        ("10 000 €", "fr", "10000.00"),
        ("10\u202f000,50 €", "fr", "10000.50"),
        ("10'000", "de", "10000.00"),
        ("1.000.000", "lb", "1000000.00"),
        ("0", "lb", "0.00"),
        ("ech bezuelen 1.250 € fir 3 Zëmmeren", "lb", "1250.00"),
        ("mein Lohn: 3500 im Monat", "de", "3500.00"),
    ],
)
def test_amounts_are_read_with_either_decimal_sign(raw: str, language: str, value: str) -> None:
    checked = check_field("amount", raw, language=language)
    assert isinstance(checked, Checked)
    assert checked.value == value


@pytest.mark.parametrize(
    "raw",
    ["-5", "vill", "beaucoup", "$50", "50 CHF", "£3", "1.2345", "0.500", "1.000.00", "12.34.56", "03.03.2026",
     "999999999999999", "D'Kaart gëllt 10 Joer a kascht näischt", "50x"],
)  # fmt: skip
def test_what_is_no_amount_is_refused(raw: str) -> None:
    assert check_field("amount", raw, language="lb") == FieldProblem("amount_format")


def test_two_amounts_are_offered() -> None:
    problem = check_field("amount", "50 oder 60", language="de")
    assert isinstance(problem, FieldProblem)
    assert [(one.value, one.label) for one in problem.suggestions] == [("50.00", "50,00 €"), ("60.00", "60,00 €")]


@pytest.mark.parametrize(
    ("language", "shown"),
    [("lb", "1.250,50 €"), ("fr", "1.250,50 €"), ("de", "1.250,50 €"), ("en", "€1,250.50")],
)
def test_an_amount_is_shown_as_the_language_writes_it(language: str, shown: str) -> None:
    assert check_field("amount", "1250.5", language=language) == Checked("1250.50", shown)


@given(st.decimals(0, 10**12 - 1, places=2), st.sampled_from(LANGUAGES), st.sampled_from(LANGUAGES))
def test_every_amount_is_read_back_in_every_language(amount: Decimal, language: str, other: str) -> None:
    checked = check_field("amount", f"{amount:.2f}", language=language)
    assert isinstance(checked, Checked)
    assert Decimal(checked.value) == amount
    again = check_field("amount", checked.shown, language=other)
    assert isinstance(again, Checked)
    assert again.value == checked.value
