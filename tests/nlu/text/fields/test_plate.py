import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu.text.fields import Checked, FieldProblem, check_field


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("AB 1234", "AB 1234"),
        ("ab1234", "AB 1234"),
        ("ab-1234", "AB 1234"),
        ("AB.1234!", "AB 1234"),
        ("A 123", "A 123"),
        ("12345", "12345"),
        ("ＡＢ１２３４", "AB 1234"),
        ("mäin Auto huet d'Nummer AB 1234", "AB 1234"),
        ("ma plaque : ab1234", "AB 1234"),
        ("das Kennzeichen ist AB-1234, danke", "AB 1234"),
        ("the plate is AB 1234.", "AB 1234"),
        ("meng Nummer ass 12345", "12345"),
    ],
)
def test_a_plate_is_found(raw: str, value: str) -> None:
    assert check_field("plate", raw, language="lb") == Checked(value, value)


@pytest.mark.parametrize(
    "raw",
    ["ABC 123", "AB 123456", "A", "1", "ech hu keen Auto", "AB 1234 an CD 5678", "L-4370 Belvaux",
     "LU28 0019 4006 4475 0000", "ech wunnen elo schonn zënter 2019 hei am Land"],
)  # fmt: skip
def test_what_is_no_plate_is_refused(raw: str) -> None:
    assert check_field("plate", raw, language="fr") == FieldProblem("plate_format")


@given(st.from_regex(r"[A-Z]{0,2}[ -]?[0-9]{2,5}", fullmatch=True))
def test_every_plate_is_read_back(raw: str) -> None:
    checked = check_field("plate", raw, language="de")
    assert isinstance(checked, Checked)
    assert check_field("plate", checked.value, language="de") == checked
