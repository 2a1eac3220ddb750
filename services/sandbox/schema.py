"""The tables of the sandbox's own SQLite file, and how it is opened, also one that an older version left."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    Engine,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    create_engine,
    event,
    insert,
    inspect,
    text,
)

from services.database import prepare_sqlite

metadata = MetaData()

filing_table = Table(
    "filing",
    metadata,
    Column("reference", String(32), primary_key=True),
    Column("kind", String(32), nullable=False, index=True),
    # Not unique: what was filed is counted as it lies here, and a double must show.
    Column("idempotency_key", String(64), nullable=False),
    Column("national_id", String(13), nullable=True, index=True),
    Column("commune", String(64), nullable=True),
    Column("plate", String(16), nullable=True),
    Column("slot", String(100), nullable=True),
    Column("details", Text, nullable=False),
    Column("filed_at", String(32), nullable=False),
    Column("taken_back_at", String(32), nullable=True),
    Column("taken_back_key", String(64), nullable=True),
    Index("ix_filing_permit", "plate", "commune"),
    Index("ux_filing_slot", "slot", unique=True, sqlite_where=text("slot IS NOT NULL AND taken_back_at IS NULL")),
)
"""Everything that was filed. ``details``: a JSON object of the other fields. ``slot``: never held by two at a time."""

counter_table = Table(
    "counter",
    metadata,
    Column("prefix", String(2), primary_key=True),
    Column("year", Integer, primary_key=True),
    Column("last", Integer, nullable=False),
)

reply_table = Table(
    "reply",
    metadata,
    Column("idempotency_key", String(64), primary_key=True),
    Column("fingerprint", String(64), nullable=False),
    Column("content", Text, nullable=True),
    Column("code", String(32), nullable=True),
)
"""What was answered to which key: exactly one of ``content``, a JSON object, and ``code`` is set."""


def open_file(file: Path) -> Engine:
    """Open the file, making it, its folder and its tables where missing.

    A transaction begins when the connection does: with ``BEGIN IMMEDIATE``, so that those that write come one after
    the other, or with ``BEGIN`` where the execution option ``reads`` is set.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(f"sqlite:///{file}", hide_parameters=True)

    @event.listens_for(engine, "connect")
    def connect(connection: Any, _record: object) -> None:  # noqa: ANN401 - the driver's connection
        # The driver would begin a transaction only at the first write; two readers could then not both write.
        connection.isolation_level = None
        prepare_sqlite(connection)

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        reads = connection.get_execution_options().get("reads", False)
        connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")

    metadata.create_all(engine)
    _take_over(engine)
    return engine


def _take_over(engine: Engine) -> None:
    """Move what the first version of the sandbox filed into the tables of this one."""
    with engine.begin() as connection:
        if not inspect(connection).has_table("application"):
            return
        rows = connection.execute(
            text("SELECT a.*, k.idempotency_key FROM application a JOIN answer k ON k.reference = a.reference")
        )
        for row in rows.mappings().all():
            same = {name: row[name] for name in ("reference", "kind", "idempotency_key", "national_id", "commune")}
            details = {name: row[name] for name in ("purpose", "phone") if row[name] is not None}
            connection.execute(
                insert(filing_table).values(
                    **same, plate=row["plate"], details=json.dumps(details), filed_at=row["filed_at"]
                )
            )
        for row in connection.execute(text("SELECT * FROM answer")).mappings().all():
            content = None if row["code"] else json.dumps({"reference": row["reference"], "status": "received"})
            connection.execute(
                insert(reply_table).values(
                    idempotency_key=row["idempotency_key"],
                    fingerprint=row["fingerprint"],
                    content=content,
                    code=row["code"],
                )
            )
        connection.execute(text("DROP TABLE answer"))
        connection.execute(text("DROP TABLE application"))
