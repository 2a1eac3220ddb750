"""Drafts, reviews, trials and releases of the content, and services that are paused."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "content_draft",
        sa.Column("path", sa.String(length=128), nullable=False),
        sa.Column("live", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("changed_by", sa.String(length=32), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["changed_by"], ["staff.id"], name=op.f("fk_content_draft_changed_by_staff")),
        sa.PrimaryKeyConstraint("path", name=op.f("pk_content_draft")),
    )
    op.create_table(
        "content_step",
        sa.Column("path", sa.String(length=128), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("changed_by", sa.String(length=32), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["changed_by"], ["staff.id"], name=op.f("fk_content_step_changed_by_staff")),
        sa.PrimaryKeyConstraint("path", "revision", name=op.f("pk_content_step")),
    )
    op.create_table(
        "review",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("submitted_by", sa.String(length=32), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.String(length=32), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("override", sa.Text(), nullable=True),
        sa.Column("publish_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["decided_by"], ["staff.id"], name=op.f("fk_review_decided_by_staff")),
        sa.ForeignKeyConstraint(["submitted_by"], ["staff.id"], name=op.f("fk_review_submitted_by_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review")),
    )
    op.create_index("ix_review_state", "review", ["state", "submitted_at"], unique=False)
    op.create_table(
        "service_pause",
        sa.Column("service", sa.String(length=64), nullable=False),
        sa.Column("notice", sa.JSON(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("paused_by", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["paused_by"], ["staff.id"], name=op.f("fk_service_pause_paused_by_staff")),
        sa.PrimaryKeyConstraint("service", name=op.f("pk_service_pause")),
    )
    op.create_table(
        "release",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("commit", sa.String(length=40), nullable=False),
        sa.Column("model", sa.String(length=64), nullable=True),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("review_id", sa.String(length=32), nullable=True),
        sa.Column("author_id", sa.String(length=32), nullable=True),
        sa.Column("publisher_id", sa.String(length=32), nullable=True),
        sa.Column("back_to", sa.Integer(), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["staff.id"], name=op.f("fk_release_author_id_staff")),
        sa.ForeignKeyConstraint(["publisher_id"], ["staff.id"], name=op.f("fk_release_publisher_id_staff")),
        sa.ForeignKeyConstraint(["review_id"], ["review.id"], name=op.f("fk_release_review_id_review")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_release")),
    )
    op.create_table(
        "review_file",
        sa.Column("review_id", sa.String(length=32), nullable=False),
        sa.Column("path", sa.String(length=128), nullable=False),
        sa.Column("before", sa.Text(), nullable=True),
        sa.Column("after", sa.Text(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["review_id"], ["review.id"], name=op.f("fk_review_file_review_id_review")),
        sa.PrimaryKeyConstraint("review_id", "path", name=op.f("pk_review_file")),
    )
    op.create_table(
        "trial",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("review_id", sa.String(length=32), nullable=True),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("cancel", sa.Boolean(), nullable=False),
        sa.Column("files", sa.JSON(), nullable=False),
        sa.Column("model", sa.String(length=64), nullable=True),
        sa.Column("result", sa.JSON(), nullable=True),
        sa.Column("problem", sa.Text(), nullable=True),
        sa.Column("asked_by", sa.String(length=32), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["asked_by"], ["staff.id"], name=op.f("fk_trial_asked_by_staff")),
        sa.ForeignKeyConstraint(["review_id"], ["review.id"], name=op.f("fk_trial_review_id_review")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trial")),
    )
    op.create_index("ix_trial_state", "trial", ["state", "asked_at"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_trial_state", table_name="trial")
    op.drop_table("trial")
    op.drop_table("review_file")
    op.drop_table("release")
    op.drop_table("service_pause")
    op.drop_index("ix_review_state", table_name="review")
    op.drop_table("review")
    op.drop_table("content_step")
    op.drop_table("content_draft")
