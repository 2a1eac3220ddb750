import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu.text.fields import Checked, FieldProblem, check_field


@pytest.mark.parametrize(
    ("raw", "value", "shown"),
    [
        ("621 123 456", "+352621123456", "+352 621 123 456"),
        ("+352 621 123 456", "+352621123456", "+352 621 123 456"),
        ("00352621123456", "+352621123456", "+352 621 123 456"),
        ("(+352) 26 10 60-1", "+3522610601", "+352 26 10 60 1"),
        ("meng Nummer ass 621 123 456, merci", "+352621123456", "+352 621 123 456"),
        ("vous pouvez m'appeler au +33 6 12 34 56 78", "+33612345678", "+33 6 12 34 56 78"),
        ("Tel.: 0049 30 901820", "+4930901820", "+49 30 901820"),
        ("call me: +32 2 501 02 11", "+3225010211", "+32 2 501 02 11"),
        ("+352 26 10 60 1 ext. 5", "+3522610601", "+352 26 10 60 1"),
    ],
)
def test_a_number_is_found_and_written_internationally(raw: str, value: str, shown: str) -> None:
    assert check_field("phone", raw, language="lb") == Checked(value, shown)


@pytest.mark.parametrize(
    "raw", ["12", "ech hu keen Telefon", "+352 1", "31.12.2026", "den 31.12.2026", "abc", "L-4370 Suessem"]
)
def test_what_is_no_number_is_refused(raw: str) -> None:
    assert check_field("phone", raw, language="fr") == FieldProblem("phone_invalid")


def test_two_numbers_are_offered() -> None:
    problem = check_field("phone", "621 123 456 oder +352 26 10 60 1", language="de")
    assert isinstance(problem, FieldProblem)
    assert [one.value for one in problem.suggestions] == ["+352621123456", "+3522610601"]


@pytest.mark.parametrize("region", sorted(phonenumbers.SUPPORTED_REGIONS))
def test_a_number_of_any_country_is_read_back(region: str) -> None:
    example = phonenumbers.example_number(region)
    if example is None:
        return
    raw = phonenumbers.format_number(example, phonenumbers.PhoneNumberFormat.E164)
    checked = check_field("phone", raw, language="en")
    assert isinstance(checked, Checked)
    assert checked.value == raw
    assert check_field("phone", checked.shown, language="en") == checked


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("anna@example.lu", "anna@example.lu"),
        ("Anna.Muster+geme@Example.LU", "Anna.Muster+geme@example.lu"),
        ("meng Adress ass anna@example.lu.", "anna@example.lu"),
        ("c'est anna_m@mail.example.co.uk, merci", "anna_m@mail.example.co.uk"),
        ("<anna@example.lu>", "anna@example.lu"),
        ("mailto:anna@example.lu", "anna@example.lu"),
        ("o'neil@example.ie", "o'neil@example.ie"),
        ("info@lëtzebuerg.example", "info@lëtzebuerg.example"),
    ],
)
def test_an_email_address_is_found(raw: str, value: str) -> None:
    assert check_field("email", raw, language="lb") == Checked(value, value)


@pytest.mark.parametrize(
    "raw",
    ["anna", "anna@", "@example.lu", "anna@example", "anna@@example.lu", "anna@exa mple", "a..b@example.lu",
     "anna@-example.lu", "anna@example.l", "a" * 65 + "@example.lu", "anna at example.lu", "anna@example..lu"],
)  # fmt: skip
def test_what_is_no_email_address_is_refused(raw: str) -> None:
    assert check_field("email", raw, language="fr") == FieldProblem("email_invalid")


def test_two_addresses_are_offered() -> None:
    problem = check_field("email", "anna@example.lu or ben@example.lu", language="en")
    assert isinstance(problem, FieldProblem)
    assert [one.value for one in problem.suggestions] == ["anna@example.lu", "ben@example.lu"]


@given(st.emails())
def test_an_accepted_address_is_read_back(raw: str) -> None:
    checked = check_field("email", raw, language="de")
    if isinstance(checked, Checked):
        assert check_field("email", checked.value, language="de") == checked
