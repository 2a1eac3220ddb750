"""What a call to an administration can come to: a typed answer, or one of three errors."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime

from contracts.jobs import Option, ResultValue


@dataclass(frozen=True)
class Fetched:
    """A document that the administration's answer pointed to."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True)
class Succeeded:
    """The administration did what it was asked for."""

    reference: str | None = None
    """Public reference it gave; always there where something was filed."""
    values: dict[str, ResultValue] = field(default_factory=dict)
    options: list[Option] = field(default_factory=list)
    document: Fetched | None = None

    def with_document(self, document: Fetched) -> Succeeded:
        """Return the same with what its link led to."""
        return replace(self, document=document)


@dataclass(frozen=True)
class Rejected:
    """The administration refused for a reason of its own; asking again changes nothing."""

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

    def __init__(
        self, detail: str, *, reached: bool, after: float | None = None, partly: Succeeded | None = None
    ) -> None:
        """Keep what is known of the attempt.

        ``reached``: whether the administration may have done what it was asked for. ``after``: seconds it asked to
        wait, None where it said nothing. ``partly``: what it answered, where only the document could not be fetched.
        """
        super().__init__(detail)
        self.reached = reached
        self.after = after
        self.partly = partly


class DownError(CallError):
    """Nobody was asked: the administration is known to be down, and is not asked again before ``until``."""

    def __init__(self, detail: str, *, until: datetime) -> None:
        """Keep ``until``, an aware time."""
        super().__init__(detail)
        self.until = until


class FinalError(CallError):
    """No usable answer, and none would come by asking again: a fault of ours, or an answer nobody agreed on."""
