"""What the sandbox accepts and answers, as FastAPI checks it and shows it in its OpenAPI document."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from fastapi import UploadFile
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from services.sandbox.kinds import Code, Kind, Status


def _check_day(text: str) -> str:
    try:
        date.fromisoformat(text)
    except ValueError as error:
        raise ValueError("no day of the calendar") from error
    return text


NationalId = Annotated[
    str, Field(pattern=r"^[0-9]{13}$", description="National identification number, 13 digits without spaces.")
]
Commune = Annotated[str, Field(min_length=1, max_length=64, description="The commune, e.g. esch-sur-alzette.")]
Day = Annotated[
    str,
    Field(
        pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$", description="A day, ISO 8601.", json_schema_extra={"format": "date"}
    ),
    AfterValidator(_check_day),
]
Matter = Literal["id_card", "passport", "residence", "civil_status"]
Street = Annotated[str, Field(min_length=1, max_length=500, description="Name of the street; numbers do not matter.")]


class Body(BaseModel):
    """What every request has in common: nothing that nobody asked for."""

    model_config = ConfigDict(extra="forbid")


class ResidenceCertificateApplication(Body):
    """Application for a certificate of residence."""

    national_id: NationalId
    commune: Commune
    purpose: Annotated[str, Field(min_length=1, max_length=500, description="What the certificate is for.")]


class ParkingPermitApplication(Body):
    """Application for a resident's parking permit."""

    national_id: NationalId
    commune: Commune
    plate: Annotated[
        str, Field(pattern=r"^[A-Z0-9][A-Z0-9 -]{0,11}$", description="Registration plate, capital letters and digits.")
    ]
    phone: Annotated[
        str, Field(pattern=r"^\+[0-9][0-9 ]{4,20}$", description="Telephone number, international with a leading plus.")
    ]


class ChangeOfAddress(Body):
    """Declaration of a move, with a file that proves it."""

    national_id: NationalId
    commune: Commune
    address: Annotated[str, Field(min_length=1, max_length=200, description="The new address, number and street.")]
    postcode: Annotated[str, Field(pattern=r"^L-[1-9][0-9]{3}$", description="Postal code of the new address.")]
    moved_on: Day
    proof: Annotated[UploadFile, Field(description="A PDF, PNG or JPEG, at most 10 MiB.")]


class CriminalRecordApplication(Body):
    """Application for an extract of one's criminal record."""

    national_id: NationalId
    purpose: Annotated[
        Literal["administration", "employer", "other"], Field(description="Who wants to see the extract.")
    ]
    birthdate: Day
    family_name: Annotated[str, Field(min_length=1, max_length=200, description="Family name.")]


class TaxCardCopyApplication(Body):
    """Application for a copy of one's tax card."""

    national_id: NationalId
    year: Annotated[str, Field(pattern=r"^[0-9]{4}$", description="The year of the card.")]


class AppointmentBooking(Body):
    """An appointment that somebody wants."""

    commune: Commune
    matter: Annotated[Matter, Field(description="What the appointment is about.")]
    slot: Annotated[str, Field(min_length=1, max_length=100, description="One of the values that were offered.")]
    email: Annotated[
        str, Field(min_length=3, max_length=320, pattern=r"^[^@\s]+@[^@\s]+$", description="For the confirmation.")
    ]


class Receipt(BaseModel):
    """An application was filed."""

    reference: str
    status: Literal["received"] = "received"


class TakenBack(BaseModel):
    """An application was withdrawn, or an appointment cancelled."""

    reference: str


class PublicStanding(BaseModel):
    """Where an application stands: what whoever knows its number may hear, for numbers can be guessed."""

    reference: str
    status: Status
    filed_on: date


class Standing(PublicStanding):
    """Where an application stands, and what was issued: for whoever filed it."""

    document: str | None = None
    """Where to fetch what was issued."""


class Option(BaseModel):
    """One free appointment."""

    value: str
    label: str
    at: str


class FreeAppointments(BaseModel):
    """The next free appointments, soonest first."""

    options: list[Option]


class Appointment(BaseModel):
    """A booked appointment."""

    reference: str
    at: str
    place: str
    document: str


class WasteCalendar(BaseModel):
    """The next collections in a street."""

    street: str
    residual: date
    paper: date
    organic: date
    glass: date
    document: str


class FiledApplication(BaseModel):
    """An application as the doors for tests show it: nothing about the person."""

    reference: str
    status: Status
    kind: Kind
    filed_at: str


class FiledApplications(BaseModel):
    """What one person filed."""

    count: int
    applications: list[FiledApplication]


class FiledThing(BaseModel):
    """Something that lies in the sandbox's file, with the key that filed it or took it back."""

    kind: Kind
    reference: str
    idempotency_key: str
    at: str
    """ISO 8601, UTC."""


class FiledThings(BaseModel):
    """All that lies in the sandbox's file, in the order in which it came."""

    count: int
    filed: list[FiledThing]


class Problem(BaseModel):
    """An error as RFC 9457 shapes it.

    ``code`` where something was refused; ``reference`` where a repeated key got no second answer.
    """

    type: str = "about:blank"
    title: str
    status: int
    detail: str | None = None
    code: Code | None = None
    reference: str | None = None


class FaultQueue(BaseModel):
    """Faults for the next requests, one each, in this order."""

    model_config = ConfigDict(extra="forbid")

    faults: Annotated[list[str], Field(max_length=1000, description="Of those that file something or take it back.")]
    look_ups: Annotated[list[str], Field(max_length=1000, description="Of those that only read.")] = []


class Token(BaseModel):
    """An access token (RFC 6749, 5.1)."""

    access_token: str
    token_type: Literal["Bearer"] = "Bearer"  # noqa: S105 - a kind of token, not one
    expires_in: int
