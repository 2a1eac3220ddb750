"""Bank account numbers (IBAN) of any country, by mod 97 and the structure that the registry gives for the country.

Rules of single countries (which banks exist) are left to the bank: python-stdnum's refuse accounts that are right.
"""

from __future__ import annotations

import re

from stdnum import iban

from nlu.text.fields.outcome import Checked, FieldProblem, Outcome

_START = re.compile(r"(?<![A-Z0-9])[A-Z]{2}[ \-]?[0-9]{2}", re.IGNORECASE)
_LONGEST = 34
_SEPARATORS = " -."


def check_iban(answer: str) -> Outcome:
    """Find an account number, grouped or not, in the answer."""
    for start in _START.finditer(answer):
        number = _read_from(answer[start.start() :])
        if number:
            return Checked(number, " ".join(number[index : index + 4] for index in range(0, len(number), 4)))
    return FieldProblem("iban_invalid")


def _read_from(text: str) -> str | None:
    """Give the longest valid number at the beginning of a text; words behind it are let go."""
    compact = ""
    valid = None
    for index, character in enumerate(text):
        if character in _SEPARATORS:
            continue
        if not (character.isascii() and character.isalnum()) or len(compact) == _LONGEST:
            break
        compact += character.upper()
        ends_group = not text[index + 1 : index + 2].isalnum()
        if ends_group and iban.is_valid(compact, check_country=False):
            valid = compact
    return valid
