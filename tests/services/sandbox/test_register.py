"""The sandbox's register: who and which vehicle is rejected, and why."""

import pytest

from nlu.text.fields.national_id import is_national_id
from services.sandbox.kinds import Code, Kind
from services.sandbox.register import Register, normalise_plate, street_name
from tests.services.people import ALICE, BRUNO, CHAREL, NOBODY

REGISTER = Register.read()


@pytest.mark.parametrize(
    ("kind", "national_id", "plate", "has_permit", "code"),
    [
        ("residence_certificate", ALICE, None, False, None),
        ("residence_certificate", BRUNO, None, False, None),
        ("residence_certificate", CHAREL, None, False, None),
        ("residence_certificate", NOBODY, None, False, "not_registered"),
        ("residence_certificate", "1985041212399", None, False, "not_registered"),
        ("parking_permit", BRUNO, "AB 1234", False, None),
        ("parking_permit", NOBODY, "AB 1234", False, "not_registered"),
        ("parking_permit", BRUNO, "ZZ 9999", False, "plate_not_yours"),
        ("parking_permit", ALICE, "ZZ-9999", False, None),
        ("parking_permit", BRUNO, "ZZ8888", False, "already_has_permit"),
        ("parking_permit", BRUNO, "AB 1234", True, "already_has_permit"),
        ("parking_permit", BRUNO, "ZZ 9999", True, "plate_not_yours"),
    ],
)
def test_objections(kind: Kind, national_id: str, plate: str | None, has_permit: bool, code: Code | None) -> None:
    application = {"national_id": national_id} | ({"plate": plate} if plate else {})
    assert REGISTER.objection(kind, application, has_permit=has_permit, year=2026) == code


def test_the_seed_lists_valid_numbers_and_normal_plates() -> None:
    assert all(is_national_id(number) for number in REGISTER.not_registered | REGISTER.turned_down)
    assert all(is_national_id(number) for number in REGISTER.holders.values())
    assert all(plate == normalise_plate(plate) for plate in {*REGISTER.holders, *REGISTER.permits})


@pytest.mark.parametrize(
    ("kind", "fields", "code"),
    [
        ("criminal_record", {"national_id": BRUNO, "birthdate": "1985-04-12"}, None),
        ("criminal_record", {"national_id": BRUNO, "birthdate": "1985-04-13"}, "unknown_person"),
        ("criminal_record", {"national_id": NOBODY, "birthdate": "1999-01-01"}, "unknown_person"),
        ("tax_card_copy", {"national_id": BRUNO, "year": "2026"}, None),
        ("tax_card_copy", {"national_id": BRUNO, "year": "2022"}, None),
        ("tax_card_copy", {"national_id": BRUNO, "year": "2021"}, "no_card"),
        ("tax_card_copy", {"national_id": BRUNO, "year": "2027"}, "no_card"),
        ("tax_card_copy", {"national_id": NOBODY, "year": "2026"}, "no_card"),
        ("change_of_address", {"national_id": BRUNO, "proof_type": "image/png"}, None),
        ("change_of_address", {"national_id": BRUNO, "proof_type": ""}, "unreadable_proof"),
        ("change_of_address", {"national_id": NOBODY, "proof_type": ""}, "not_registered"),
    ],
)
def test_objections_of_those_who_know_the_person(kind: Kind, fields: dict[str, str], code: Code | None) -> None:
    assert REGISTER.objection(kind, fields, has_permit=False, year=2026) == code


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("12, rue de l'Alzette", "rue-de-l-alzette"),
        ("Rue de l’Alzette 12a", "rue-de-l-alzette"),
        ("AVENUE  DE LA LIBERTÉ", "avenue-de-la-liberte"),
        ("Groussgaass 3-5", "groussgaass"),
        ("17", ""),
        ("", ""),
    ],
)
def test_a_street_is_the_same_however_it_is_written(written: str, name: str) -> None:
    assert street_name(written) == name
    assert street_name(name) == name


@pytest.mark.parametrize(
    ("street", "known"),
    [("rue de l'Alzette", True), ("Rue de nulle part, 3", False), ("12", False), ("ab", False), ("Om Kräiz", True)],
)
def test_streets(street: str, known: bool) -> None:
    assert REGISTER.knows_street(street) is known
