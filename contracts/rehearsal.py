"""What studio, rehearsal bot and worker say to each other when somebody tries a draft before it is published."""

from __future__ import annotations

from typing import Literal

import msgspec

from contracts.jobs import JobResult
from contracts.turns import TurnReply

RehearsedCallState = Literal["queued", "done"]


class Weighed(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An intent that a text may mean."""

    intent: str
    confidence: float
    needed: float
    """Confidence from which the bot would act on it."""


class SeenEntity(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Something that was found in a text, such as a date."""

    entity: str
    value: str
    start: int
    end: int
    """Characters of the text, the end not included."""


class Sight(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the understanding saw in a text."""

    intent: str
    """As decided."""
    confidence: float
    ranking: list[Weighed]
    """The likeliest first, at most five."""
    ask: float
    """Confidence from which the bot asks back which service is meant."""
    offered: list[str]
    """Services that a question back would offer."""
    entities: list[SeenEntity]
    milliseconds: float


class Rehearsed(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Answer of the rehearsal bot to ``POST /turns?model=FINGERPRINT``, whose body is a ``TurnRequest``."""

    reply: TurnReply
    sight: Sight | None = None
    """None where nothing was written: a button, a file, a report."""


class PreparedCall(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What would be sent to the administration, without credentials."""

    method: str
    path: str
    """With the query."""
    body: str | None
    """JSON, or the parts of a form, written to be read."""


class CallOutcome(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What came of a call that was tried."""

    prepared: PreparedCall | None
    """None where the fields do not fit the operation; then ``problem`` says why."""
    sent: bool
    """Whether the sandbox administration was asked; it never is where the settings name none."""
    result: JobResult | None = None
    problem: str | None = None
