"""What the sandbox accepts and answers, as FastAPI checks it and shows it in its OpenAPI document."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

NationalId = Annotated[
    str, Field(pattern=r"^[0-9]{13}$", description="National identification number, 13 digits without spaces.")
]
Commune = Annotated[str, Field(min_length=1, max_length=64, description="The commune, e.g. esch-sur-alzette.")]


class Application(BaseModel):
    """What every application has in common."""

    model_config = ConfigDict(extra="forbid")

    national_id: NationalId
    commune: Commune


class ResidenceCertificateApplication(Application):
    """Application for a certificate of residence."""

    purpose: Annotated[str, Field(min_length=1, max_length=500, description="What the certificate is for.")]


class ParkingPermitApplication(Application):
    """Application for a resident's parking permit."""

    plate: Annotated[
        str, Field(pattern=r"^[A-Z0-9][A-Z0-9 -]{0,11}$", description="Registration plate, capital letters and digits.")
    ]
    phone: Annotated[
        str, Field(pattern=r"^\+[0-9][0-9 ]{4,20}$", description="Telephone number, international with a leading plus.")
    ]


class Receipt(BaseModel):
    """An application was filed."""

    reference: str
    status: Literal["received"] = "received"


class FiledApplication(Receipt):
    """An application as the sandbox shows it: nothing about the person."""

    kind: str
    filed_at: str


class FiledApplications(BaseModel):
    """What one person filed."""

    count: int
    applications: list[FiledApplication]


class Problem(BaseModel):
    """An error as RFC 9457 shapes it; ``code`` where the application was rejected."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str | None = None
    code: str | None = None


class FaultQueue(BaseModel):
    """Faults for the next applications, one each, in this order."""

    model_config = ConfigDict(extra="forbid")

    faults: Annotated[list[str], Field(max_length=1000)]
