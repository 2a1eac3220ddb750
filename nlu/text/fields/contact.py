"""Telephone numbers and e-mail addresses."""

from __future__ import annotations

import re

import phonenumbers

from nlu.text.fields.outcome import Checked, FieldProblem, Outcome, take_only

SHORTEST_IN_SENTENCE = 6
"""Digits; numbers of four or five digits exist, but in a sentence they are years and postal codes."""
REGION = "LU"
"""A number without a country code is one of Luxembourg."""
LONGEST_BOX = 64
LONGEST_HOST = 253
"""Characters before and after the ``@`` (RFC 5321, 4.5.3.1)."""

_ONLY_A_NUMBER = re.compile(r"[+(0-9][0-9 ()./+\-–]{3,40}")
_DATE = re.compile(r"(?<![\d.])(?:0?[1-9]|[12]\d|3[01])([./\-])(?:0?[1-9]|1[0-2])\1(?:19|20)\d\d(?!\d)")
"""Luxembourg's numbers are of many lengths, so that nearly every date would be one."""
_LETTER = "A-Za-zÀ-ÖØ-öø-ÿ"
_BOX = r"[A-Za-z0-9_%+'\-]+(?:\.[A-Za-z0-9_%+'\-]+)*"
_LABEL = rf"[{_LETTER}0-9](?:[{_LETTER}0-9\-]*[{_LETTER}0-9])?"
_EMAIL = re.compile(rf"(?<![\w.%+'\-@])({_BOX})@((?:{_LABEL}\.)+[{_LETTER}]{{2,63}})(?![\w@\-])")


def check_phone(answer: str) -> Outcome:
    """Find the one valid telephone number; the value is E.164 (``+352621123456``), shown in international writing."""
    if _ONLY_A_NUMBER.fullmatch(answer):
        found = [] if _DATE.search(answer) else _parse(answer)
    else:
        found = [match.number for match in phonenumbers.PhoneNumberMatcher(_DATE.sub(" ", answer), REGION)]
        found = [number for number in found if len(str(number.national_number)) >= SHORTEST_IN_SENTENCE]
    return take_only([_checked_phone(number) for number in found], "phone_invalid")


def check_email(answer: str) -> Outcome:
    """Find the one e-mail address; the host is written small, the box as it was given."""
    if "@" not in answer:
        return FieldProblem("email_invalid")
    found = [
        f"{box}@{host.lower()}"
        for box, host in _EMAIL.findall(answer)
        if len(box) <= LONGEST_BOX and len(host) <= LONGEST_HOST
    ]
    return take_only([Checked(address, address) for address in found], "email_invalid")


def _parse(answer: str) -> list[phonenumbers.PhoneNumber]:
    try:
        number = phonenumbers.parse(answer, REGION)
    except phonenumbers.NumberParseException:
        return []
    return [number] if phonenumbers.is_valid_number(number) else []


def _checked_phone(number: phonenumbers.PhoneNumber) -> Checked:
    # An extension cannot be filed in E.164, so it must not be shown either.
    number.extension = None
    return Checked(
        phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164),
        phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL),
    )
