"""Addresses and postal codes of Luxembourg."""

from __future__ import annotations

import re

from nlu.text.data import read_data
from nlu.text.fields.outcome import Checked, FieldProblem, Outcome
from nlu.text.fields.reading import is_short
from nlu.text.fold import fold

LONGEST_ADDRESS = 200
"""Characters."""
_LETTERS = 3
_WITH_L = re.compile(r"(?<![\w\-])LU?[ \-–]{0,3}([1-9][0-9]{3})(?![0-9\-])", re.IGNORECASE)
_BARE = re.compile(r"(?<![\w\-.,/])([1-9][0-9]{3})(?![\w\-/]|[.,][0-9])")


def check_address(answer: str) -> Outcome:
    """Take an address that holds a name and either a number or a word for a street; lines become one."""
    address = ", ".join(part for line in answer.split("\n") if (part := line.strip(" ,")))
    if len(address) > LONGEST_ADDRESS:
        return FieldProblem("text_long")
    letters = sum(character.isalpha() for character in address)
    if letters < _LETTERS or not (any(character.isdigit() for character in address) or _names_a_street(address)):
        return FieldProblem("address_short")
    return Checked(address, address)


def check_postcode(answer: str) -> Outcome:
    """Find a postal code: ``L-`` and four digits; a short answer may leave out ``L-``."""
    for pattern in (_WITH_L, _BARE) if is_short(answer) else (_WITH_L,):
        codes = set(pattern.findall(answer))
        if len(codes) == 1:
            code = f"L-{codes.pop()}"
            return Checked(code, code)
    return FieldProblem("postcode_format")


def _names_a_street(address: str) -> bool:
    words = re.findall(r"\w+", fold(address))
    data = read_data("streets")
    return len(words) > 1 and (
        any(word in data["words"] for word in words)
        or any(word.endswith(ending) and word != ending for word in words for ending in data["endings"])
    )
