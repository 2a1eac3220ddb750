"""Number plates of Luxembourg: two letters and four digits, or an older or personal series."""

from __future__ import annotations

import re

from nlu.text.fields.outcome import Checked, FieldProblem, Outcome
from nlu.text.fields.reading import is_short

_WHOLE = re.compile(r"([A-Za-z]{0,2})[ \-.]{0,3}([0-9]{2,5})")
_WRITTEN_TOGETHER = re.compile(r"(?<![\w\-])(?!L-?[0-9]{4}\b)([A-Za-z]{1,2})[\-.]?([0-9]{2,5})(?!\w| [0-9])")
_IN_CAPITALS = re.compile(r"(?<![\w\-])([A-Z]{1,2}) ([0-9]{2,5})(?!\w| [0-9])")
_DIGITS = re.compile(r"(?<![\w\-.,/])()([0-9]{4,5})(?![\w\-/])")


def check_plate(answer: str) -> Outcome:
    """Find a plate; the vehicle register (SNCA) has the last word, so older series of 2 to 5 digits fit as well.

    In a sentence, letters that stand apart from the digits must be capitals (``AB 1234``): ``is 1234`` is no plate. A
    postal code (``L-4370``) and the beginning of an account number are none either.
    """
    whole = _WHOLE.fullmatch(answer.strip(" .!"))
    if whole:
        return _checked(*whole.groups())
    for pattern in (_WRITTEN_TOGETHER, _IN_CAPITALS, *([_DIGITS] if is_short(answer) else [])):
        plates = {_checked(letters, digits) for letters, digits in pattern.findall(answer)}
        if len(plates) == 1:
            return plates.pop()
    return FieldProblem("plate_format")


def _checked(letters: str, digits: str) -> Checked:
    plate = f"{letters.upper()} {digits}".strip()
    return Checked(plate, plate)
