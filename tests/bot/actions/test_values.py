from __future__ import annotations

import pytest

from bot.actions.values import check_value, mask_number, show_value
from contracts.languages import LANGUAGES
from nlu.text.fields import Checked
from tests.bot.small_catalogue import GOOD_NUMBER, make_field

SAMPLES = {
    "national_id": "1893 1201 05732",
    "date": "31.12.2026",
    "commune": "Diddeleng",
    "address": "12, rue de la Gare",
    "postcode": "L-4370",
    "phone": "621 123 456",
    "email": "numm@example.com",
    "iban": "LU28 0019 4006 4475 0000",
    "plate": "ab 1234",
    "amount": "125,50",
    "choice": "choice north lb",
    "text": "eng Bemierkung",
}


@pytest.mark.parametrize("kind", SAMPLES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_kept_value_can_be_shown_later_in_any_language(kind: str, language: str) -> None:
    field = make_field(kind, kind, ("north", "south") if kind == "choice" else ())
    kept = check_value(field, SAMPLES[kind], "lb")
    assert isinstance(kept, Checked)
    again = check_value(field, kept.value, language)
    assert isinstance(again, Checked)
    assert again.value == kept.value
    assert show_value(field, kept.value, language) == (
        mask_number(GOOD_NUMBER) if kind == "national_id" else again.shown
    )


def test_a_date_kept_in_one_language_reads_right_in_another() -> None:
    field = make_field("moved_on", "date")
    kept = check_value(field, "1. Mäerz 2026", "lb")
    assert isinstance(kept, Checked)
    assert "March" in show_value(field, kept.value, "en")


@pytest.mark.parametrize(
    ("number", "masked"), [(GOOD_NUMBER, "1893 ••••••• 32"), ("1234567", "1234 • 67"), ("123456", "123456")]
)
def test_the_middle_of_a_number_is_hidden(number: str, masked: str) -> None:
    assert mask_number(number) == masked


def test_a_value_that_no_longer_fits_is_shown_as_it_is() -> None:
    assert show_value(make_field("plate", "plate"), "!!", "fr") == "!!"
