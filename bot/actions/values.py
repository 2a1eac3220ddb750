"""Checks the value of a field, and shows it in the citizen's language without giving away a whole number."""

from __future__ import annotations

from typing import Union

from contracts.catalogue.model import Field
from contracts.languages import Language
from nlu.text.fields import Checked, FieldProblem, check_field

SHOWN_FIRST, SHOWN_LAST = 4, 2
"""Digits of a national identification number that a summary shows: the year of birth, and the end to tell it by."""


def check_value(field: Field, raw: str, language: Language) -> Union[Checked, FieldProblem]:
    """Check what the citizen gave for a field."""
    return check_field(field.type, raw, language=language, choices=field.choices)


def show_value(field: Field, value: str, language: Language) -> str:
    """Write a checked value for the summary."""
    checked = check_value(field, value, language)
    shown = value if isinstance(checked, FieldProblem) else checked.shown
    return mask_number(value) if field.type == "national_id" else shown


def mask_number(number: str) -> str:
    """Hide the middle of a number: ``1990 ••••••• 12``."""
    hidden = "•" * (len(number) - SHOWN_FIRST - SHOWN_LAST)
    return f"{number[:SHOWN_FIRST]} {hidden} {number[-SHOWN_LAST:]}" if hidden else number
