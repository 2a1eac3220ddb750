"""Everything filed with the sandbox, once for each key; its offices decide, and this keeps their word.

Everything about one filing happens in one transaction, and transactions that write come one after the other.
"""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, bindparam, case, insert, select, union_all, update
from sqlalchemy.dialects.sqlite import insert as insert_or_update

from services.sandbox.kinds import PREFIXES, Code, Kind
from services.sandbox.models import FiledThing
from services.sandbox.schema import counter_table, filing_table, open_file, reply_table

COLUMNS = ("national_id", "commune", "plate", "slot")
"""Fields that are looked for; all others lie in ``details``."""

# Made once: to build a statement takes SQLAlchemy longer than SQLite needs to carry it out.
REPLY_TO = select(reply_table).where(reply_table.c.idempotency_key == bindparam("key"))
KEEP_REPLY = insert(reply_table)
KEEP_FILING = insert(filing_table)
COUNT = (
    insert_or_update(counter_table)
    .on_conflict_do_update(index_elements=["prefix", "year"], set_={"last": counter_table.c.last + 1})
    .returning(counter_table.c.last)
)


class KeyReusedError(ValueError):
    """The idempotency key belongs to another filing."""


@dataclass(frozen=True)
class Filing:
    """What somebody asks to file."""

    kind: Kind
    fields: Mapping[str, str]
    key: str
    at: datetime


@dataclass(frozen=True)
class Accepted:
    """It is filed; ``content`` is what the caller is told."""

    content: Mapping[str, str]


Verdict = Accepted | Code
Office = Callable[[Connection, Filing], Verdict]
"""Files something, or says why not; everything it writes is kept or lost as a whole."""


@dataclass(frozen=True)
class Decision:
    """What became of a filing: exactly one of ``content`` and ``code`` is set."""

    content: Mapping[str, str] | None
    code: Code | None
    replay: bool
    """The key was known already; nothing new was filed."""

    @property
    def reference(self) -> str | None:
        """Public reference of what was filed, None for a rejection."""
        return self.content["reference"] if self.content else None


class Store:
    """The sandbox's file."""

    def __init__(self, file: Path, offices: Mapping[Kind, Office]) -> None:
        """Open the file, making it and its folder where missing. ``offices``: who decides about what."""
        self._offices = offices
        self._engine = open_file(file)
        # SQLite lets writers of other processes wait by asking again and again; among our own threads a lock is fairer.
        self._one_writer = threading.Lock()

    def decide(self, kind: Kind, fields: Mapping[str, str], key: str, now: datetime) -> Decision:
        """File or reject something, once for each key; raises `KeyReusedError` for the key of another one."""
        fingerprint = fingerprint_of(kind, fields)
        with self._one_writer, self._engine.begin() as connection:
            known = connection.execute(REPLY_TO, {"key": key}).one_or_none()
            if known:
                if known.fingerprint != fingerprint:
                    raise KeyReusedError("the Idempotency-Key belongs to another application; make a new one")
                return Decision(json.loads(known.content) if known.content else None, known.code, replay=True)
            verdict = self._offices[kind](connection, Filing(kind, fields, key, now))
            content = dict(verdict.content) if isinstance(verdict, Accepted) else None
            code = None if isinstance(verdict, Accepted) else verdict
            connection.execute(
                KEEP_REPLY,
                {
                    "idempotency_key": key,
                    "fingerprint": fingerprint,
                    "content": json.dumps(content) if content else None,
                    "code": code,
                },
            )
        return Decision(content, code, replay=False)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Give a connection that sees one moment and waits for nobody."""
        with self._engine.connect().execution_options(reads=True) as connection:
            yield connection

    def filed_by(self, national_id: str) -> list[Any]:
        """Return the rows of what one person filed, oldest first."""
        theirs = (
            select(filing_table)
            .where(filing_table.c.national_id == national_id)
            .order_by(filing_table.c.filed_at, filing_table.c.reference)
        )
        with self.reading() as connection:
            return list(connection.execute(theirs))

    def filed(self, kind: Kind | None) -> list[FiledThing]:
        """Return everything filed and taken back, of one kind or of all, in the order in which it happened."""
        columns = filing_table.c
        filed = select(columns.filed_at.label("at"), columns.kind, columns.reference, columns.idempotency_key)
        taken_back = select(
            columns.taken_back_at,
            case((columns.kind == "appointment", "cancellation"), else_="withdrawal"),
            columns.reference,
            columns.taken_back_key,
        ).where(columns.taken_back_at.is_not(None))
        everything = union_all(filed, taken_back).subquery()
        wanted = select(everything).order_by(everything.c.at, everything.c.reference)
        if kind:
            wanted = wanted.where(everything.c.kind == kind)
        with self.reading() as connection:
            return [
                FiledThing(kind=row.kind, reference=row.reference, idempotency_key=row.idempotency_key, at=row.at)
                for row in connection.execute(wanted)
            ]

    def close(self) -> None:
        """Close the file."""
        self._engine.dispose()


def fingerprint_of(kind: Kind, fields: Mapping[str, str]) -> str:
    """Return what tells one filing from another: SHA-256, hexadecimal, of its kind and fields."""
    return hashlib.sha256(json.dumps([kind, dict(fields)], sort_keys=True).encode()).hexdigest()


def find(connection: Connection, reference: str) -> Any | None:  # noqa: ANN401 - a row of filing_table
    """Return the row of a filing, None where the reference is unknown; small letters mean the same."""
    wanted = select(filing_table).where(filing_table.c.reference == reference.strip().upper())
    return connection.execute(wanted).one_or_none()


def add(connection: Connection, filing: Filing, **columns: str) -> str:
    """Write a filing under the next reference of its kind and return that. ``columns`` go before the fields."""
    reference = _next_reference(connection, PREFIXES[filing.kind], filing.at.year)
    fields = {**filing.fields, **columns}
    connection.execute(
        KEEP_FILING,
        {
            "reference": reference,
            "kind": filing.kind,
            "idempotency_key": filing.key,
            "details": json.dumps({name: value for name, value in fields.items() if name not in COLUMNS}),
            "filed_at": filing.at.isoformat(),
            **{name: fields.get(name) for name in COLUMNS},
        },
    )
    return reference


def filed_at_of(row: Any) -> datetime:  # noqa: ANN401 - a row of filing_table
    """Return when something was filed, in UTC."""
    return datetime.fromisoformat(row.filed_at)


def take_back(connection: Connection, reference: str, filing: Filing) -> None:
    """Mark a filing as taken back by another."""
    connection.execute(
        update(filing_table)
        .where(filing_table.c.reference == reference)
        .values(taken_back_at=filing.at.isoformat(), taken_back_key=filing.key)
    )


def _next_reference(connection: Connection, prefix: str, year: int) -> str:
    counted = connection.execute(COUNT, {"prefix": prefix, "year": year, "last": 1}).scalar_one()
    return f"{prefix}-{year}-{counted:06d}"
