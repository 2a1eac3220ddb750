"""Codes of receipts: random, easy to write down and to type, with a character that tells a slip from a wrong code."""

from __future__ import annotations

import re
import secrets

LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: without I, L, O and U."""
RANDOM_LETTERS = 27
"""135 random bits."""
GROUP = 4
_READ_AS = str.maketrans("OIL", "011")
_BESIDE = re.compile(r"[\s\-‐-―−._]+")
_FIELD = 0b100101
"""x⁵ + x² + 1, which makes a field of the 32 letters: any one wrong letter, and any two that changed places, show."""


def new_code() -> str:
    """Return a fresh code of 28 letters, without groups."""
    drawn = "".join(secrets.choice(LETTERS) for _ in range(RANDOM_LETTERS))
    return drawn + LETTERS[_double(_checksum(drawn))]


def show_code(code: str) -> str:
    """Return a code in groups, as people see it."""
    return "-".join(code[begin : begin + GROUP] for begin in range(0, len(code), GROUP))


def read_code(written: str) -> str | None:
    """Return the code that somebody wrote, in any case and grouping; None where it can be none."""
    code = _BESIDE.sub("", written).upper().translate(_READ_AS)
    if len(code) != RANDOM_LETTERS + 1 or not set(code) <= set(LETTERS) or _checksum(code) != 0:
        return None
    return code


def _checksum(code: str) -> int:
    """Return 0 for a code with its check letter."""
    value = 0
    for letter in code:
        value = _double(value) ^ LETTERS.index(letter)
    return value


def _double(value: int) -> int:
    value <<= 1
    return value ^ _FIELD if value & 0b100000 else value
