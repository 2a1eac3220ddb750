"""Reads the telephone number that a citizen leaves to be called."""

from __future__ import annotations

import phonenumbers

from nlu.text.clean import clean
from nlu.text.fields.contact import check_phone
from nlu.text.fields.outcome import Checked

LONGEST = 60
"""Characters; more is no number."""
_EXPENSIVE = {phonenumbers.PhoneNumberType.PREMIUM_RATE, phonenumbers.PhoneNumberType.SHARED_COST}
"""Kinds that cost whoever calls: nobody may have the administration call them."""


def read_phone(written: str) -> str | None:
    """Return the one number that stands in a text, in E.164; None where none can be called.

    A number without a country code is one of Luxembourg.
    """
    if len(written) > LONGEST:
        return None
    found = check_phone(clean(written))
    if not isinstance(found, Checked):
        return None
    kind = phonenumbers.number_type(phonenumbers.parse(found.value, None))
    return None if kind in _EXPENSIVE else found.value
