"""The SQL tables of agents and their work: tickets and call-backs, staff, sessions, audit log, proposals.

They stand beside ``contracts/tables.py`` and share its metadata; the migrations stand in ``channels/migrations``.
"""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, DateTime, ForeignKey, Index, Integer, String, Table, Text

from contracts.tables import at_most_one, metadata

ticket = Table(
    "ticket",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("conversation_id", String(32), ForeignKey("conversation.id"), nullable=False),
    Column("reason", String(32), nullable=False),
    Column("language", String(2), nullable=False),
    Column("service", String(64), nullable=True),
    Column("fields", JSON, nullable=False),
    Column("queue", String(64), nullable=False),
    Column("state", String(16), nullable=False),
    Column("agent_id", String(32), ForeignKey("staff.id"), nullable=True),
    Column("visited", JSON, nullable=False),
    Column("moves", Integer, nullable=False),
    Column("last_text", String(160), nullable=False),
    Column("ahead", Integer, nullable=False),
    Column("opened_at", DateTime(timezone=True), nullable=False),
    Column("waiting_since", DateTime(timezone=True), nullable=False),
    Column("first_claimed_at", DateTime(timezone=True), nullable=True),
    Column("claimed_at", DateTime(timezone=True), nullable=True),
    Column("closed_at", DateTime(timezone=True), nullable=True),
    Column("ending", String(16), nullable=True),
    Column("wrap_up", String(64), nullable=True),
    Column("score", Integer, nullable=True),
    Index("ix_ticket_state_opened", "state", "opened_at"),
    Index("ix_ticket_conversation", "conversation_id"),
    Index("ix_ticket_queue_claimed", "queue", "first_claimed_at"),
    at_most_one("ux_ticket_open", "conversation_id", "state <> 'closed'"),
)
"""One handover. ``state``: waiting, claimed, closed; a conversation has at most one that is not closed.

``visited``: ids of the queues and agents it has been with, in order (``queue:general``, ``agent:…``): it is never
passed on to one of them, so handovers cannot loop. ``ahead``: citizens before this one when it was opened, for
estimates. ``waiting_since``: since when it is in this queue, or with this agent. ``ending``: closed, given_back,
cancelled, call_back. ``score``: 1 to 5, as the citizen judged.
"""

callback = Table(
    "callback",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("conversation_id", String(32), ForeignKey("conversation.id"), nullable=False),
    Column("ticket_id", String(32), ForeignKey("ticket.id"), nullable=False),
    Column("language", String(2), nullable=False),
    Column("service", String(64), nullable=True),
    Column("queue", String(64), nullable=False),
    Column("phone", String(20), nullable=False),
    Column("when", String(16), nullable=False),
    Column("about", String(500), nullable=False),
    Column("state", String(16), nullable=False),
    Column("agent_id", String(32), ForeignKey("staff.id"), nullable=True),
    Column("attempts", Integer, nullable=False),
    Column("asked_at", DateTime(timezone=True), nullable=False),
    Column("claimed_at", DateTime(timezone=True), nullable=True),
    Column("ended_at", DateTime(timezone=True), nullable=True),
    Index("ix_callback_state", "state", "asked_at"),
)
"""A citizen who wants to be called. ``state``: waiting, claimed, done."""

staff = Table(
    "staff",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("name", String(64), nullable=False, unique=True),
    Column("display_name", String(128), nullable=False),
    Column("password_hash", String(256), nullable=True),
    Column("subject", String(512), nullable=True, unique=True),
    Column("totp_secret", String(64), nullable=True),
    Column("totp_step", Integer, nullable=True),
    Column("roles", JSON, nullable=False),
    Column("languages", JSON, nullable=False),
    Column("services", JSON, nullable=False),
    Column("administrations", JSON, nullable=False),
    Column("capacity", Integer, nullable=False),
    Column("active", Boolean, nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
)
"""People who sign in. ``roles``: list of ``agent``, ``supervisor``, ``owner``, ``publisher``, ``administrator``.

``password_hash``: None until an invitation is accepted, and for those who sign in elsewhere (``subject``: issuer and
subject of OpenID Connect, as ``issuer|sub``). ``totp_secret``: base32, None while no second factor is set up;
``totp_step``: the newest code that was used, so that none works twice. Skills: ``languages`` maps a language to a level
of the CEFR (``A1`` … ``C2``); ``services`` and ``administrations`` are lists of ids, empty for all; ``capacity``:
conversations at once.
"""

presence = Table(
    "presence",
    metadata,
    Column("staff_id", String(32), ForeignKey("staff.id"), primary_key=True),
    Column("state", String(16), nullable=False),
    Column("reason", String(32), nullable=True),
    Column("since", DateTime(timezone=True), nullable=False),
    Column("seen_at", DateTime(timezone=True), nullable=False),
)
"""Whether an agent takes conversations: available, busy, away. Nobody of whom nothing was heard for 30 seconds
(``seen_at``) is at the desk, whatever ``state`` says."""

staff_session = Table(
    "staff_session",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    Column("id", String(32), nullable=False, unique=True),
    Column("staff_id", String(32), ForeignKey("staff.id"), nullable=False),
    Column("browser", String(128), nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("seen_at", DateTime(timezone=True), nullable=False),
    Column("expires_at", DateTime(timezone=True), nullable=False),
    Index("ix_staff_session_staff", "staff_id"),
)
"""``id``: what a list of sessions shows, to end one; ``browser``: what the browser calls itself, shortened."""

staff_invitation = Table(
    "staff_invitation",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    Column("staff_id", String(32), ForeignKey("staff.id"), nullable=False),
    Column("expires_at", DateTime(timezone=True), nullable=False),
    Index("ix_staff_invitation_staff", "staff_id"),
)
"""A link that lets its reader choose the password of an account, once: an invitation, or a reset."""

staff_login = Table(
    "staff_login",
    metadata,
    Column("state_hash", String(64), primary_key=True),
    Column("browser_hash", String(64), nullable=False),
    Column("nonce", String(64), nullable=False),
    Column("verifier", String(128), nullable=False),
    Column("page", String(64), nullable=False),
    Column("expires_at", DateTime(timezone=True), nullable=False),
)
"""A sign-in of the staff by OpenID Connect on its way; ``page``: where it goes on afterwards."""

audit = Table(
    "audit",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("actor_id", String(32), nullable=True),
    Column("actor", String(128), nullable=False),
    Column("action", String(64), nullable=False),
    Column("target", String(128), nullable=False),
    Column("detail", JSON, nullable=False),
    Column("digest", String(64), nullable=False),
)
"""What the staff did, in order: ``number`` 1, 2, 3 … without gaps. The database refuses to change rows, or to delete
any but the oldest at their time (``contracts/auditing.py``); ``digest`` (SHA-256 over the row and the digest before)
shows it where somebody did so all the same."""

proposal = Table(
    "proposal",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("conversation_id", String(32), ForeignKey("conversation.id"), nullable=False),
    Column("seq", Integer, nullable=False),
    Column("question", Text, nullable=False),
    Column("answer", Text, nullable=False),
    Column("language", String(2), nullable=False),
    Column("service", String(64), nullable=True),
    Column("agent_id", String(32), ForeignKey("staff.id"), nullable=False),
    Column("state", String(16), nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Index("ix_proposal_state", "state", "created_at"),
    Index("ux_proposal_answer", "conversation_id", "seq", unique=True),
)
"""What the bot should have known: a question and an agent's answer, personal data masked. ``state``: new, taken,
ignored."""
