"""Errors of the sandbox in the shape of RFC 9457 (application/problem+json), without any value that was sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from fastapi.responses import JSONResponse

from services.sandbox.models import Problem
from services.sandbox.register import Code

SANDBOX_HEADERS = {"X-Sandbox": "true"}

TITLES: dict[int, str] = {
    400: "The request does not fit the API",
    403: "Only from this machine",
    404: "Not found",
    405: "Method not allowed",
    409: "The Idempotency-Key belongs to another application",
    422: "The application is rejected",
    500: "Internal error",
    503: "Out of service for the moment",
}

REASONS: dict[Code, str] = {
    "not_registered": "no resident is registered under this national id",
    "plate_not_yours": "the vehicle with this plate belongs to somebody else",
    "already_has_permit": "the vehicle with this plate has a permit already",
}


def problem(
    status: int, detail: str | None = None, *, code: Code | None = None, headers: Mapping[str, str] | None = None
) -> JSONResponse:
    """Return the answer for an error."""
    content = Problem(title=TITLES.get(status, f"Status {status}"), status=status, detail=detail, code=code)
    return JSONResponse(
        content.model_dump(exclude_none=True),
        status_code=status,
        headers={**SANDBOX_HEADERS, **(headers or {})},
        media_type="application/problem+json",
    )


def describe(errors: Sequence[Any]) -> str:
    """Return where a request breaks which rule; ``errors`` as pydantic lists them."""
    return "; ".join(f"{'.'.join(str(part) for part in error['loc'])}: {error['msg']}" for error in errors)
