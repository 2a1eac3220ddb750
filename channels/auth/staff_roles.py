"""Reads what the administration's own provider says of somebody of the staff: name, and roles by their groups."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from channels.store.members import LONGEST_DISPLAY_NAME, ROLES, Role

_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
LONGEST_SUBJECT = 512


@dataclass(frozen=True, kw_only=True, slots=True)
class StaffPerson:
    """Somebody who has signed in with the provider."""

    subject: str
    """Issuer and subject: nobody else has both."""
    name: str | None
    """What the provider calls them, where that can be a name here."""
    spare_name: str
    """A name that nobody else has, made of the subject."""
    display_name: str
    roles: tuple[Role, ...]
    """Empty for somebody who is in no group that has a role."""


def read_staff_person(
    issuer: str, subject: str, told: Mapping[str, object], groups_claim: str, roles: Mapping[str, tuple[Role, ...]]
) -> StaffPerson:
    """Read a person; ``roles`` by group. Raises ValueError where the subject is too long to be kept."""
    whole = f"{issuer}|{subject}"
    if len(whole) > LONGEST_SUBJECT:
        raise ValueError("issuer and subject together are too long")
    spare = f"sso-{hashlib.sha256(whole.encode()).hexdigest()[:12]}"
    called = _read(told.get("preferred_username")).lower()
    name = called if _NAME.fullmatch(called) else None
    both = f"{_read(told.get('given_name'))} {_read(told.get('family_name'))}".strip()
    given = {role for group in _groups(told.get(groups_claim)) for role in roles.get(group, ())}
    return StaffPerson(
        subject=whole,
        name=name,
        spare_name=spare,
        display_name=_read(told.get("name")) or both or name or spare,
        roles=tuple(role for role in ROLES if role in given),
    )


def _groups(told: object) -> list[str]:
    """Return the groups; some providers write a single one without a list."""
    if isinstance(told, str):
        return [told]
    return [group for group in told if isinstance(group, str)] if isinstance(told, list) else []


def _read(value: object) -> str:
    """Return a text that can be shown; empty where there is none."""
    if not isinstance(value, str):
        return ""
    text = unicodedata.normalize("NFC", value).strip()
    if len(text) > LONGEST_DISPLAY_NAME or any(unicodedata.category(letter)[0] == "C" for letter in text):
        return ""
    return text
