"""The invented citizens and staff who can log in at the sandbox identity provider, and what a scope tells of them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

from ruamel.yaml import YAML

FILE = Path(__file__).with_name("people.yaml")
STAFF_FILE = Path(__file__).with_name("staff.yaml")

SCOPES: Mapping[str, tuple[str, ...]] = {
    "profile": ("given_name", "family_name", "birthdate"),
    "email": ("email",),
    "national_id": ("national_id",),
}
"""Claims of citizens by scope; who does not ask for a scope does not learn what it covers."""
STAFF_SCOPES: Mapping[str, tuple[str, ...]] = {
    "profile": ("name", "preferred_username", "given_name", "family_name"),
    "groups": ("groups",),
}
"""The same for the staff."""


@dataclass(frozen=True, kw_only=True)
class Person:
    """One invented citizen."""

    subject: str
    given_name: str
    family_name: str
    birthdate: date
    national_id: str
    email: str

    @property
    def name(self) -> str:
        """Given name and family name."""
        return f"{self.given_name} {self.family_name}"

    def claims(self, scopes: Collection[str]) -> dict[str, object]:
        """Give the claims that the scopes cover, by name."""
        known = {**asdict(self), "birthdate": self.birthdate.isoformat()}
        return {claim: known[claim] for scope, claims in SCOPES.items() if scope in scopes for claim in claims}


@dataclass(frozen=True, kw_only=True)
class Colleague:
    """One invented person of the staff."""

    subject: str
    given_name: str
    family_name: str
    groups: tuple[str, ...]

    @property
    def name(self) -> str:
        """Given name and family name."""
        return f"{self.given_name} {self.family_name}"

    @property
    def preferred_username(self) -> str:
        """What they would sign in with."""
        return self.given_name.lower()

    def claims(self, scopes: Collection[str]) -> dict[str, object]:
        """Give the claims that the scopes cover, by name."""
        known = {**asdict(self), "name": self.name, "preferred_username": self.preferred_username}
        known["groups"] = list(self.groups)
        return {claim: known[claim] for scope, claims in STAFF_SCOPES.items() if scope in scopes for claim in claims}


def read_people(file: Path = FILE) -> dict[str, Person]:
    """Read the citizens, by subject and in the order in which they are offered."""
    content = YAML(typ="safe").load(file)
    return {
        subject: Person(**{**entry, "subject": subject, "birthdate": date.fromisoformat(entry["birthdate"])})
        for subject, entry in content.items()
    }


def read_staff(file: Path = STAFF_FILE) -> dict[str, Colleague]:
    """Read the staff, by subject and in the order in which they are offered."""
    content = YAML(typ="safe").load(file)
    return {
        subject: Colleague(**{**entry, "subject": subject, "groups": tuple(entry["groups"])})
        for subject, entry in content.items()
    }
