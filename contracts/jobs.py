"""Kinds, states and outcomes of a job: one call to an administration on behalf of a citizen."""

from __future__ import annotations

from typing import Literal

import msgspec

JobKind = Literal["file", "look_up", "undo"]
"""Files an application; reads something without changing it; takes an application back."""

JobState = Literal["queued", "running", "succeeded", "rejected", "failed", "cancelled"]

FINAL_STATES: tuple[JobState, ...] = ("succeeded", "rejected", "failed", "cancelled")

ValueKind = Literal["text", "code", "day", "moment"]
"""Shown as it is; worded by the catalogue; ISO 8601 date; ISO 8601 date and time in Luxembourg."""


class ResultValue(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Something that the administration says beside the reference, for placeholders of the catalogue's sentences."""

    kind: ValueKind
    value: str


class Option(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One value that a field may take, as the administration offers it (a free appointment)."""

    value: str
    label: str = ""
    """Name that is the same in all languages (a place); empty where the moment says it all."""
    at: str | None = None
    """ISO 8601 date and time in Luxembourg, shown in the citizen's language."""


class Document(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A file that belongs to a conversation: uploaded by the citizen, or issued by an administration."""

    id: str
    """32 hexadecimal digits; its name in the file store."""
    name: str
    media_type: str
    size: int
    """Bytes."""


class JobResult(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How a job ended, as the worker stores it and the hub reports it."""

    state: JobState
    reference: str | None = None
    """Public reference the administration gave."""
    code: str | None = None
    """Machine-readable reason of a rejection; the catalogue words it."""
    detail: str | None = None
    """For staff and logs only; carries no personal data."""
    values: dict[str, ResultValue] = {}
    options: list[Option] = []
    """Best first; of a job that looked up what a field may be."""
    document: Document | None = None
