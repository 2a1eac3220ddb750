"""Tickets that wait in queues and are passed on, call-backs, presence, a bot that helps beside a person."""

from __future__ import annotations

import heapq
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

ONLY_QUEUE = "general"
PREVIEW = 120
FILLED = ("queue", "visited", "moves", "last_text", "ahead", "waiting_since")
"""Columns of tickets that every row must fill."""

conversation = sa.table("conversation", sa.column("bot_helps", sa.Boolean()), sa.column("heard", sa.Boolean()))
event = sa.table(
    "event",
    sa.column("conversation_id", sa.String()),
    sa.column("seq", sa.Integer()),
    sa.column("at", sa.DateTime(timezone=True)),
    sa.column("data", sa.JSON()),
)
ticket = sa.table(
    "ticket",
    sa.column("id", sa.String()),
    sa.column("conversation_id", sa.String()),
    sa.column("state", sa.String()),
    sa.column("queue", sa.String()),
    sa.column("visited", sa.JSON()),
    sa.column("moves", sa.Integer()),
    sa.column("last_text", sa.String()),
    sa.column("ahead", sa.Integer()),
    sa.column("ending", sa.String()),
    *(
        sa.column(name, sa.DateTime(timezone=True))
        for name in ("opened_at", "waiting_since", "first_claimed_at", "claimed_at", "closed_at")
    ),
)


def upgrade() -> None:
    _widen_conversations()
    _widen_tickets()
    op.create_table(
        "callback",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("conversation_id", sa.String(length=32), nullable=False),
        sa.Column("ticket_id", sa.String(length=32), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("service", sa.String(length=64), nullable=True),
        sa.Column("queue", sa.String(length=64), nullable=False),
        sa.Column("phone", sa.String(length=20), nullable=False),
        sa.Column("when", sa.String(length=16), nullable=False),
        sa.Column("about", sa.String(length=500), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("agent_id", sa.String(length=32), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["agent_id"], ["staff.id"], name=op.f("fk_callback_agent_id_staff")),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversation.id"], name=op.f("fk_callback_conversation_id_conversation")
        ),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_callback_ticket_id_ticket")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_callback")),
    )
    op.create_index("ix_callback_state", "callback", ["state", "asked_at"])
    op.create_table(
        "presence",
        sa.Column("staff_id", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.String(length=32), nullable=True),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_presence_staff_id_staff")),
        sa.PrimaryKeyConstraint("staff_id", name=op.f("pk_presence")),
    )


def downgrade() -> None:
    op.drop_table("presence")
    op.drop_table("callback")
    op.drop_index("ix_ticket_queue_claimed", "ticket")
    with op.batch_alter_table("ticket") as tickets:
        for column in (*FILLED, "first_claimed_at", "ending", "wrap_up", "score"):
            tickets.drop_column(column)
    with op.batch_alter_table("conversation") as conversations:
        conversations.drop_column("heard")
        conversations.drop_column("bot_helps")


def _widen_conversations() -> None:
    """In every conversation so far one answers, and the bot may ask for a person."""
    with op.batch_alter_table("conversation") as conversations:
        conversations.add_column(sa.Column("bot_helps", sa.Boolean(), nullable=True))
        conversations.add_column(sa.Column("heard", sa.Boolean(), nullable=True))
    op.execute(sa.update(conversation).values(bot_helps=False, heard=True))
    with op.batch_alter_table("conversation") as conversations:
        conversations.alter_column("bot_helps", existing_type=sa.Boolean(), nullable=False)
        conversations.alter_column("heard", existing_type=sa.Boolean(), nullable=False)


def _widen_tickets() -> None:
    """Every ticket so far was in the one queue there was, and none was passed on."""
    added: dict[str, Any] = {
        "queue": sa.String(length=64),
        "visited": sa.JSON(),
        "moves": sa.Integer(),
        "last_text": sa.String(length=160),
        "ahead": sa.Integer(),
        "waiting_since": sa.DateTime(timezone=True),
        "first_claimed_at": sa.DateTime(timezone=True),
        "ending": sa.String(length=16),
        "wrap_up": sa.String(length=64),
        "score": sa.Integer(),
    }
    with op.batch_alter_table("ticket") as tickets:
        for name, kind in added.items():
            tickets.add_column(sa.Column(name, kind, nullable=True))
    op.execute(
        sa.update(ticket).values(
            queue=ONLY_QUEUE,
            visited=[],
            moves=0,
            last_text="",
            ahead=0,
            waiting_since=sa.func.coalesce(ticket.c.claimed_at, ticket.c.opened_at),
            first_claimed_at=ticket.c.claimed_at,
        )
    )
    connection = op.get_bind()
    _count_who_was_ahead(connection)
    _find_endings(connection)
    _show_newest_words(connection)
    with op.batch_alter_table("ticket") as tickets:
        for name in FILLED:
            tickets.alter_column(name, existing_type=added[name], nullable=False)
    op.create_index("ix_ticket_queue_claimed", "ticket", ["queue", "first_claimed_at"])


def _count_who_was_ahead(connection: sa.Connection) -> None:
    """Count for each ticket the older ones that waited when it was opened; estimates compare like with like."""
    ends = sa.func.coalesce(ticket.c.claimed_at, ticket.c.closed_at)
    columns = (ticket.c.id, ticket.c.opened_at, ends.label("ends"))
    found = sa.select(*columns).order_by(ticket.c.opened_at, ticket.c.id)
    ending: list[Any] = []
    endless = 0
    counts = []
    for row in connection.execute(found).all():
        while ending and ending[0] <= row.opened_at:
            heapq.heappop(ending)
        counts.append({"which": row.id, "count": len(ending) + endless})
        if row.ends is None:
            endless += 1
        else:
            heapq.heappush(ending, row.ends)
    if counts:
        counted = sa.update(ticket).where(ticket.c.id == sa.bindparam("which")).values(ahead=sa.bindparam("count"))
        connection.execute(counted, counts)


def _find_endings(connection: sa.Connection) -> None:
    """Take how a ticket ended from the event of the same moment."""
    reason = event.c.data["reason"].as_string()
    same = (event.c.conversation_id == ticket.c.conversation_id) & (event.c.at == ticket.c.closed_at)
    found = (
        sa.select(ticket.c.id.label("which"), reason.label("how"))
        .join_from(ticket, event, same)
        .where(event.c.data["kind"].as_string() == "owner", reason.in_(("closed", "given_back", "cancelled")))
    )
    endings = [{"which": row.which, "how": row.how} for row in connection.execute(found).all()]
    if endings:
        ended = sa.update(ticket).where(ticket.c.id == sa.bindparam("which")).values(ending=sa.bindparam("how"))
        connection.execute(ended, endings)


def _show_newest_words(connection: sa.Connection) -> None:
    """Show the beginning of what the citizen said last, where somebody still has to answer."""
    is_open = sa.select(ticket.c.id, ticket.c.conversation_id).where(ticket.c.state != "closed")
    for row in connection.execute(is_open).all():
        newest = (
            sa.select(event.c.data)
            .where(event.c.conversation_id == row.conversation_id)
            .where(event.c.data["kind"].as_string() == "message", event.c.data["author"].as_string() == "citizen")
            .order_by(event.c.seq.desc())
            .limit(1)
        )
        said = connection.execute(newest).scalar_one_or_none()
        if said is None:
            continue

        line = " ".join(said["text"].split())
        shown = line if len(line) <= PREVIEW else line[:PREVIEW].rstrip() + "…"
        connection.execute(sa.update(ticket).where(ticket.c.id == row.id).values(last_text=shown))
