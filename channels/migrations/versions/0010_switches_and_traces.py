"""Switches for the bot and the language model, and the trace that a turn and a job belong to."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "switch",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("target", sa.String(length=16), nullable=False),
        sa.Column("notice", sa.JSON(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("switched_by", sa.String(length=32), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["switched_by"], ["staff.id"], name=op.f("fk_switch_switched_by_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_switch")),
    )
    not_ended = sa.text("ended_at IS NULL")
    op.create_index(
        "ux_switch_target", "switch", ["target"], unique=True, sqlite_where=not_ended, postgresql_where=not_ended
    )
    op.add_column("turn", sa.Column("trace", sa.String(length=55), nullable=True))
    op.add_column("job", sa.Column("trace", sa.String(length=55), nullable=True))


def downgrade() -> None:
    op.drop_column("job", "trace")
    op.drop_column("turn", "trace")
    op.drop_index("ux_switch_target", table_name="switch")
    op.drop_table("switch")
