"""The rules of keeping: for each kind of data where it stands, whose it is, how long it is kept and who sees to it.

``docs/processing-record.md`` says the same for people; a test compares the two, and both with the tables there are.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Whose = Literal["citizens", "staff", "nobody"]
Keeper = Literal["retention", "erasing", "redis", "launcher", "person", "administration"]
"""Who deletes: the worker's retention; erasing, with the conversation; Redis, by the time of each key; the launcher;
somebody of the staff by hand; the administration, outside of the platform."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Rule:
    """How one kind of data is kept."""

    kind: str
    """As in `contracts.forgetting.Kind` where the self-test looks for it."""
    tables: tuple[str, ...] = ()
    """Of the database; a table stands with several kinds where parts of its rows end earlier."""
    whose: Whose
    keeper: Keeper
    setting: str | None = None
    """How long, where an administration may set it."""


def _rule(kind: str, whose: Whose, keeper: Keeper, *tables: str, setting: str | None = None) -> Rule:
    return Rule(kind=kind, tables=tables, whose=whose, keeper=keeper, setting=setting)


RULES: tuple[Rule, ...] = (
    _rule("conversations", "citizens", "retention", "conversation", "person_link", setting="MOIEN_KEEP_DAYS"),
    _rule("identified", "citizens", "retention", "conversation", "person_link", setting="MOIEN_KEEP_IDENTIFIED_DAYS"),
    _rule("log", "citizens", "erasing", "event", "turn", "answer_record", "receipt", "proposal"),
    _rule("applications", "citizens", "retention", "job", setting="MOIEN_KEEP_JOBS_DAYS"),
    _rule("handovers", "citizens", "retention", "ticket", setting="MOIEN_KEEP_JOBS_DAYS"),
    _rule("callbacks", "citizens", "retention", "callback", setting="MOIEN_KEEP_JOBS_DAYS"),
    _rule("files", "citizens", "retention", "file", setting="MOIEN_KEEP_FILES_DAYS"),
    _rule("logins", "citizens", "retention", "login", "identity", setting="MOIEN_IDENTITY_MINUTES"),
    _rule("trackers", "citizens", "erasing"),
    _rule("redis", "citizens", "redis"),
    _rule("replayed", "citizens", "retention", "trial", setting="MOIEN_KEEP_DAYS"),
    _rule("marks", "citizens", "retention", "inbox_mark", setting="MOIEN_INBOX_DAYS"),
    _rule("proofs", "nobody", "administration", "erasure"),
    _rule("trials", "staff", "retention", "trial"),
    _rule("rehearsals", "staff", "retention", "rehearsed_call"),
    _rule("staff_sessions", "staff", "retention", "staff_session", "staff_invitation", "staff_login"),
    _rule("accounts", "staff", "person", "staff", "presence"),
    _rule("audit", "staff", "retention", "audit", setting="MOIEN_AUDIT_DAYS"),
    _rule(
        "content",
        "staff",
        "person",
        "content_draft",
        "content_step",
        "review",
        "review_file",
        "release",
        "service_pause",
        "switch",
    ),
    _rule("operation", "nobody", "retention", "breaker", "forgetting_look"),
    _rule("logs", "nobody", "launcher", setting="MOIEN_KEEP_LOGS_DAYS"),
    _rule("traces", "nobody", "administration"),
    _rule("backups", "citizens", "administration"),
)
"""All of them. ``identified``: conversations in which somebody has logged in. ``operation`` is overwritten, never
deleted."""
