"""The invented citizens who can log in at the sandbox identity provider, and which claims a scope covers."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

from ruamel.yaml import YAML

FILE = Path(__file__).with_name("people.yaml")

SCOPES: Mapping[str, tuple[str, ...]] = {
    "profile": ("given_name", "family_name", "birthdate"),
    "email": ("email",),
    "national_id": ("national_id",),
}
"""Claims by scope; who does not ask for a scope does not learn what it covers."""


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

    def claims(self, scopes: Collection[str]) -> dict[str, str]:
        """Give the claims that the scopes cover, by name."""
        known = {**asdict(self), "birthdate": self.birthdate.isoformat()}
        return {claim: known[claim] for scope, claims in SCOPES.items() if scope in scopes for claim in claims}


def read_people(file: Path = FILE) -> dict[str, Person]:
    """Read the citizens, by subject and in the order in which they are offered."""
    content = YAML(typ="safe").load(file)
    return {
        subject: Person(**{**entry, "subject": subject, "birthdate": date.fromisoformat(entry["birthdate"])})
        for subject, entry in content.items()
    }
