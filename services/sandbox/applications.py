"""The sandbox's offices for applications: files them, says how far they are, lets them be withdrawn."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, select

from services.sandbox.kinds import Kind, Status
from services.sandbox.register import Register, normalise_plate
from services.sandbox.schema import filing_table
from services.sandbox.store import Accepted, Filing, Office, Verdict, add, filed_at_of, find, take_back

LUXEMBOURG = ZoneInfo("Europe/Luxembourg")

COMMUNE_KINDS: frozenset[Kind] = frozenset({"residence_certificate", "parking_permit", "change_of_address"})
WITH_DOCUMENT: frozenset[Kind] = frozenset(
    {"residence_certificate", "parking_permit", "criminal_record", "tax_card_copy"}
)
"""Applications that end with a document to download."""
FOLDERS: dict[Kind, str] = {"criminal_record": "/justice", "tax_card_copy": "/taxes"}
"""Where an administration other than the commune keeps its documents."""


class Applications:
    """Applications of all administrations: they differ in what is checked, not in how they move."""

    def __init__(self, register: Register, ready_after: float) -> None:
        """``ready_after``: seconds until an application is decided; halfway it is in progress."""
        self._register = register
        self._ready_after = timedelta(seconds=ready_after)

    def offices(self) -> dict[Kind, Office]:
        """Return who decides about what."""
        taking: dict[Kind, Office] = dict.fromkeys([*COMMUNE_KINDS, *FOLDERS], self.take)
        return {**taking, "withdrawal": self.withdraw}

    def take(self, connection: Connection, filing: Filing) -> Verdict:
        """File an application, or say why not."""
        plate = normalise_plate(filing.fields.get("plate", ""))
        has_permit = filing.kind == "parking_permit" and _has_permit(connection, plate, filing.fields["commune"])
        code = self._register.objection(filing.kind, filing.fields, has_permit=has_permit, year=filing.at.year)
        if code:
            return code
        reference = add(connection, filing, **({"plate": plate} if plate else {}))
        return Accepted({"reference": reference, "status": "received"})

    def withdraw(self, connection: Connection, filing: Filing) -> Verdict:
        """Take an application back that is not decided yet."""
        row = find(connection, filing.fields["reference"])
        if row is None or row.kind not in COMMUNE_KINDS:
            return "unknown_reference"
        if self.status(row, filing.at) not in ("received", "in_progress"):
            return "already_decided"
        take_back(connection, row.reference, filing)
        return Accepted({"reference": row.reference})

    def status(self, row: Any, now: datetime) -> Status:  # noqa: ANN401 - a row of filing_table
        """Say how far an application is; nothing has to happen in between, for all follows from when it was filed."""
        age = now - filed_at_of(row)
        if row.taken_back_at:
            return "withdrawn"
        if age < self._ready_after / 2:
            return "received"
        if age < self._ready_after:
            return "in_progress"
        return "rejected" if row.national_id in self._register.turned_down else "ready"

    def standing(self, row: Any, now: datetime) -> dict[str, str]:  # noqa: ANN401 - a row of filing_table
        """Say all that the administration tells about an application."""
        status = self.status(row, now)
        filed_on = filed_at_of(row).astimezone(LUXEMBOURG).date()
        told: dict[str, str] = {"reference": row.reference, "status": status, "filed_on": filed_on.isoformat()}
        if status == "ready" and row.kind in WITH_DOCUMENT:
            told["document"] = f"{FOLDERS.get(row.kind, '')}/documents/{row.reference}.pdf"
        return told


def _has_permit(connection: Connection, plate: str, commune: str) -> bool:
    granted = select(filing_table.c.reference).where(
        filing_table.c.kind == "parking_permit",
        filing_table.c.plate == plate,
        filing_table.c.commune == commune,
        filing_table.c.taken_back_at.is_(None),
    )
    return connection.execute(granted.limit(1)).first() is not None
