"""The invented person who logs in while somebody tries a draft; the sandbox identity provider knows her too."""

from __future__ import annotations

from typing import Final

from contracts.catalogue.model import CLAIMS, Claim

INVENTED: Final[dict[Claim, str]] = {
    "given_name": "Marie",
    "family_name": "Beispill",
    "birthdate": "1988-06-23",
    "national_id": "1988062347147",
    "email": "marie.beispill@example.org",
}


def claims_of(given: dict[str, str]) -> dict[str, str]:
    """Return the claims of whoever is to be logged in: those that were given and forms use, else the invented ones."""
    return {claim: given.get(claim, INVENTED[claim]) for claim in CLAIMS}
