"""The national identification number of a natural person (*matricule*): 13 digits with two check digits."""

from __future__ import annotations

import re

from stdnum import luhn, verhoeff

from nlu.text.fields.outcome import Checked, FieldProblem, Outcome

DIGITS = 13
_CENTURIES = ("18", "19", "20")
_RUN = re.compile(r"[0-9]+(?:[ ./\-–]{1,3}[0-9]+)*")


def check_national_id(answer: str) -> Outcome:
    """Find the number in the answer, whatever its grouping (``1985 0412 12393``), and check its digits."""
    candidates = [number for run in _RUN.findall(answer) for number in _groups_of_thirteen(run)]
    for number in candidates:
        if is_national_id(number):
            return Checked(number, f"{number[:4]} {number[4:8]} {number[8:]}")
    return FieldProblem("national_id_check" if candidates else "national_id_length")


def is_national_id(number: str) -> bool:
    """Tell whether 13 digits ``YYYYMMDDXXXCD`` are a national id.

    ``C`` makes the first 12 digits valid by Luhn; ``D`` is the Verhoeff digit of the first 11 (``C`` is skipped).
    Month and day may be 00 and the year that of entry (grand-ducal regulation of 28 November 2013, article 1), so no
    real calendar date is asked for, only a year from 1800 to 2099.
    """
    return (
        len(number) == DIGITS
        and number.isascii()
        and number.isdigit()
        and number.startswith(_CENTURIES)
        and luhn.is_valid(number[:12])
        and verhoeff.is_valid(number[:11] + number[12])
    )


def _groups_of_thirteen(run: str) -> list[str]:
    """Give every series of whole neighbouring groups of digits that has 13 digits together."""
    groups = re.findall("[0-9]+", run)
    found = []
    for first in range(len(groups)):
        number = ""
        for group in groups[first:]:
            number += group
            if len(number) >= DIGITS:
                break
        if len(number) == DIGITS:
            found.append(number)
    return found
