"""The sandbox's register of residents, vehicles and streets: decides which applications are rejected, and why.

Everybody with a valid national id is registered, in whatever commune they name, unless the id is listed as not
registered; so any valid number works in a demonstration, and the listed ones show a rejection.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ruamel.yaml import YAML

from nlu.text.fields.national_id import is_national_id
from nlu.text.fold import fold
from services.sandbox.kinds import Code, Kind

SEED = Path(__file__).with_name("register.yaml")
SHORTEST_STREET = 3
"""Letters; less is no name of a street."""


@dataclass(frozen=True, kw_only=True)
class Register:
    """What the sandbox knows about residents, vehicles and streets."""

    not_registered: frozenset[str] = frozenset()
    turned_down: frozenset[str] = frozenset()
    """National ids whose applications are taken, but not granted."""
    holders: Mapping[str, str] = field(default_factory=dict)
    """National id of the holder by plate."""
    permits: frozenset[str] = frozenset()
    """Plates that have a permit in every commune."""
    unknown_streets: frozenset[str] = frozenset()
    """Names as `street_name` gives them."""

    @classmethod
    def read(cls, file: Path = SEED) -> Register:
        """Read the seed file."""
        content = YAML(typ="safe").load(file)
        return cls(
            not_registered=frozenset(content["not_registered"]),
            turned_down=frozenset(content["turned_down"]),
            holders=dict(content["holders"]),
            permits=frozenset(content["permits"]),
            unknown_streets=frozenset(street_name(street) for street in content["unknown_streets"]),
        )

    def objection(self, kind: Kind, fields: Mapping[str, str], *, has_permit: bool, year: int) -> Code | None:
        """Return why an application is rejected, None where it is accepted.

        ``has_permit``: the sandbox itself has granted a permit for this plate in this commune. ``year``: this year.
        """
        known = self.knows(fields["national_id"])
        match kind:
            case "parking_permit":
                return self._objection_to_plate(fields, has_permit=has_permit) if known else "not_registered"
            case "criminal_record":
                born = fields["birthdate"].replace("-", "")
                return None if known and fields["national_id"].startswith(born) else "unknown_person"
            case "tax_card_copy":
                return None if known and year - YEARS_OF_CARDS < int(fields["year"]) <= year else "no_card"
            case "change_of_address" if known:
                return None if fields["proof_type"] else "unreadable_proof"
            case _:
                return None if known else "not_registered"

    def knows(self, national_id: str) -> bool:
        """Say whether somebody is registered under this number."""
        return is_national_id(national_id) and national_id not in self.not_registered

    def knows_street(self, street: str) -> bool:
        """Say whether communes have a street of this name, however it is written."""
        name = street_name(street)
        return sum(map(str.isalpha, name)) >= SHORTEST_STREET and name not in self.unknown_streets

    def _objection_to_plate(self, fields: Mapping[str, str], *, has_permit: bool) -> Code | None:
        plate = normalise_plate(fields["plate"])
        if self.holders.get(plate, fields["national_id"]) != fields["national_id"]:
            return "plate_not_yours"
        return "already_has_permit" if has_permit or plate in self.permits else None


YEARS_OF_CARDS = 5
"""The tax administration keeps the cards of so many years, this one included."""


def normalise_plate(text: str) -> str:
    """Return the plate without what has no meaning in it: spaces and hyphens."""
    return text.replace(" ", "").replace("-", "").upper()


def street_name(text: str) -> str:
    """Return what tells one street from another: small letters without accents, hyphens between words, no number."""
    return "-".join(word for word in re.findall(r"[^\W_]+", fold(text)) if not word[0].isdigit())
