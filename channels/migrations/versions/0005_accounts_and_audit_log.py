"""Skills, second factors and invitations of the staff, sessions that can be listed, and the audit log."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

SKILLS = ("languages", "services", "administrations")
# So far every agent took every conversation.
EVERY_LANGUAGE = {"lb": "C2", "fr": "C2", "de": "C2", "en": "C2"}
CAPACITY = 4

# INSERT is watched as well: on SQLite, INSERT OR REPLACE would change a row without any other trigger.
ON_SQLITE = (
    "CREATE TRIGGER audit_in_order BEFORE INSERT ON audit"
    " WHEN NEW.number IS NOT (SELECT coalesce(max(number), 0) + 1 FROM audit)"
    " BEGIN SELECT RAISE(ABORT, 'entries of the audit log are only added, in order'); END",
    "CREATE TRIGGER audit_unchanged BEFORE UPDATE ON audit"
    " BEGIN SELECT RAISE(ABORT, 'entries of the audit log are never changed'); END",
    "CREATE TRIGGER audit_kept BEFORE DELETE ON audit"
    " BEGIN SELECT RAISE(ABORT, 'entries of the audit log are never deleted'); END",
)
ON_POSTGRESQL = (
    "CREATE FUNCTION audit_in_order() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
    " IF NEW.number IS DISTINCT FROM (SELECT coalesce(max(number), 0) + 1 FROM audit) THEN"
    " RAISE EXCEPTION 'entries of the audit log are only added, in order'; END IF;"
    " RETURN NEW; END $$",
    "CREATE FUNCTION audit_unchanged() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
    " RAISE EXCEPTION 'entries of the audit log are never changed or deleted'; END $$",
    "CREATE TRIGGER audit_in_order BEFORE INSERT ON audit FOR EACH ROW EXECUTE FUNCTION audit_in_order()",
    "CREATE TRIGGER audit_unchanged BEFORE UPDATE OR DELETE OR TRUNCATE ON audit"
    " FOR EACH STATEMENT EXECUTE FUNCTION audit_unchanged()",
)


def upgrade() -> None:
    _widen_staff()
    # Whoever is signed in signs in again: their sessions do not say in which browser they are.
    op.drop_table("staff_session")
    op.create_table(
        "staff_session",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("staff_id", sa.String(length=32), nullable=False),
        sa.Column("browser", sa.String(length=128), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_staff_session_staff_id_staff")),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_staff_session")),
        sa.UniqueConstraint("id", name=op.f("uq_staff_session_id")),
    )
    op.create_index("ix_staff_session_staff", "staff_session", ["staff_id"])
    op.create_table(
        "staff_invitation",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("staff_id", sa.String(length=32), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_staff_invitation_staff_id_staff")),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_staff_invitation")),
    )
    op.create_index("ix_staff_invitation_staff", "staff_invitation", ["staff_id"])
    op.create_table(
        "staff_login",
        sa.Column("state_hash", sa.String(length=64), nullable=False),
        sa.Column("browser_hash", sa.String(length=64), nullable=False),
        sa.Column("nonce", sa.String(length=64), nullable=False),
        sa.Column("verifier", sa.String(length=128), nullable=False),
        sa.Column("page", sa.String(length=64), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("state_hash", name=op.f("pk_staff_login")),
    )
    op.create_table(
        "audit",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.String(length=32), nullable=True),
        sa.Column("actor", sa.String(length=128), nullable=False),
        sa.Column("action", sa.String(length=64), nullable=False),
        sa.Column("target", sa.String(length=128), nullable=False),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_audit")),
    )
    for statement in ON_SQLITE if _is_sqlite() else ON_POSTGRESQL:
        op.execute(statement)


def downgrade() -> None:
    op.drop_table("audit")
    if not _is_sqlite():
        op.execute("DROP FUNCTION audit_in_order()")
        op.execute("DROP FUNCTION audit_unchanged()")
    op.drop_table("staff_login")
    op.drop_table("staff_invitation")
    op.drop_table("staff_session")
    op.create_table(
        "staff_session",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("staff_id", sa.String(length=32), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_staff_session_staff_id_staff")),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_staff_session")),
    )
    # No password belongs to an empty hash.
    op.execute("UPDATE staff SET password_hash = '' WHERE password_hash IS NULL")
    with op.batch_alter_table("staff") as staff:
        staff.drop_constraint(op.f("uq_staff_subject"), type_="unique")
        for column in ("subject", "totp_secret", "totp_step", "capacity", *SKILLS):
            staff.drop_column(column)
        staff.alter_column("password_hash", existing_type=sa.String(length=256), nullable=False)


def _widen_staff() -> None:
    with op.batch_alter_table("staff") as staff:
        staff.alter_column("password_hash", existing_type=sa.String(length=256), nullable=True)
        staff.add_column(sa.Column("subject", sa.String(length=512), nullable=True))
        staff.add_column(sa.Column("totp_secret", sa.String(length=64), nullable=True))
        staff.add_column(sa.Column("totp_step", sa.Integer(), nullable=True))
        for column in SKILLS:
            staff.add_column(sa.Column(column, sa.JSON(), nullable=True))
        staff.add_column(sa.Column("capacity", sa.Integer(), nullable=True))
        staff.create_unique_constraint(op.f("uq_staff_subject"), ["subject"])
    table = sa.table("staff", *(sa.column(name, sa.JSON()) for name in SKILLS), sa.column("capacity", sa.Integer()))
    known = {"languages": EVERY_LANGUAGE, "services": [], "administrations": [], "capacity": CAPACITY}
    op.execute(sa.update(table).values(known))
    with op.batch_alter_table("staff") as staff:
        for column in SKILLS:
            staff.alter_column(column, existing_type=sa.JSON(), nullable=False)
        staff.alter_column("capacity", existing_type=sa.Integer(), nullable=False)


def _is_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"
