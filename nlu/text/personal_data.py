"""Finds personal data in text and puts placeholders in its place, before anything is logged.

It knows what has a form: national ids, account numbers, cards, telephone numbers, e-mail addresses. Names and addresses
have none, so a text without these is still the citizen's own and does not belong in a log.
"""

from __future__ import annotations

import re

_BLANKS = re.compile(r"(\s+)")
_ACCOUNT = re.compile(
    r"(?<![A-Za-z0-9])[A-Za-z]{2}[ \-]?\d{2}"
    r"(?:(?:[ \-.]?[A-Z0-9]{4}){2,7}(?:[ \-.]?[A-Z0-9]{1,4})?|[A-Za-z0-9]{11,30})(?![A-Za-z0-9])"
)
"""Anything of the shape of an IBAN, right or mistyped: in groups of four, or in one piece."""
_DIGITS = re.compile(r"(?:\+ ?)?\(?\d(?:[\s.\-/()_‐-―]{0,3}\d)+")
"""Every run of digits, grouped in any way."""
_DATE = re.compile(r"(?:\d{1,2}([./\-])\d{1,2}\1)?(?:19|20)\d\d(?:([./\-])\d{1,2}\2\d{1,2})?(?:\s\d{1,2})?")
"""A date, perhaps with the hour behind it; exempt only where it is the whole run, since national ids begin like one."""
SHORTEST_NUMBER = 6
"""Digits; shorter numbers (house numbers, postal codes, years) name nobody."""
NATIONAL_ID = 13
LONGEST_CARD = 19
"""Digits of a payment card at most (ISO/IEC 7812)."""


def mask(text: str) -> str:
    """Replace what could name a person by a typed placeholder such as ``[national_id]``.

    Rather too much than too little: every run of six digits or more goes, whatever its check digits say, but not a
    date. Masking twice changes nothing; time grows linearly with the length.
    """
    words = ["[email]" if "@" in word and len(word) > 1 else word for word in _BLANKS.split(text)]
    return _DIGITS.sub(_placeholder, _ACCOUNT.sub("[iban]", "".join(words)))


def mask_national_id(value: str) -> str:
    """Show of a national id the year and the two check digits (``1985 •••• •••93``); of anything else, nothing."""
    if len(value) != NATIONAL_ID:
        return "•" * len(value)
    return f"{value[:4]} •••• •••{value[-2:]}"


def _placeholder(run: re.Match[str]) -> str:
    digits = sum(character.isdigit() for character in run[0])
    if digits < SHORTEST_NUMBER or _DATE.fullmatch(run[0]):
        return run[0]
    if digits == NATIONAL_ID:
        return "[national_id]"
    if digits < NATIONAL_ID or run[0].startswith(("+", "00")):
        return "[phone]"
    return "[card]" if digits <= LONGEST_CARD else "[number]"
