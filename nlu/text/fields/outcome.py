"""What a check of a form field gives: a value to file and to show, or a typed problem that the bot words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, Union, get_args

import msgspec

from contracts.catalogue.model import FieldChoice
from contracts.parts import Choice

ProblemCode = Literal[
    "empty",
    "national_id_length",
    "national_id_check",
    "date_format",
    "commune_unknown",
    "commune_unsure",
    "address_short",
    "postcode_format",
    "phone_invalid",
    "email_invalid",
    "iban_invalid",
    "plate_format",
    "amount_format",
    "choice_unknown",
    "text_long",
]
"""Why a value was refused; a closed list, each worded in four languages by the bot."""

PROBLEM_CODES: tuple[ProblemCode, ...] = get_args(ProblemCode)

Option = Union[Choice, FieldChoice]
"""An option of a ``choice`` field: with one label, or as the catalogue has it with one label per language."""


class Checked(msgspec.Struct, frozen=True):
    """A value that fits.

    ``value`` is normalised and filed; ``shown`` is how the citizen reads it in the language of the check. Checking
    either of them again gives the same value.
    """

    value: str
    shown: str


class FieldProblem(msgspec.Struct, frozen=True):
    """A value that does not fit: why, and what the citizen may have meant, best first."""

    code: ProblemCode
    suggestions: tuple[Choice, ...] = ()


Outcome = Union[Checked, FieldProblem]


MOST_SUGGESTIONS = 4
"""More would not be a help but a list."""


def suggest(code: ProblemCode, candidates: Iterable[Checked]) -> FieldProblem:
    """Give a problem with the first candidates as what the citizen may have meant."""
    choices = [Choice(value=candidate.value, label=candidate.shown) for candidate in candidates]
    return FieldProblem(code, tuple(choices[:MOST_SUGGESTIONS]))


def take_only(candidates: Iterable[Checked], code: ProblemCode) -> Outcome:
    """Give the candidate when there is exactly one (the same value twice is one), else the problem."""
    by_value = {candidate.value: candidate for candidate in candidates}
    return next(iter(by_value.values())) if len(by_value) == 1 else suggest(code, by_value.values())
