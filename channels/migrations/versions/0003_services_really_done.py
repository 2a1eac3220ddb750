"""Kinds of jobs, breakers, files, and logins."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

MARKS = ("delayed", "unsure", "reported_delayed", "reported_ready")


def upgrade() -> None:
    _widen_jobs()
    op.create_table(
        "breaker",
        sa.Column("administration", sa.String(length=64), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("retry_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("administration", name=op.f("pk_breaker")),
    )
    op.create_table(
        "file",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("conversation_id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("media_type", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("issued", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversation.id"], name=op.f("fk_file_conversation_id_conversation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_file")),
    )
    op.create_index("ix_file_conversation", "file", ["conversation_id"])
    op.create_index("ix_file_expires", "file", ["expires_at"])
    op.create_table(
        "identity",
        sa.Column("conversation_id", sa.String(length=32), nullable=False),
        sa.Column("subject", sa.String(length=255), nullable=False),
        sa.Column("claims", sa.JSON(), nullable=False),
        sa.Column("verified_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversation.id"], name=op.f("fk_identity_conversation_id_conversation")
        ),
        sa.PrimaryKeyConstraint("conversation_id", name=op.f("pk_identity")),
    )
    op.create_table(
        "login",
        sa.Column("id_hash", sa.String(length=64), nullable=False),
        sa.Column("conversation_id", sa.String(length=32), nullable=False),
        sa.Column("origin", sa.String(length=255), nullable=True),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("browser_hash", sa.String(length=64), nullable=True),
        sa.Column("state_hash", sa.String(length=64), nullable=True),
        sa.Column("nonce", sa.String(length=64), nullable=True),
        sa.Column("verifier", sa.String(length=128), nullable=True),
        sa.Column("code_hash", sa.String(length=64), nullable=True),
        sa.Column("wrong_codes", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(length=255), nullable=True),
        sa.Column("claims", sa.JSON(), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversation.id"], name=op.f("fk_login_conversation_id_conversation")
        ),
        sa.PrimaryKeyConstraint("id_hash", name=op.f("pk_login")),
        sa.UniqueConstraint("state_hash", name=op.f("uq_login_state_hash")),
    )
    op.create_index("ix_login_conversation", "login", ["conversation_id"])


def downgrade() -> None:
    op.drop_table("login")
    op.drop_table("identity")
    op.drop_table("file")
    op.drop_table("breaker")
    # The tables before know applications only; anything else would be filed as one.
    op.execute("DELETE FROM job WHERE kind <> 'file'")
    op.drop_index("ix_job_conversation", "job")
    op.drop_index("ix_job_follow_due", "job")
    with op.batch_alter_table("job") as job:
        job.drop_constraint(op.f("fk_job_parent_id_job"), type_="foreignkey")
        for column in ("kind", "field", "parent_id", "undo", "follow_up", "follow_due", "failures", "ready_at", *MARKS):
            job.drop_column(column)


def _widen_jobs() -> None:
    """Every job so far is an application of which the log knows all but its end; its attempts may all have failed."""
    with op.batch_alter_table("job") as job:
        job.add_column(sa.Column("kind", sa.String(length=16), nullable=True))
        job.add_column(sa.Column("field", sa.String(length=64), nullable=True))
        job.add_column(sa.Column("parent_id", sa.String(length=32), nullable=True))
        job.add_column(sa.Column("undo", sa.String(length=128), nullable=True))
        job.add_column(sa.Column("follow_up", sa.String(length=128), nullable=True))
        job.add_column(sa.Column("follow_due", sa.DateTime(timezone=True), nullable=True))
        job.add_column(sa.Column("failures", sa.Integer(), nullable=True))
        job.add_column(sa.Column("ready_at", sa.DateTime(timezone=True), nullable=True))
        for mark in MARKS:
            job.add_column(sa.Column(mark, sa.Boolean(), nullable=True))
    marks = sa.table("job", sa.column("kind"), sa.column("failures"), sa.column("attempts"), *map(_boolean, MARKS))
    op.execute(sa.update(marks).values(kind="file", failures=marks.c.attempts, **dict.fromkeys(MARKS, False)))
    with op.batch_alter_table("job") as job:
        job.alter_column("kind", existing_type=sa.String(length=16), nullable=False)
        job.alter_column("failures", existing_type=sa.Integer(), nullable=False)
        for mark in MARKS:
            job.alter_column(mark, existing_type=sa.Boolean(), nullable=False)
        job.create_foreign_key(op.f("fk_job_parent_id_job"), "job", ["parent_id"], ["id"])
    op.create_index("ix_job_follow_due", "job", ["follow_due"])
    op.create_index("ix_job_conversation", "job", ["conversation_id"])


def _boolean(name: str) -> sa.ColumnClause[bool]:
    return sa.column(name, sa.Boolean())
