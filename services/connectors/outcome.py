"""What a call to an administration can come to: a typed answer, or one of two errors."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Succeeded:
    """The administration accepted the application."""

    reference: str
    """Public reference it gave."""


@dataclass(frozen=True)
class Rejected:
    """The administration refused the application for a reason of its own; asking again changes nothing."""

    code: str
    """Machine-readable reason; the catalogue words it."""


Outcome = Succeeded | Rejected


class CallError(Exception):
    """The call came to no answer. ``detail`` is for staff and logs and carries no personal data."""

    def __init__(self, detail: str) -> None:
        """Keep ``detail`` as the message."""
        super().__init__(detail)
        self.detail = detail


class RetryableError(CallError):
    """No usable answer this time: time-out, lost connection, overload, malformed answer. Asking again may help."""

    def __init__(self, detail: str, *, after: float | None = None) -> None:
        """Keep ``after``: seconds the administration asked to wait, None where it said nothing."""
        super().__init__(detail)
        self.after = after


class FinalError(CallError):
    """No usable answer, and none would come by asking again: a fault of ours, or an answer nobody agreed on."""
