import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu.text.fields import Checked, FieldProblem, check_field

STATE = "LU441111702877150000"


@pytest.mark.parametrize(
    "raw",
    [
        "LU44 1111 7028 7715 0000",
        STATE,
        STATE.lower(),
        "LU44-1111-7028-7715-0000",
        "mäin IBAN ass LU44 1111 7028 7715 0000 merci",
        "Mon compte : LU44 1111 7028 7715 0000.",
        "Konto LU44 1111 7028 7715 0000 bei der Bank",
        "it is lu441111702877150000, thanks",
    ],
)
def test_an_account_is_found_however_it_is_grouped(raw: str) -> None:
    assert check_field("iban", raw, language="lb") == Checked(STATE, "LU44 1111 7028 7715 0000")


@pytest.mark.parametrize("raw", ["DE89370400440532013000", "FR14 2004 1010 0505 0001 3M02 606", "BE68 5390 0754 7034"])
def test_accounts_of_the_neighbours_fit(raw: str) -> None:
    checked = check_field("iban", raw, language="fr")
    assert isinstance(checked, Checked)
    assert checked.value == raw.replace(" ", "")
    assert check_field("iban", checked.shown, language="fr") == checked


@pytest.mark.parametrize(
    "raw", ["LU45 1111 7028 7715 0000", "LU44 1111 7028 7715", "BGLLLULL", "ech weess en net", "44111170287715"]
)
def test_what_is_no_account_is_refused(raw: str) -> None:
    assert check_field("iban", raw, language="de") == FieldProblem("iban_invalid")


@given(st.from_regex(r"[0-9A-Z]{16}", fullmatch=True))
def test_every_right_number_of_the_country_fits_and_no_wrong_one(account: str) -> None:
    digits = "".join(str(int(character, 36)) for character in account + "LU00")
    right = 98 - int(digits) % 97
    checked = check_field("iban", f"LU{right:02d}{account}", language="en")
    # A Luxembourgish account begins with the three digits of its bank.
    assert isinstance(checked, Checked) == account[:3].isdigit()
    assert isinstance(check_field("iban", f"LU{right % 97 + 1:02d}{account}", language="en"), FieldProblem)
