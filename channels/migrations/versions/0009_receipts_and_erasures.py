"""Receipts for conversations, proofs of erasure, and conversations in the order in which their time ends."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "receipt",
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("conversation_id", sa.String(length=32), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversation.id"], name=op.f("fk_receipt_conversation_id_conversation")
        ),
        sa.PrimaryKeyConstraint("code_hash", name=op.f("pk_receipt")),
    )
    op.create_index("ix_receipt_conversation", "receipt", ["conversation_id"], unique=False)
    op.create_table(
        "erasure",
        sa.Column("id_hash", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.String(length=16), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("conversation_id", sa.String(length=32), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id_hash", name=op.f("pk_erasure")),
    )
    op.create_index("ix_erasure_conversation", "erasure", ["conversation_id"], unique=False)
    op.create_index("ix_conversation_updated", "conversation", ["updated_at"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_conversation_updated", table_name="conversation")
    op.drop_index("ix_erasure_conversation", table_name="erasure")
    op.drop_table("erasure")
    op.drop_index("ix_receipt_conversation", table_name="receipt")
    op.drop_table("receipt")
