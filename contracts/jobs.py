"""States and outcomes of a job: one call to an administration on behalf of a citizen."""

from __future__ import annotations

from typing import Literal

import msgspec

JobState = Literal["queued", "running", "succeeded", "rejected", "failed", "cancelled"]

FINAL_STATES: tuple[JobState, ...] = ("succeeded", "rejected", "failed", "cancelled")


class JobResult(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How a job ended, as the worker stores it and the hub reports it."""

    state: JobState
    reference: str | None = None
    """Public reference the administration gave."""
    code: str | None = None
    """Machine-readable reason of a rejection; the catalogue words it."""
    detail: str | None = None
    """For staff and logs only; carries no personal data."""
