"""Whose a conversation is, without saying who; what the self-test of forgetting found."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "person_link",
        sa.Column("conversation_id", sa.String(length=32), nullable=False),
        sa.Column("subject_key", sa.String(length=64), nullable=False),
        sa.Column("national_id_key", sa.String(length=64), nullable=True),
        sa.Column("linked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        # The version before erases conversations while it runs with these tables, which it does not know.
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversation.id"],
            name=op.f("fk_person_link_conversation_id_conversation"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("conversation_id", name=op.f("pk_person_link")),
    )
    op.create_index("ix_person_link_subject_key", "person_link", ["subject_key"], unique=False)
    op.create_index("ix_person_link_national_id_key", "person_link", ["national_id_key"], unique=False)
    op.create_table(
        "forgetting_look",
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("overdue", sa.Integer(), nullable=False),
        sa.Column("looked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("problem", sa.String(length=64), nullable=True),
        sa.PrimaryKeyConstraint("kind", name=op.f("pk_forgetting_look")),
    )
    op.create_index("ix_erasure_erased_at", "erasure", ["erased_at"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_erasure_erased_at", table_name="erasure")
    op.drop_table("forgetting_look")
    op.drop_index("ix_person_link_national_id_key", table_name="person_link")
    op.drop_index("ix_person_link_subject_key", table_name="person_link")
    op.drop_table("person_link")
