"""The routes of the inbox: what was not understood and did not help, examples for intents, and what is ignored."""

from __future__ import annotations

import re
from typing import Annotated

import msgspec
from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from channels.answers import CallError, answer, read_body
from channels.openapi.described import describe
from channels.staff.guard import Needs, Visit
from channels.studio.inbox.room import InboxRoom
from contracts.inbox import Assign, Assigned, Ignore, InboxView, TargetsView

router = APIRouter(prefix="/api/staff/studio/inbox")
InStudio = Annotated[Visit, Depends(Needs("owner", "publisher"))]
MOST_KEYS = 500
_KEY = re.compile(r"[0-9a-f]{64}")


class Ignored(msgspec.Struct, frozen=True, kw_only=True):
    """Texts that are settled."""

    texts: int
    """How many."""


@router.get("")
@describe(gives=InboxView)
async def show_inbox(request: Request, visit: InStudio) -> Response:  # noqa: ARG001 - the guard
    """Show what the bot did not understand and which answers did not help, as far as it may be shown."""
    return answer(await room_of(request).show())


@router.get("/targets")
@describe(gives=TargetsView)
async def list_targets(request: Request, visit: InStudio) -> Response:  # noqa: ARG001 - the guard
    """List the intents that examples can be given to."""
    return answer(TargetsView(targets=await room_of(request).assigning.targets()))


@router.post("/assign")
@describe(
    takes=Assign,
    gives=Assigned,
    refuses=("unknown_file", "in_review", "unknown_proposal", "changed_since", "not_editable", "taken", "has_problems"),
)
async def assign(request: Request, visit: InStudio) -> Response:
    """Put examples into the draft of their file, and settle the texts or the proposal that they come from."""
    wish = await read_body(request, Assign)
    _check_keys(wish.keys)
    return answer(await room_of(request).assign(wish, visit.member))


@router.post("/ignore")
@describe(takes=Ignore, gives=Ignored, refuses=("changed_since",))
async def ignore(request: Request, visit: InStudio) -> Response:
    """Settle texts without doing anything about them."""
    wish = await read_body(request, Ignore)
    _check_keys(wish.keys)
    return answer(Ignored(texts=await room_of(request).ignore(wish, visit.member)))


def room_of(request: Request) -> InboxRoom:
    """Return the inbox of this gateway."""
    room: InboxRoom = request.app.state.inbox
    return room


def _check_keys(keys: list[str]) -> None:
    if len(keys) > MOST_KEYS:
        raise CallError("bad_frame", f"$.keys: {len(keys)}; send at most {MOST_KEYS} at once")
    strange = next((key for key in keys if _KEY.fullmatch(key) is None), None)
    if strange is not None:
        raise CallError("bad_frame", f"$.keys: {strange[:20]!r} is none; take them from GET inbox")
