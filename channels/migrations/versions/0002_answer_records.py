"""Records of answers to free text."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "answer_record",
        sa.Column("code", sa.String(length=16), nullable=False),
        sa.Column("conversation_id", sa.String(length=32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversation.id"], name=op.f("fk_answer_record_conversation_id_conversation")
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_answer_record")),
    )
    op.create_index("ix_answer_record_conversation", "answer_record", ["conversation_id"])


def downgrade() -> None:
    op.drop_index("ix_answer_record_conversation", "answer_record")
    op.drop_table("answer_record")
