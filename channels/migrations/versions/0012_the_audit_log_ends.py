"""Entries of the audit log may go after a year at the earliest, from the oldest on, once an entry says so."""

from __future__ import annotations

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

# As in 0005.
KEPT_ON_SQLITE = (
    "DROP TRIGGER audit_kept",
    "CREATE TRIGGER audit_kept BEFORE DELETE ON audit"
    " BEGIN SELECT RAISE(ABORT, 'entries of the audit log are never deleted'); END",
)
KEPT_ON_POSTGRESQL = (
    "DROP TRIGGER audit_unchanged ON audit",
    "CREATE TRIGGER audit_unchanged BEFORE UPDATE OR DELETE OR TRUNCATE ON audit"
    " FOR EACH STATEMENT EXECUTE FUNCTION audit_unchanged()",
    "DROP TRIGGER audit_cut ON audit",
    "DROP FUNCTION audit_cut()",
)

# The newest entry must name the last one that goes, with its digest (contracts/auditing.py); it is of this transaction.
ON_SQLITE = (
    "DROP TRIGGER audit_kept",
    "CREATE TRIGGER audit_kept BEFORE DELETE ON audit"
    " WHEN OLD.at >= strftime('%Y-%m-%d %H:%M:%f', 'now', '-365 days')"
    " OR NOT EXISTS (SELECT 1 FROM audit AS cut WHERE cut.number = (SELECT max(number) FROM audit)"
    " AND cut.action = 'audit_cut' AND OLD.number <= CAST(cut.target AS INTEGER)"
    " AND (OLD.number < CAST(cut.target AS INTEGER) OR OLD.digest = json_extract(cut.detail, '$.digest')))"
    " BEGIN SELECT RAISE(ABORT, 'entries of the audit log are deleted at their time only, the oldest first'); END",
)
ON_POSTGRESQL = (
    "CREATE FUNCTION audit_cut() RETURNS trigger LANGUAGE plpgsql AS $$ DECLARE cut record; refused boolean; BEGIN"
    " SELECT * INTO cut FROM audit ORDER BY number DESC LIMIT 1;"
    " refused := CASE WHEN OLD.at >= now() - interval '365 days' OR cut.action <> 'audit_cut' THEN true"
    " WHEN cut.target !~ '^[0-9]{1,18}$' OR OLD.number > cut.target::bigint THEN true"
    " ELSE OLD.number = cut.target::bigint AND OLD.digest IS DISTINCT FROM cut.detail ->> 'digest' END;"
    " IF refused THEN"
    " RAISE EXCEPTION 'entries of the audit log are deleted at their time only, the oldest first'; END IF;"
    " RETURN OLD; END $$",
    "DROP TRIGGER audit_unchanged ON audit",
    "CREATE TRIGGER audit_unchanged BEFORE UPDATE OR TRUNCATE ON audit"
    " FOR EACH STATEMENT EXECUTE FUNCTION audit_unchanged()",
    "CREATE TRIGGER audit_cut BEFORE DELETE ON audit FOR EACH ROW EXECUTE FUNCTION audit_cut()",
)


def upgrade() -> None:
    for statement in ON_SQLITE if _is_sqlite() else ON_POSTGRESQL:
        op.execute(statement)


def downgrade() -> None:
    for statement in KEPT_ON_SQLITE if _is_sqlite() else KEPT_ON_POSTGRESQL:
        op.execute(statement)


def _is_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"
