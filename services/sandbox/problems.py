"""Errors of the sandbox in the shape of RFC 9457 (application/problem+json), without any value that was sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from fastapi.responses import JSONResponse

from services.sandbox.kinds import Code
from services.sandbox.models import Problem

SANDBOX_HEADERS = {"X-Sandbox": "true"}

TITLES: dict[int, str] = {
    400: "The request does not fit the API",
    401: "Who is asking?",
    403: "Only from this machine",
    404: "Not found",
    405: "Method not allowed",
    409: "The Idempotency-Key was used before",
    422: "The application is rejected",
    500: "Internal error",
    503: "Out of service for the moment",
}

REASONS: dict[Code, str] = {
    "not_registered": "no resident is registered under this national id",
    "plate_not_yours": "the vehicle with this plate belongs to somebody else",
    "already_has_permit": "the vehicle with this plate has a permit already",
    "unreadable_proof": "the file is no PDF, PNG or JPEG of at most 10 MiB",
    "unknown_person": "nobody with this national id was born on this day",
    "no_card": "there is no tax card of this person for this year",
    "slot_taken": "somebody else has booked this appointment",
    "unknown_slot": "the commune does not offer this appointment",
    "unknown_reference": "nothing has this reference",
    "already_decided": "the application is decided already",
    "too_late": "the appointment is too near to be cancelled",
    "unknown_street": "the commune has no street of this name",
}
STATUSES: dict[Code, int] = {"unknown_reference": 404}
"""HTTP statuses of reasons; 422 of all others."""


def problem(
    status: int,
    detail: str | None = None,
    *,
    code: Code | None = None,
    reference: str | None = None,
    headers: Mapping[str, str] | None = None,
) -> JSONResponse:
    """Return the answer for an error."""
    title = TITLES.get(status, f"Status {status}")
    content = Problem(title=title, status=status, detail=detail, code=code, reference=reference)
    return JSONResponse(
        content.model_dump(exclude_none=True),
        status_code=status,
        headers={**SANDBOX_HEADERS, **(headers or {})},
        media_type="application/problem+json",
    )


def refusal(code: Code, headers: Mapping[str, str] | None = None) -> JSONResponse:
    """Return the answer for something that an office refuses."""
    return problem(STATUSES.get(code, 422), REASONS[code], code=code, headers=headers)


def describe(errors: Sequence[Any]) -> str:
    """Return where a request breaks which rule; ``errors`` as pydantic lists them."""
    return "; ".join(f"{'.'.join(str(part) for part in error['loc'])}: {error['msg']}" for error in errors)
