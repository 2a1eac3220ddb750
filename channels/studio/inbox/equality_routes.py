"""The routes of equal service: figures of each language over a period, its alarms, and that as a table."""

from __future__ import annotations

import csv
import io
from typing import Annotated, Literal, get_args

import msgspec
from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from channels.answers import CallError, answer
from channels.openapi.described import CSV, describe
from channels.staff.guard import Needs, Visit
from channels.studio.inbox.routes import room_of
from channels.supervision.table import safe_cell
from contracts.inbox import EqualityAlarm, EqualityFigures, EqualityView

router = APIRouter(prefix="/api/staff/studio/equality")
InStudio = Annotated[Visit, Depends(Needs("owner", "publisher"))]

Days = Literal[7, 30, 90]
"""Days that can be chosen, today included."""
PERIODS: tuple[Days, ...] = get_args(Days)
USUAL_PERIOD = 30
COLUMNS = EqualityFigures.__struct_fields__


class AlarmsView(msgspec.Struct, frozen=True, kw_only=True):
    """The alarms of the usual period, for the bar."""

    alarms: list[EqualityAlarm]


@router.get("")
@describe(gives=EqualityView, query={"days": Days})
async def show_equality(request: Request, visit: InStudio) -> Response:  # noqa: ARG001 - the guard
    """Show how citizens of each language were served in the last ``days``."""
    return answer(await room_of(request).compare(_read_days(request)))


@router.get("/alarms")
@describe(gives=AlarmsView)
async def show_alarms(request: Request, visit: InStudio) -> Response:  # noqa: ARG001 - the guard
    """Show the alarms only."""
    view = await room_of(request).compare(USUAL_PERIOD)
    return answer(AlarmsView(alarms=view.alarms))


@router.get("/table.csv")
@describe(gives=CSV, query={"days": Days})
async def give_table(request: Request, visit: InStudio) -> Response:  # noqa: ARG001 - the guard
    """Give the same as CSV."""
    view = await room_of(request).compare(_read_days(request))
    return Response(
        write_table(view).encode(),
        media_type="text/csv; charset=utf-8; header=present",
        headers={
            "Content-Disposition": f'attachment; filename="moien-languages-{view.days}-days.csv"',
            "Cache-Control": "no-store",
        },
    )


def write_table(view: EqualityView) -> str:
    """Write one row a language (RFC 4180), with its alarms; a spreadsheet computes nothing of it."""
    written = io.StringIO()
    table = csv.writer(written, lineterminator="\r\n")
    table.writerow((*COLUMNS, "alarms"))
    for one in view.languages:
        alarms = [f"{it.measure} {it.points} behind {it.best}" for it in view.alarms if it.language == one.language]
        cells = [getattr(one, name) for name in COLUMNS]
        table.writerow([safe_cell(cell) for cell in (*cells, "; ".join(alarms))])
    return written.getvalue()


def _read_days(request: Request) -> int:
    written = request.query_params.get("days") or str(USUAL_PERIOD)
    days = next((it for it in PERIODS if str(it) == written), None)
    if days is None:
        raise CallError("bad_frame", f"days: {written[:10]!r} is none; one of {', '.join(map(str, PERIODS))}")
    return days
