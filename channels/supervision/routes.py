"""The routes of supervisors: how things go, how they went, and that as a table for spreadsheets."""

from __future__ import annotations

import asyncio
from datetime import date, timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from channels.answers import CallError, answer
from channels.openapi.described import CSV, describe
from channels.staff.guard import Needs, Visit
from channels.store.conversations import utc_now
from channels.supervision.history import LONGEST_PERIOD, History, Period, day_of, make_history
from channels.supervision.overview import Overview, make_overview
from channels.supervision.promises import Promises, read_promises
from channels.supervision.reading import Supervision
from channels.supervision.table import write_table
from contracts.languages import LANGUAGES, Language

router = APIRouter()
Supervising = Annotated[Visit, Depends(Needs("supervisor"))]

PERIOD = {"from": date, "to": date, "queue": str, "language": Language}
"""What narrows a period down, in the query."""
USUAL_DAYS = 28
"""Days of the period where none is given."""


@router.get("/api/staff/overview")
@describe(gives=Overview)
async def show_overview(visit: Supervising) -> Response:
    """Show who waits, where and how long, and who is at work with what."""
    promises = _promises(visit)
    reading = Supervision(visit.door.hub.database)
    matters, agents, callbacks = await asyncio.gather(
        reading.open_matters(), reading.agents(), reading.waiting_callbacks()
    )
    return answer(make_overview(utc_now(), matters, agents, callbacks, promises.within, promises.names))


@router.get("/api/staff/history")
@describe(gives=History, query=PERIOD)
async def show_history(request: Request, visit: Supervising) -> Response:
    """Show how a period went; ``from``, ``to``, ``queue`` and ``language`` narrow it down."""
    return answer(await _history(request, visit))


@router.get("/api/staff/history.csv")
@describe(gives=CSV, query=PERIOD)
async def give_table(request: Request, visit: Supervising) -> Response:
    """Give the same as CSV."""
    history = await _history(request, visit)
    period = history.period
    name = f"moien-{period.first.isoformat()}-{period.last.isoformat()}.csv"
    return Response(
        write_table(history).encode(),
        media_type="text/csv; charset=utf-8; header=present",
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"},
    )


async def _history(request: Request, visit: Visit) -> History:
    promises = _promises(visit)
    period = read_period(dict(request.query_params), day_of(utc_now()))
    reading = Supervision(visit.door.hub.database)
    tickets, talks = await asyncio.gather(reading.tickets(period), reading.talks(period))
    # Summing up a year takes a second of computing, which the chats of this process would feel.
    return await asyncio.to_thread(make_history, period, tickets, talks, promises.within, promises.names)


def read_period(query: dict[str, str], today: date) -> Period:
    """Read what is asked for; raises `CallError`. The last four weeks where no day is given."""
    last = _read_day("to", query.get("to"), today)
    first = _read_day("from", query.get("from"), last - timedelta(days=USUAL_DAYS - 1))
    if not 0 <= (last - first).days < LONGEST_PERIOD:
        raise CallError("bad_frame", f"from: {first} to {last} is no period; 1 to {LONGEST_PERIOD} days, oldest first")
    written = query.get("language") or None
    language = next((it for it in LANGUAGES if it == written), None)
    if written is not None and language is None:
        raise CallError("bad_frame", f"language: {written[:20]!r} is none; one of {', '.join(LANGUAGES)}")
    return Period(first=first, last=last, queue=query.get("queue") or None, language=language)


def _read_day(name: str, written: str | None, usual: date) -> date:
    if not written:
        return usual
    try:
        day = date.fromisoformat(written)
    except ValueError as error:
        raise CallError("bad_frame", f"{name}: {written[:20]!r} is no day; write it as 2026-11-23") from error
    # Far from now, time zones and time spans leave what dates can hold.
    if not date(2000, 1, 1) <= day <= date(2999, 12, 31):
        raise CallError("bad_frame", f"{name}: {written[:20]!r} lies out of range; between 2000 and 2999")
    return day


def _promises(visit: Visit) -> Promises:
    return read_promises(visit.door.hub.desk.content.plan.queues)
