"""Synthetic people and applications that the tests file. No number belongs to anybody."""

from stdnum import luhn, verhoeff

ALICE = "1893120105732"
BRUNO = "1985041212393"
CHAREL = "2000010100120"
NOBODY = "1999010199926"
"""A valid number that the sandbox does not have in its register."""

CERTIFICATE = {"national_id": BRUNO, "commune": "esch-sur-alzette", "purpose": "employer"}
PERMIT = {"national_id": BRUNO, "commune": "esch-sur-alzette", "plate": "AB 1234", "phone": "+352621123456"}
MOVE = {
    "national_id": BRUNO,
    "commune": "diekirch",
    "address": "3, rue du Palais",
    "postcode": "L-9265",
    "moved_on": "2026-11-01",
}
KEY = "key-0123456789abcdef"


def person(number: int) -> str:
    """The valid national id of a synthetic person of 1990, a different one for each number below 1000."""
    stem = f"19900101{number:03d}"
    stem += luhn.calc_check_digit(stem)
    return stem + verhoeff.calc_check_digit(stem[:11])
