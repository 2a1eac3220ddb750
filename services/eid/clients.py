"""The clients of the sandbox identity provider: the gateway for citizens, and the gateway for the staff."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from services.eid.people import Colleague, Person, read_people, read_staff
from services.eid.settings import EidSettings

Persona = Person | Colleague


@dataclass(frozen=True, kw_only=True)
class Client:
    """One registration."""

    id: str
    secret: str = field(repr=False)
    redirect_uris: tuple[str, ...]
    people: Mapping[str, Persona]
    """Who can log in there, by subject and in the order in which they are offered."""


def list_clients(settings: EidSettings) -> dict[str, Client]:
    """Return the clients by id; that of the staff only where its settings are there."""
    citizens = Client(
        id=settings.eid_client_id,
        secret=settings.eid_client_secret.get_secret_value(),
        redirect_uris=settings.eid_redirect_uris,
        people=read_people(),
    )
    secret = settings.eid_staff_client_secret
    if secret is None or not settings.eid_staff_redirect_uris:
        return {citizens.id: citizens}
    staff = Client(
        id=settings.eid_staff_client_id,
        secret=secret.get_secret_value(),
        redirect_uris=settings.eid_staff_redirect_uris,
        people=read_staff(),
    )
    return {citizens.id: citizens, staff.id: staff}
