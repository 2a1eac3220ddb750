"""The sandbox's register of residents and vehicles: decides which applications are rejected, and why.

Everybody with a valid national id is registered, in whatever commune they name, unless the id is listed as not
registered; so any valid number works in a demonstration, and the listed ones show a rejection.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from ruamel.yaml import YAML

from nlu.text.fields.national_id import is_national_id

Kind = Literal["residence_certificate", "parking_permit"]
Code = Literal["not_registered", "plate_not_yours", "already_has_permit"]

SEED = Path(__file__).with_name("register.yaml")


@dataclass(frozen=True)
class Register:
    """What the sandbox knows about residents and vehicles."""

    not_registered: frozenset[str]
    holders: Mapping[str, str]
    """National id of the holder by plate."""
    permits: frozenset[str]
    """Plates that have a permit in every commune."""

    @classmethod
    def read(cls, file: Path = SEED) -> Register:
        """Read the seed file."""
        content = YAML(typ="safe").load(file)
        return cls(
            not_registered=frozenset(content["not_registered"]),
            holders=dict(content["holders"]),
            permits=frozenset(content["permits"]),
        )

    def objection(self, kind: Kind, application: Mapping[str, str], *, has_permit: bool) -> Code | None:
        """Return why the application is rejected, None where it is accepted.

        ``has_permit``: the sandbox itself has granted a permit for this plate in this commune.
        """
        national_id = application["national_id"]
        if not is_national_id(national_id) or national_id in self.not_registered:
            return "not_registered"
        if kind == "residence_certificate":
            return None
        plate = normalise_plate(application["plate"])
        if self.holders.get(plate, national_id) != national_id:
            return "plate_not_yours"
        if has_permit or plate in self.permits:
            return "already_has_permit"
        return None


def normalise_plate(text: str) -> str:
    """Return the plate without what has no meaning in it: spaces and hyphens."""
    return text.replace(" ", "").replace("-", "").upper()
