"""The sandbox's register: who and which vehicle is rejected, and why."""

import pytest

from nlu.text.fields.national_id import is_national_id
from services.sandbox.register import Code, Kind, Register, normalise_plate
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
    assert REGISTER.objection(kind, application, has_permit=has_permit) == code


def test_the_seed_lists_valid_numbers_and_normal_plates() -> None:
    assert all(is_national_id(number) for number in REGISTER.not_registered)
    assert all(is_national_id(number) for number in REGISTER.holders.values())
    assert all(plate == normalise_plate(plate) for plate in {*REGISTER.holders, *REGISTER.permits})
