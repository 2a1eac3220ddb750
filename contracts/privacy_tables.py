"""The SQL tables of forgetting: whose a conversation is, without saying who, and when it was last looked what is left.

They stand beside ``contracts/tables.py`` and share its metadata; the migrations stand in ``channels/migrations``.
"""

from __future__ import annotations

from sqlalchemy import Column, DateTime, ForeignKey, Index, Integer, String, Table

from contracts.tables import metadata

person_link = Table(
    "person_link",
    metadata,
    Column("conversation_id", String(32), ForeignKey("conversation.id", ondelete="CASCADE"), primary_key=True),
    Column("subject_key", String(64), nullable=False),
    Column("national_id_key", String(64), nullable=True),
    Column("linked_at", DateTime(timezone=True), nullable=False),
    Column("ended_at", DateTime(timezone=True), nullable=True),
    Index("ix_person_link_subject_key", "subject_key"),
    Index("ix_person_link_national_id_key", "national_id_key"),
)
"""The person who has logged in to a conversation, the last of them. ``…_key``: HMAC of what the identity provider calls
them, and of the national id; the key lies outside of the database. ``ended_at``: when they logged out, else
when their login runs out; what comes afterwards is not taken for theirs. None: written by an older version, and nobody
logged out."""

forgetting_look = Table(
    "forgetting_look",
    metadata,
    Column("kind", String(32), primary_key=True),
    Column("overdue", Integer, nullable=False),
    Column("looked_at", DateTime(timezone=True), nullable=False),
    Column("problem", String(64), nullable=True),
)
"""What the self-test of forgetting found, by kind of data (``contracts/forgetting.py``): how much is older than it may
be, and when that was last known. ``problem``: the kind of the error since then, where looking failed."""
