"""How an answer to free text came about, by the code that the citizen sees."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.responses import Response

from channels.answers import CallError, answer
from channels.openapi.described import describe
from channels.staff.guard import Needs, Visit
from channels.store.answers import StoredAnswer, UnknownCodeError

router = APIRouter()


@router.get("/api/staff/answers/{code}")
@describe(gives=StoredAnswer, refuses=("unknown_code",))
async def show_answer(code: str, visit: Annotated[Visit, Depends(Needs("agent", "supervisor", "owner"))]) -> Response:
    """Show how an answer came about."""
    try:
        return answer(await visit.door.hub.answers.find(code))
    except UnknownCodeError as error:
        raise CallError("unknown_code", f"{code[:20]!r}: no answer has this code; read it off the answer") from error
