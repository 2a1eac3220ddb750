"""Calls of administrations that somebody tries in the studio, in SQL: a worker prepares them and writes what came."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import msgspec
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from channels.store.audit import append
from channels.store.database import upsert
from channels.store.members import Member
from contracts import tracing
from contracts.effects import ServiceRequest
from contracts.jobs import JobKind
from contracts.rehearsal import CallOutcome, RehearsedCallState
from contracts.studio_tables import rehearsed_call


@dataclass(frozen=True, kw_only=True, slots=True)
class StoredCall:
    """A call that is tried."""

    id: str
    operation: str
    kind: JobKind
    fields: dict[str, str]
    state: RehearsedCallState
    outcome: CallOutcome | None


async def add_call(
    connection: AsyncConnection, call_id: str, request: ServiceRequest, member: Member, now: datetime
) -> None:
    """Queue a call; one that is there already stays as it is."""
    row = {
        "id": call_id,
        "operation": request.operation,
        "kind": request.kind,
        "fields": request.fields,
        "state": "queued",
        "asked_by": member.id,
        "asked_at": now,
        "trace": tracing.current(),
    }
    put = upsert(connection, rehearsed_call).values(row).on_conflict_do_nothing(index_elements=[rehearsed_call.c.id])
    if await connection.scalar(put.returning(rehearsed_call.c.id)) is None:
        return
    await append(connection, now, member.actor, "call_rehearsed", call_id, {"operation": request.operation})


async def read_call(connection: AsyncConnection, call_id: str, member: Member) -> StoredCall | None:
    """Return a call that somebody tries; None where it is unknown or somebody else's."""
    found = select(rehearsed_call).where(rehearsed_call.c.id == call_id, rehearsed_call.c.asked_by == member.id)
    row = (await connection.execute(found)).one_or_none()
    if row is None:
        return None
    return StoredCall(
        id=row.id,
        operation=row.operation,
        kind=row.kind,
        fields=row.fields,
        state=row.state,
        outcome=None if row.outcome is None else msgspec.convert(row.outcome, CallOutcome),
    )
