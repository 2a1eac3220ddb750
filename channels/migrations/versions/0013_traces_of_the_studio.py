"""Trials and calls that somebody tries in the studio keep their trace, as jobs do."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("trial", sa.Column("trace", sa.String(length=55), nullable=True))
    op.add_column("rehearsed_call", sa.Column("trace", sa.String(length=55), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("rehearsed_call") as rehearsed_call:
        rehearsed_call.drop_column("trace")
    with op.batch_alter_table("trial") as trial:
        trial.drop_column("trace")
