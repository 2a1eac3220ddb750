from __future__ import annotations

import msgspec
import pytest

from bot.actions.incoming import Incoming
from bot.actions.values import check_value, find_values, show_value
from contracts.catalogue.model import Field
from contracts.languages import LANGUAGES
from nlu.text.fields import Checked
from nlu.text.personal_data import mask_national_id
from tests.bot.small_catalogue import GOOD_NUMBER, PERMIT, make_field

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
    kept = check_value(field, SAMPLES[kind], "lb", {})
    assert isinstance(kept, Checked)
    again = check_value(field, kept.value, language, {})
    assert isinstance(again, Checked)
    assert again.value == kept.value
    assert show_value(field, kept.value, language, {}) == (
        mask_national_id(GOOD_NUMBER) if kind == "national_id" else again.shown
    )


def test_a_date_kept_in_one_language_reads_right_in_another() -> None:
    field = make_field("moved_on", "date")
    kept = check_value(field, "1. Mäerz 2026", "lb", {})
    assert isinstance(kept, Checked)
    assert "March" in show_value(field, kept.value, "en", {})


def test_a_value_that_no_longer_fits_is_shown_as_it_is() -> None:
    assert show_value(make_field("plate", "plate"), "!!", "fr", {}) == "!!"


PLATE, COMMUNE, BORN = make_field("plate", "plate"), make_field("commune", "commune"), make_field("born", "date")
NEW_COMMUNE = make_field("new_commune", "commune")


@pytest.mark.parametrize(
    ("fields", "found", "values"),
    [
        ((PLATE, COMMUNE), [("plate", "AB 1234"), ("commune", "mersch")], {"plate": "AB 1234", "commune": "mersch"}),
        ((PLATE,), [("plate", "AB 1234"), ("plate", "AB 1234")], {"plate": "AB 1234"}),
        ((PLATE,), [("plate", "AB 1234"), ("plate", "CD 5678")], {}),
        ((COMMUNE, NEW_COMMUNE), [("commune", "mersch")], {}),
        ((BORN,), [("date", "1990-01-01")], {}),
        ((PLATE,), [("plate", "nothing like it")], {}),
        ((PLATE,), [("commune", "mersch")], {}),
    ],
)
def test_a_sentence_fills_what_it_names_beyond_doubt(
    fields: tuple[Field, ...], found: list[tuple[str, str]], values: dict[str, str]
) -> None:
    assert PERMIT.form
    incoming = Incoming(kind="text", intent="permit_apply", found=tuple(found))
    assert find_values(msgspec.structs.replace(PERMIT.form, fields=list(fields)), incoming, "lb") == values
