"""The SQL tables of the studio: drafts, reviews, trials, releases, what is switched off, and the inbox.

They stand beside ``contracts/tables.py`` and share its metadata; the migrations stand in ``channels/migrations``.
"""

from __future__ import annotations

from sqlalchemy import JSON, BigInteger, Boolean, Column, DateTime, ForeignKey, Index, Integer, String, Table, Text

from contracts.tables import at_most_one, metadata

content_draft = Table(
    "content_draft",
    metadata,
    Column("path", String(128), primary_key=True),
    Column("live", Text, nullable=False),
    Column("text", Text, nullable=True),
    Column("revision", BigInteger, nullable=False),
    Column("changed_by", String(32), ForeignKey("staff.id"), nullable=False),
    Column("changed_at", DateTime(timezone=True), nullable=False),
)
"""A file of the content that somebody is changing; all staff share one draft of a file. ``path`` is relative to the
bot's folder. ``live``: the file when the draft was begun, empty for a new one; ``text``: None where the file is to go.
``revision`` grows by one with every save; whoever saves says which one they had seen. A draft begins with the seconds
since 1970, so that one that was discarded and begun anew never has a number that somebody else still holds."""

content_step = Table(
    "content_step",
    metadata,
    Column("path", String(128), primary_key=True),
    Column("revision", BigInteger, primary_key=True),
    Column("text", Text, nullable=True),
    Column("changed_by", String(32), ForeignKey("staff.id"), nullable=False),
    Column("changed_at", DateTime(timezone=True), nullable=False),
)
"""Each saved state of a draft, so that what two people wrote at once can be brought together; gone with the draft."""

review = Table(
    "review",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("title", String(200), nullable=False),
    Column("state", String(16), nullable=False),
    Column("submitted_by", String(32), ForeignKey("staff.id"), nullable=False),
    Column("submitted_at", DateTime(timezone=True), nullable=False),
    Column("decided_by", String(32), ForeignKey("staff.id"), nullable=True),
    Column("decided_at", DateTime(timezone=True), nullable=True),
    Column("note", Text, nullable=False),
    Column("override", Text, nullable=True),
    Column("publish_at", DateTime(timezone=True), nullable=True),
    Index("ix_review_state", "state", "submitted_at"),
)
"""Drafts that a second person looks at. ``state``: waiting, returned, withdrawn, approved, published, failed.

``note``: what the second person says, or why publishing failed; ``override``: the reason for which it goes out although
a language gets worse; ``publish_at``: not before this moment, None for at once.
"""

review_file = Table(
    "review_file",
    metadata,
    Column("review_id", String(32), ForeignKey("review.id"), primary_key=True),
    Column("path", String(128), primary_key=True),
    Column("before", Text, nullable=True),
    Column("after", Text, nullable=True),
    Column("revision", BigInteger, nullable=False),
)
"""One file of a review as it was submitted. ``before`` None: it is new; ``after`` None: it is to go."""

trial = Table(
    "trial",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("review_id", String(32), ForeignKey("review.id"), nullable=True),
    Column("state", String(16), nullable=False),
    Column("done", Integer, nullable=False),
    Column("cancel", Boolean, nullable=False),
    Column("files", JSON, nullable=False),
    Column("model", String(64), nullable=True),
    Column("result", JSON, nullable=True),
    Column("problem", Text, nullable=True),
    Column("asked_by", String(32), ForeignKey("staff.id"), nullable=False),
    Column("asked_at", DateTime(timezone=True), nullable=False),
    Column("started_at", DateTime(timezone=True), nullable=True),
    Column("ended_at", DateTime(timezone=True), nullable=True),
    Column("lease_until", DateTime(timezone=True), nullable=True),
    Column("trace", String(55), nullable=True),
    Index("ix_trial_state", "state", "asked_at"),
)
"""A draft that a worker trains and compares with what is live. ``state``: queued, training, evaluating, succeeded,
failed, cancelled. ``done``: per cent. ``files``: path to text (None: to go), laid over the live content. ``model``: the
fingerprint of the trained model. ``result``: see ``contracts.studio.Impact``. ``problem``: why it failed.
``trace``: as of a job."""

release = Table(
    "release",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("commit", String(40), nullable=False),
    Column("model", String(64), nullable=True),
    Column("title", String(200), nullable=False),
    Column("review_id", String(32), ForeignKey("review.id"), nullable=True),
    Column("author_id", String(32), ForeignKey("staff.id"), nullable=True),
    Column("publisher_id", String(32), ForeignKey("staff.id"), nullable=True),
    Column("back_to", Integer, nullable=True),
    Column("published_at", DateTime(timezone=True), nullable=False),
)
"""Content and model that went live together: ``number`` 1, 2, 3 … ``back_to``: the release whose content it restores.
``author_id`` None: somebody changed the folder outside the studio."""

service_pause = Table(
    "service_pause",
    metadata,
    Column("service", String(64), primary_key=True),
    Column("notice", JSON, nullable=False),
    Column("since", DateTime(timezone=True), nullable=False),
    Column("until", DateTime(timezone=True), nullable=True),
    Column("paused_by", String(32), ForeignKey("staff.id"), nullable=False),
)
"""A service that is taken offline: citizens read ``notice`` (a text per language) instead of its answers and its form.
Over at ``until``; None: when somebody ends it."""

switch = Table(
    "switch",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("target", String(16), nullable=False),
    Column("notice", JSON, nullable=False),
    Column("since", DateTime(timezone=True), nullable=False),
    Column("until", DateTime(timezone=True), nullable=True),
    Column("switched_by", String(32), ForeignKey("staff.id"), nullable=False),
    Column("ended_at", DateTime(timezone=True), nullable=True),
    at_most_one("ux_switch_target", "target", "ended_at IS NULL"),
)
"""What was switched off as a whole. ``target``: bot, llm. ``notice``: a text per language. Over at ``until``, and when
somebody switches it on again (``ended_at``); rows stay, so that the status page tells of the last days."""

rehearsed_call = Table(
    "rehearsed_call",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("operation", String(128), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("fields", JSON, nullable=False),
    Column("state", String(16), nullable=False),
    Column("outcome", JSON, nullable=True),
    Column("asked_by", String(32), ForeignKey("staff.id"), nullable=False),
    Column("asked_at", DateTime(timezone=True), nullable=False),
    Column("ended_at", DateTime(timezone=True), nullable=True),
    Column("trace", String(55), nullable=True),
    Index("ix_rehearsed_call_asked_at", "asked_at"),
)
"""A call of an operation that somebody tries in the studio. ``kind``, ``trace``: as of a job. ``state``: queued, done.
``outcome``: see ``contracts.rehearsal.CallOutcome``."""

inbox_mark = Table(
    "inbox_mark",
    metadata,
    Column("key", String(64), primary_key=True),
    Column("state", String(16), nullable=False),
    Column("intent", String(128), nullable=True),
    Column("decided_by", String(32), ForeignKey("staff.id"), nullable=False),
    Column("decided_at", DateTime(timezone=True), nullable=False),
    Index("ix_inbox_mark_decided_at", "decided_at"),
)
"""What became of a text that the bot did not understand. ``key``: HMAC of the masked text, folded, and its language;
``state``: assigned (``intent`` says to which), ignored."""
