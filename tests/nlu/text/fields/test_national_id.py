import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import luhn, verhoeff

from nlu.text.fields import Checked, FieldProblem, check_field
from nlu.text.fields.national_id import is_national_id

VECTORS = ["1893120105732", "1985041212393", "2000010100120"]


@pytest.mark.parametrize("number", VECTORS)
def test_published_vectors_are_valid(number: str) -> None:
    assert is_national_id(number)


@pytest.mark.parametrize("number", VECTORS)
@pytest.mark.parametrize("place", range(13))
def test_any_wrong_digit_is_found(number: str, place: int) -> None:
    for digit in set("0123456789") - {number[place]}:
        assert not is_national_id(number[:place] + digit + number[place + 1 :])


def test_the_second_check_digit_skips_the_first() -> None:
    # Verhoeff over all thirteen digits, as some libraries do it, refuses this number.
    assert not verhoeff.is_valid(VECTORS[0])
    assert is_national_id(VECTORS[0])


@pytest.mark.parametrize(
    "number", ["0000000000000", "", "198504121239", "19850412123933", "１９８５０４１２１２３９３", "1985041212e93"]
)
def test_other_texts_are_none(number: str) -> None:
    assert not is_national_id(number)


@pytest.mark.parametrize(
    ("raw", "language"),
    [
        ("1985041212393", "lb"),
        ("1985 0412 12393", "fr"),
        ("1985-04-12-123-93", "de"),
        ("1985.0412.123.93", "en"),
        ("1985 04 12 123 9 3", "en"),
        ("１９８５０４１２１２３９３", "de"),
        ("meng Matricule ass 1985 0412 12393", "lb"),
        ("Mon matricule : 1985 0412 12393.", "fr"),
        ("Meine Nummer ist 1985041212393, danke", "de"),
        ("it's 1985041212393 (mine)", "en"),
        ("ech sinn 41 Joer al, 1985 0412 12393", "lb"),
        ("12 1985 0412 12393", "lb"),
    ],
)
def test_the_number_is_found_however_it_is_written(raw: str, language: str) -> None:
    assert check_field("national_id", raw, language=language) == Checked("1985041212393", "1985 0412 12393")


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("1985 0412 1239", "national_id_length"),
        ("198504121239312", "national_id_length"),
        ("ech weess se net", "national_id_length"),
        ("je ne sais pas", "national_id_length"),
        ("1985041212394", "national_id_check"),
        ("meng Matricule ass 1985 0412 12349", "national_id_check"),
        ("0000000000000", "national_id_check"),
        ("", "empty"),
        (" \u200b ", "empty"),
    ],
)
def test_what_is_wrong_is_said(raw: str, code: str) -> None:
    assert check_field("national_id", raw, language="lb") == FieldProblem(code)


@given(st.sampled_from(["18", "19", "20"]), st.text("0123456789", min_size=9, max_size=9))
def test_every_number_built_by_the_rule_is_valid_and_shown_as_itself(century: str, rest: str) -> None:
    eleven = century + rest
    number = eleven + luhn.calc_check_digit(eleven) + verhoeff.calc_check_digit(eleven)
    checked = check_field("national_id", number, language="fr")
    assert isinstance(checked, Checked)
    assert checked.value == number
    assert check_field("national_id", checked.shown, language="fr") == checked
