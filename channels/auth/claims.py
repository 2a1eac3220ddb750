"""Reads what a login says about the citizen: only what forms use, only values that can be meant."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import date

from contracts.catalogue.model import CLAIMS, Claim

LONGEST_CLAIM = 200
"""Characters."""

_NATIONAL_ID = re.compile(r"[0-9]{13}")


def read_claims(told: Mapping[str, object]) -> dict[str, str]:
    """Return the usable claims; what is missing here, the form asks for."""
    found: dict[str, str] = {name: value for name in CLAIMS if (value := _read(name, told)) is not None}
    if told.get("email_verified") is False:
        found.pop("email", None)
    return found


def _read(name: Claim, told: Mapping[str, object]) -> str | None:
    value = told.get(name)
    if not isinstance(value, str):
        return None
    text = unicodedata.normalize("NFC", value).strip()
    if not 0 < len(text) <= LONGEST_CLAIM or any(unicodedata.category(character)[0] == "C" for character in text):
        return None
    if name == "national_id" and not _NATIONAL_ID.fullmatch(text):
        return None
    if name == "birthdate" and not _is_day(text):
        return None
    return text


def _is_day(text: str) -> bool:
    """Tell whether it is a whole date; OpenID Connect also allows a year alone, and a date without its year."""
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
