"""The audit log, for administrators: a page at a time, and whether it is whole."""

from __future__ import annotations

from typing import Annotated

import msgspec
from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from channels.answers import CallError, answer
from channels.openapi.described import describe
from channels.staff.audit import LONGEST_PAGE, AuditEntry
from channels.staff.guard import Needs, Visit

router = APIRouter()

LARGEST_NUMBER = 2**31 - 1
"""What an integer of the databases holds."""


EntryNumber = Annotated[int, msgspec.Meta(ge=0, le=LARGEST_NUMBER)]


class AuditPage(msgspec.Struct, frozen=True, kw_only=True):
    """Entries, the newest first."""

    entries: list[AuditEntry]
    before: int | None
    """What to send as ``before`` for older ones; null at the end."""
    intact: bool
    """Whether no entry of the whole log was changed or taken out."""


@router.get("/api/staff/audit")
@describe(gives=AuditPage, query={"before": EntryNumber, "actor": str, "action": str})
async def show_audit(request: Request, visit: Annotated[Visit, Depends(Needs("administrator"))]) -> Response:
    """Show entries; ``before``, ``actor`` and ``action`` narrow them down."""
    query = request.query_params
    written = query.get("before") or ""
    before = int(written) if written.isascii() and written.isdigit() and len(written) <= 10 else None
    if written and (before is None or before > LARGEST_NUMBER):
        raise CallError("bad_frame", f"before: {written[:20]!r} is no number of an entry")
    log = visit.door.hub.audit
    entries = await log.page(before=before, actor=query.get("actor") or None, action=query.get("action") or None)
    older = entries[-1].number if len(entries) == LONGEST_PAGE else None
    return answer(AuditPage(entries=entries, before=older, intact=await log.first_break() is None))
