"""Checks the value of a field, finds values in what was said, and shows them without giving away a whole number."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Union

from bot.actions.incoming import Incoming
from bot.actions.offers import NOTHING, Offer, choices
from contracts.catalogue.model import Field, Form
from contracts.languages import Language
from contracts.parts import FieldType
from nlu.text.fields import Checked, FieldProblem, check_field
from nlu.text.personal_data import mask_national_id

UNMISTAKABLE: frozenset[FieldType] = frozenset(
    {"national_id", "commune", "postcode", "phone", "email", "iban", "plate"}
)
"""Types of which a value in a sentence is taken for the field of that type. Dates and amounts are not: a sentence may
name the day of birth where the form asks for the day of moving."""


def check_value(
    field: Field, raw: str, language: Language, offers: Mapping[str, Offer]
) -> Union[Checked, FieldProblem]:
    """Check what the citizen gave for a field; a text is never a file."""
    given = choices(field, offers, language) if field.choices_from else field.choices
    return check_field(field.type, raw, language=language, choices=given)


def show_value(field: Field, value: str, language: Language, offers: Mapping[str, Offer]) -> str:
    """Write a checked value for the summary."""
    if field.type == "national_id":
        return mask_national_id(value)
    if field.type == "file":
        return next((option.label for option in offers.get(field.name, NOTHING).options), value)
    checked = check_value(field, value, language, offers)
    return value if isinstance(checked, FieldProblem) else checked.shown


def askable(form: Form) -> list[Field]:
    """Give the fields that the citizen is asked for; the others come from the login alone."""
    return [field for field in form.fields if field.claim is None]


def find_values(form: Form, incoming: Incoming, language: Language) -> dict[str, str]:
    """Give the values by field name that a sentence holds beyond doubt: one value of a type that one field has."""
    values: dict[str, str] = {}
    types = Counter(field.type for field in form.fields)
    for field in askable(form):
        found = {value for type_, value in incoming.found if type_ == field.type}
        if field.type in UNMISTAKABLE and types[field.type] == 1 and len(found) == 1:
            checked = check_value(field, found.pop(), language, {})
            if isinstance(checked, Checked):
                values[field.name] = checked.value
    return values
