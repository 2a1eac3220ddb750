"""The sandbox's own SQLite file: applications, counters of references, and what was answered to which key.

Everything about one application happens in one transaction, and transactions that write come one after the other.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
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
    create_engine,
    event,
    insert,
    select,
    update,
)

from services.database import prepare_sqlite
from services.sandbox.models import FiledApplication
from services.sandbox.register import Code, Kind, Register, normalise_plate

PREFIXES: dict[Kind, str] = {"residence_certificate": "RC", "parking_permit": "PP"}

metadata = MetaData()

application_table = Table(
    "application",
    metadata,
    Column("reference", String(32), primary_key=True),
    Column("kind", String(32), nullable=False),
    Column("national_id", String(13), nullable=False, index=True),
    Column("commune", String(64), nullable=False),
    Column("plate", String(16), nullable=True),
    Column("purpose", String(500), nullable=True),
    Column("phone", String(32), nullable=True),
    Column("filed_at", String(32), nullable=False),
    Index("ix_application_permit", "kind", "plate", "commune"),
)

counter_table = Table(
    "counter",
    metadata,
    Column("prefix", String(2), primary_key=True),
    Column("year", Integer, primary_key=True),
    Column("last", Integer, nullable=False),
)

answer_table = Table(
    "answer",
    metadata,
    Column("idempotency_key", String(64), primary_key=True),
    Column("fingerprint", String(64), nullable=False),
    Column("reference", String(32), nullable=True),
    Column("code", String(32), nullable=True),
)
"""Exactly one of ``reference`` and ``code`` is set."""


class KeyReusedError(ValueError):
    """The idempotency key belongs to another application."""


@dataclass(frozen=True)
class Decision:
    """What became of an application: exactly one of ``reference`` and ``code`` is set."""

    reference: str | None
    code: Code | None
    replay: bool
    """The key was known already; nothing new was filed."""


class ApplicationStore:
    """All applications filed with the sandbox."""

    def __init__(self, file: Path, register: Register) -> None:
        """Open the file, making it and its folder where missing."""
        file.parent.mkdir(parents=True, exist_ok=True)
        self._register = register
        self._engine = _open(file)
        metadata.create_all(self._engine)

    def decide(self, kind: Kind, fields: Mapping[str, str], key: str, now: datetime) -> Decision:
        """File or reject an application, once for each key; raises `KeyReusedError` for the key of another one."""
        fingerprint = fingerprint_of(kind, fields)
        with self._engine.begin() as connection:
            known = connection.execute(select(answer_table).where(answer_table.c.idempotency_key == key)).one_or_none()
            if known:
                if known.fingerprint != fingerprint:
                    raise KeyReusedError(f"Idempotency-Key {key!r} belongs to another application; make a new one")
                return Decision(known.reference, known.code, replay=True)
            code = self._register.objection(kind, fields, has_permit=_has_permit(connection, kind, fields))
            reference = None if code else _file(connection, kind, fields, now)
            connection.execute(
                insert(answer_table).values(
                    idempotency_key=key, fingerprint=fingerprint, reference=reference, code=code
                )
            )
        return Decision(reference, code, replay=False)

    def find(self, reference: str) -> FiledApplication | None:
        """Return one application, None where the reference is unknown."""
        with self._engine.connect() as connection:
            row = connection.execute(
                select(application_table).where(application_table.c.reference == reference)
            ).one_or_none()
        return _shown(row) if row else None

    def filed_by(self, national_id: str) -> list[FiledApplication]:
        """Return what one person filed, oldest first."""
        theirs = (
            select(application_table)
            .where(application_table.c.national_id == national_id)
            .order_by(application_table.c.filed_at, application_table.c.reference)
        )
        with self._engine.connect() as connection:
            return [_shown(row) for row in connection.execute(theirs)]

    def close(self) -> None:
        """Close the file."""
        self._engine.dispose()


def fingerprint_of(kind: Kind, fields: Mapping[str, str]) -> str:
    """Return what tells one application from another: SHA-256, hexadecimal, of its kind and fields."""
    return hashlib.sha256(json.dumps([kind, dict(fields)], sort_keys=True).encode()).hexdigest()


def _open(file: Path) -> Engine:
    engine = create_engine(f"sqlite:///{file}", hide_parameters=True)

    @event.listens_for(engine, "connect")
    def connect(connection: Any, _record: object) -> None:  # noqa: ANN401 - the driver's connection
        # The driver would begin a transaction only at the first write; two readers could then not both write.
        connection.isolation_level = None
        prepare_sqlite(connection)

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


def _has_permit(connection: Connection, kind: Kind, fields: Mapping[str, str]) -> bool:
    if kind != "parking_permit":
        return False
    granted = select(application_table.c.reference).where(
        application_table.c.kind == kind,
        application_table.c.plate == normalise_plate(fields["plate"]),
        application_table.c.commune == fields["commune"],
    )
    return connection.execute(granted.limit(1)).first() is not None


def _file(connection: Connection, kind: Kind, fields: Mapping[str, str], now: datetime) -> str:
    reference = _next_reference(connection, PREFIXES[kind], now.year)
    connection.execute(
        insert(application_table).values(
            reference=reference,
            kind=kind,
            national_id=fields["national_id"],
            commune=fields["commune"],
            plate=normalise_plate(fields["plate"]) if "plate" in fields else None,
            purpose=fields.get("purpose"),
            phone=fields.get("phone"),
            filed_at=now.isoformat(),
        )
    )
    return reference


def _next_reference(connection: Connection, prefix: str, year: int) -> str:
    here = (counter_table.c.prefix == prefix, counter_table.c.year == year)
    counted = connection.execute(
        update(counter_table).where(*here).values(last=counter_table.c.last + 1).returning(counter_table.c.last)
    ).scalar_one_or_none()
    if counted is None:
        counted = 1
        connection.execute(insert(counter_table).values(prefix=prefix, year=year, last=counted))
    return f"{prefix}-{year}-{counted:06d}"


def _shown(row: Any) -> FiledApplication:  # noqa: ANN401 - a row of application_table
    return FiledApplication(reference=row.reference, kind=row.kind, filed_at=row.filed_at)
