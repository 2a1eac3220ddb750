"""Calls that are tried in the studio, what became of texts in the inbox, and revisions that last beyond 2038."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

REVISIONS = ("content_draft", "content_step", "review_file")


def upgrade() -> None:
    op.create_table(
        "rehearsed_call",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("operation", sa.String(length=128), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("outcome", sa.JSON(), nullable=True),
        sa.Column("asked_by", sa.String(length=32), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["asked_by"], ["staff.id"], name=op.f("fk_rehearsed_call_asked_by_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rehearsed_call")),
    )
    op.create_index("ix_rehearsed_call_asked_at", "rehearsed_call", ["asked_at"], unique=False)
    op.create_table(
        "inbox_mark",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("intent", sa.String(length=128), nullable=True),
        sa.Column("decided_by", sa.String(length=32), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["decided_by"], ["staff.id"], name=op.f("fk_inbox_mark_decided_by_staff")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_inbox_mark")),
    )
    op.create_index("ix_inbox_mark_decided_at", "inbox_mark", ["decided_at"], unique=False)
    for table in REVISIONS:
        with op.batch_alter_table(table) as changed:
            changed.alter_column("revision", existing_type=sa.Integer(), type_=sa.BigInteger(), existing_nullable=False)


def downgrade() -> None:
    for table in REVISIONS:
        with op.batch_alter_table(table) as changed:
            changed.alter_column("revision", existing_type=sa.BigInteger(), type_=sa.Integer(), existing_nullable=False)
    op.drop_index("ix_inbox_mark_decided_at", table_name="inbox_mark")
    op.drop_table("inbox_mark")
    op.drop_index("ix_rehearsed_call_asked_at", table_name="rehearsed_call")
    op.drop_table("rehearsed_call")
