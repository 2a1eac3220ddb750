"""The SQL tables that rooms share: conversations and their log, turns, jobs, tickets, staff.

SQL is the truth of the platform; Redis only says that something moved. Used by the platform environment only
(SQLAlchemy 2); the migrations stand in ``channels/migrations``.
"""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    UniqueConstraint,
    text,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_label)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _at_most_one(name: str, column: str, condition: str) -> Index:
    """Return an index that allows one row per value of ``column`` among those that meet ``condition``."""
    return Index(name, column, unique=True, sqlite_where=text(condition), postgresql_where=text(condition))


conversation = Table(
    "conversation",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("token_hash", String(64), nullable=False, unique=True),
    Column("site", String(64), nullable=False),
    Column("language", String(2), nullable=False),
    Column("language_reason", String(16), nullable=False),
    Column("owner", String(16), nullable=False),
    Column("agent_id", String(32), ForeignKey("staff.id"), nullable=True),
    Column("last_seq", Integer, nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("updated_at", DateTime(timezone=True), nullable=False),
)

event = Table(
    "event",
    metadata,
    Column("conversation_id", String(32), ForeignKey("conversation.id"), primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("message_id", String(64), nullable=True),
    Column("data", JSON, nullable=False),
    UniqueConstraint("conversation_id", "message_id"),
    CheckConstraint("seq > 0", name="seq_positive"),
)

turn = Table(
    "turn",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("conversation_id", String(32), ForeignKey("conversation.id"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("language", String(2), nullable=False),
    Column("input", JSON, nullable=False),
    Column("state", String(16), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("lease_until", DateTime(timezone=True), nullable=True),
    Column("created_at", DateTime(timezone=True), nullable=False),
    UniqueConstraint("conversation_id", "number"),
    Index("ix_turn_state_lease", "state", "lease_until"),
    _at_most_one("ux_turn_running", "conversation_id", "state = 'running'"),
)
"""Outbox of turns: one row per citizen message or system turn; at most one ``running`` per conversation.

``state``: waiting, running, done, dropped.
"""

job = Table(
    "job",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("conversation_id", String(32), ForeignKey("conversation.id"), nullable=False),
    Column("idempotency_key", String(64), nullable=False, unique=True),
    Column("service", String(64), nullable=False),
    Column("operation", String(128), nullable=False),
    Column("fields", JSON, nullable=False),
    Column("language", String(2), nullable=False),
    Column("state", String(16), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("result", JSON, nullable=True),
    Column("sent_at", DateTime(timezone=True), nullable=True),
    Column("lease_until", DateTime(timezone=True), nullable=True),
    Column("reported_state", String(16), nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("updated_at", DateTime(timezone=True), nullable=False),
    Index("ix_job_state_lease", "state", "lease_until"),
)
"""One call to an administration. ``reported_state`` is the last state that the conversation's log knows."""

answer_record = Table(
    "answer_record",
    metadata,
    Column("code", String(16), primary_key=True),
    Column("conversation_id", String(32), ForeignKey("conversation.id"), nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("data", JSON, nullable=False),
    Index("ix_answer_record_conversation", "conversation_id"),
)
"""How an answer to free text came about (``AnswerRecord``), for agents and auditors."""

ticket = Table(
    "ticket",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("conversation_id", String(32), ForeignKey("conversation.id"), nullable=False),
    Column("reason", String(32), nullable=False),
    Column("language", String(2), nullable=False),
    Column("service", String(64), nullable=True),
    Column("fields", JSON, nullable=False),
    Column("state", String(16), nullable=False),
    Column("agent_id", String(32), ForeignKey("staff.id"), nullable=True),
    Column("opened_at", DateTime(timezone=True), nullable=False),
    Column("claimed_at", DateTime(timezone=True), nullable=True),
    Column("closed_at", DateTime(timezone=True), nullable=True),
    Index("ix_ticket_state_opened", "state", "opened_at"),
    Index("ix_ticket_conversation", "conversation_id"),
    _at_most_one("ux_ticket_open", "conversation_id", "state <> 'closed'"),
)
"""One handover. ``state``: waiting, claimed, closed; a conversation has at most one that is not closed."""

staff = Table(
    "staff",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("name", String(64), nullable=False, unique=True),
    Column("display_name", String(128), nullable=False),
    Column("password_hash", String(256), nullable=False),
    Column("roles", JSON, nullable=False),
    Column("active", Boolean, nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
)
"""People who sign in. ``roles``: list of ``agent``, ``owner``."""

staff_session = Table(
    "staff_session",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    Column("staff_id", String(32), ForeignKey("staff.id"), nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("expires_at", DateTime(timezone=True), nullable=False),
)
