"""The SQL tables that rooms share: conversations and their log, turns, jobs, files, logins, receipts, erasures.

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


def at_most_one(name: str, column: str, condition: str) -> Index:
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
    Column("bot_helps", Boolean, nullable=False),
    Column("heard", Boolean, nullable=False),
    Column("last_seq", Integer, nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("updated_at", DateTime(timezone=True), nullable=False),
    Index("ix_conversation_updated", "updated_at"),
)
"""``bot_helps``: the bot answers although the citizen waits for a person or one is there (``OwnerChanged.bot``).
``heard``: the citizen has said, pressed or given something since the last handover ended, so that the bot may ask for
another one."""

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
    Column("trace", String(55), nullable=True),
    UniqueConstraint("conversation_id", "number"),
    Index("ix_turn_state_lease", "state", "lease_until"),
    at_most_one("ux_turn_running", "conversation_id", "state = 'running'"),
)
"""Outbox of turns: one row per citizen message or system turn; at most one ``running`` per conversation.

``state``: waiting, running, done, dropped. ``trace``: see ``contracts/tracing.py``; None where nothing is traced.
"""

job = Table(
    "job",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("conversation_id", String(32), ForeignKey("conversation.id"), nullable=False),
    Column("idempotency_key", String(64), nullable=False, unique=True),
    Column("kind", String(16), nullable=False),
    Column("service", String(64), nullable=False),
    Column("operation", String(128), nullable=False),
    Column("fields", JSON, nullable=False),
    Column("field", String(64), nullable=True),
    Column("language", String(2), nullable=False),
    Column("parent_id", String(32), ForeignKey("job.id"), nullable=True),
    Column("undo", String(128), nullable=True),
    Column("follow_up", String(128), nullable=True),
    Column("follow_due", DateTime(timezone=True), nullable=True),
    Column("state", String(16), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("failures", Integer, nullable=False),
    Column("delayed", Boolean, nullable=False),
    Column("unsure", Boolean, nullable=False),
    Column("result", JSON, nullable=True),
    Column("sent_at", DateTime(timezone=True), nullable=True),
    Column("lease_until", DateTime(timezone=True), nullable=True),
    Column("reported_state", String(16), nullable=False),
    Column("reported_delayed", Boolean, nullable=False),
    Column("ready_at", DateTime(timezone=True), nullable=True),
    Column("reported_ready", Boolean, nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("updated_at", DateTime(timezone=True), nullable=False),
    Column("trace", String(55), nullable=True),
    Index("ix_job_state_lease", "state", "lease_until"),
    Index("ix_job_follow_due", "follow_due"),
    Index("ix_job_conversation", "conversation_id"),
)
"""One call to an administration; ``kind`` as in ``contracts/jobs.py``.

``attempts`` counts leases and is the token of the newest one; ``failures`` counts calls that came to no answer, and
only these lead to giving up: waiting for an administration that is known to be down costs none. ``delayed``: it cannot
be reached at the moment. ``unsure``: an attempt broke off in the middle, so it may have filed the application.
``reported_…`` is what the conversation's log knows. ``follow_due``: when ``follow_up`` is to be asked next; None when
there is nothing to ask; ``ready_at``: since when it says that the document is ready. ``parent_id``: of a job that takes
another one back. ``trace``: as of a turn, so that every attempt belongs to the trace of the citizen's wish.
"""

breaker = Table(
    "breaker",
    metadata,
    Column("administration", String(64), primary_key=True),
    Column("failures", Integer, nullable=False),
    Column("opened_at", DateTime(timezone=True), nullable=True),
    Column("retry_at", DateTime(timezone=True), nullable=True),
    Column("updated_at", DateTime(timezone=True), nullable=False),
)
"""How each administration answers. ``failures`` in a row; ``opened_at``: since when it counts as down, None while it
does not; before ``retry_at`` nobody calls, then one call tries."""

file = Table(
    "file",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("conversation_id", String(32), ForeignKey("conversation.id"), nullable=False),
    Column("name", String(255), nullable=False),
    Column("media_type", String(64), nullable=False),
    Column("size", Integer, nullable=False),
    Column("issued", Boolean, nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("expires_at", DateTime(timezone=True), nullable=False),
    Index("ix_file_conversation", "conversation_id"),
    Index("ix_file_expires", "expires_at"),
)
"""Files in the file store (``contracts/files.py``). ``issued``: for the citizen, by an administration or by an agent,
not uploaded by the citizen."""

identity = Table(
    "identity",
    metadata,
    Column("conversation_id", String(32), ForeignKey("conversation.id"), primary_key=True),
    Column("subject", String(255), nullable=False),
    Column("claims", JSON, nullable=False),
    Column("verified_at", DateTime(timezone=True), nullable=False),
    Column("expires_at", DateTime(timezone=True), nullable=False),
)
"""Who the citizen of a conversation is, while they are logged in; no token of the identity provider is kept."""

login = Table(
    "login",
    metadata,
    Column("id_hash", String(64), primary_key=True),
    Column("conversation_id", String(32), ForeignKey("conversation.id"), nullable=False),
    Column("origin", String(255), nullable=True),
    Column("language", String(2), nullable=False),
    Column("browser_hash", String(64), nullable=True),
    Column("state_hash", String(64), nullable=True, unique=True),
    Column("nonce", String(64), nullable=True),
    Column("verifier", String(128), nullable=True),
    Column("code_hash", String(64), nullable=True),
    Column("wrong_codes", Integer, nullable=False),
    Column("subject", String(255), nullable=True),
    Column("claims", JSON, nullable=True),
    Column("expires_at", DateTime(timezone=True), nullable=False),
    Index("ix_login_conversation", "conversation_id"),
)
"""A login on its way: begun by the widget, carried out in another window, finished by a code that the widget gets.

``wrong_codes``: how often another code was given; only a few are allowed.
"""

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

receipt = Table(
    "receipt",
    metadata,
    Column("code_hash", String(64), primary_key=True),
    Column("conversation_id", String(32), ForeignKey("conversation.id"), nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Index("ix_receipt_conversation", "conversation_id"),
)
"""A code with which its holder sees, takes along and erases a conversation; gone when somebody logs in or out."""

erasure = Table(
    "erasure",
    metadata,
    Column("id_hash", String(64), primary_key=True),
    Column("reason", String(16), nullable=False),
    Column("counts", JSON, nullable=False),
    Column("erased_at", DateTime(timezone=True), nullable=False),
    Column("conversation_id", String(32), nullable=True),
    Column("settled_at", DateTime(timezone=True), nullable=True),
    Index("ix_erasure_conversation", "conversation_id"),
    Index("ix_erasure_erased_at", "erased_at"),
)
"""Proof that a conversation was erased, without personal data. ``reason``: see ``contracts/erasing.py``; ``counts``:
rows by table. ``conversation_id``: until the bot has forgotten the conversation too (``settled_at``), then None."""
