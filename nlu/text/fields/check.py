"""Checks one answer against one field type: the door to the checkers of this package."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from contracts.languages import Language
from contracts.parts import FieldType
from nlu.text.clean import clean
from nlu.text.fields.amount import check_amount
from nlu.text.fields.choice import check_choice
from nlu.text.fields.commune import check_commune
from nlu.text.fields.contact import check_email, check_phone
from nlu.text.fields.dates import check_date
from nlu.text.fields.iban import check_iban
from nlu.text.fields.national_id import check_national_id
from nlu.text.fields.outcome import FieldProblem, Option, Outcome, ProblemCode
from nlu.text.fields.place import check_address, check_postcode
from nlu.text.fields.plate import check_plate
from nlu.text.fields.prose import check_text

LONGEST_ANSWER = 1000
"""Characters; a longer answer is no value of any type but ``text`` and is refused unread."""

_TOO_LONG: dict[FieldType, ProblemCode] = {
    "national_id": "national_id_length",
    "date": "date_format",
    "commune": "commune_unknown",
    "address": "text_long",
    "postcode": "postcode_format",
    "phone": "phone_invalid",
    "email": "email_invalid",
    "iban": "iban_invalid",
    "plate": "plate_format",
    "amount": "amount_format",
    "choice": "choice_unknown",
    "text": "text_long",
}
"""What is wrong with an answer that is too long to be read."""


def check_field(
    field_type: FieldType,
    raw: str,
    *,
    language: Language,
    choices: Sequence[Option] = (),
    today: date | None = None,
) -> Outcome:
    """Check what a citizen answered: give the value to file, or the problem to word.

    The answer may be a bare value or a sentence around it, in any of the four languages. ``language`` is that of the
    conversation: how the value is shown, and which of two meanings a word has. ``choices`` are the options of a
    ``choice`` field. ``today`` is the day that relative dates count from (default: today in Luxembourg).

    Raises:
        ValueError: the type is ``file``, which no text can answer, or it is unknown.
    """
    if field_type not in _TOO_LONG:
        raise ValueError(f"a field of type {field_type!r} cannot be checked from text: ask for it by its own input")
    answer = clean(raw)
    if not answer:
        return FieldProblem("empty")
    if len(answer) > LONGEST_ANSWER:
        return FieldProblem(_TOO_LONG[field_type])
    plain = unicodedata.normalize("NFKC", answer)
    match field_type:
        case "national_id":
            return check_national_id(plain)
        case "date":
            return check_date(plain, language, today or datetime.now(ZoneInfo("Europe/Luxembourg")).date())
        case "commune":
            return check_commune(answer, language)
        case "address":
            return check_address(answer)
        case "postcode":
            return check_postcode(plain)
        case "phone":
            return check_phone(plain)
        case "email":
            return check_email(answer)
        case "iban":
            return check_iban(plain)
        case "plate":
            return check_plate(plain)
        case "amount":
            return check_amount(plain, language)
        case "choice":
            return check_choice(answer, language, choices)
        case _:
            return check_text(answer)
