"""The routes of trying drafts: trials of one's own, the talk, what came of calls."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from channels.answers import CallError, RestCode, answer, read_body
from channels.openapi.described import describe
from channels.staff.guard import Needs, Visit
from channels.studio.paths import kind_of
from channels.studio.publishing.explaining import EXPLAINED, explained
from channels.studio.publishing.review_routes import MOST_FILES
from channels.studio.trying.door import ModelGoneError, RehearsalAwayError
from channels.studio.trying.room import TryingRoom
from channels.studio.trying.trials import NotTheirsError, UnknownTrialError
from contracts.trying import Attempt, CallView, DraftTrial, TrialWanted, Tried

InStudio = Annotated[Visit, Depends(Needs("owner", "publisher"))]

TURN_REFUSALS: tuple[RestCode, ...] = (
    "unknown_trial",
    "not_trained",
    "rehearsal_away",
    "unknown_call",
    "unknown_button",
    "empty_message",
    "wrong_state",
)
"""Why nothing comes of an attempt."""

router = APIRouter(prefix="/api/staff/studio/trials")


def room_of(request: Request) -> TryingRoom:
    """Return what tries drafts on this gateway."""
    room: TryingRoom = request.app.state.trying
    return room


@router.post("")
@describe(
    takes=TrialWanted,
    gives=DraftTrial,
    status=HTTPStatus.CREATED,
    refuses=("unknown_file", "unknown_trial", *EXPLAINED),
)
async def begin(request: Request, visit: InStudio) -> Response:
    """Begin a trial of drafts; an earlier one of the same person that runs is called off."""
    given = await read_body(request, TrialWanted)
    paths = sorted(set(given.paths))
    if len(paths) > MOST_FILES:
        raise CallError("bad_frame", f"$.paths: name at most {MOST_FILES} files; these are {len(paths)}")
    for path in paths:
        kind_of(path)
    room = room_of(request)
    with explained():
        trial = await room.trials.begin(visit.member, paths)
    await room.clerk.send(trial)
    with _explained():
        return answer(await room.trials.show(visit.member, trial), HTTPStatus.CREATED)


@router.get("/{trial}")
@describe(gives=DraftTrial, refuses=("unknown_trial",))
async def show(request: Request, trial: str, visit: InStudio) -> Response:
    """Return how a trial is going; also one of a review."""
    with _explained():
        return answer(await room_of(request).trials.show(visit.member, trial))


@router.delete("/{trial}")
@describe(gives=DraftTrial, refuses=("unknown_trial", "not_yours", "too_late"))
async def cancel(request: Request, trial: str, visit: InStudio) -> Response:
    """Call a trial off."""
    room = room_of(request)
    with _explained():
        if not await room.trials.cancel(visit.member, trial):
            raise CallError("too_late", "this trial does not run (any more)")
        return answer(await room.trials.show(visit.member, trial))


@router.post("/{trial}/turns")
@describe(takes=Attempt, gives=Tried, refuses=TURN_REFUSALS)
async def take_turn(request: Request, trial: str, visit: InStudio) -> Response:
    """Say something to the draft; the same turn twice is one."""
    attempt = await read_body(request, Attempt)
    room = room_of(request)
    with _explained():
        model = await room.trials.model(trial)
        if model is None:
            raise ModelGoneError
        return answer(await room.talk.take(attempt, model, visit.member))


@router.get("/{trial}/calls/{call}")
@describe(gives=CallView, refuses=("unknown_trial", "unknown_call"))
async def wait_for_call(request: Request, trial: str, call: str, visit: InStudio) -> Response:
    """Return what came of a call; waits some seconds for it."""
    room = room_of(request)
    with _explained():
        await room.trials.model(trial)
        return answer(await room.calls.wait(call, visit.member))


@contextmanager
def _explained() -> Iterator[None]:
    """Say what stands against it; raises `CallError`."""
    try:
        yield
    except UnknownTrialError as error:
        raise CallError("unknown_trial", "no trial has this id (any more); begin one") from error
    except NotTheirsError as error:
        raise CallError("not_yours", "only whoever began this trial calls it off") from error
    except ModelGoneError as error:
        detail = "the model of this trial is not there (any more); wait until it is trained, or begin another trial"
        raise CallError("not_trained", detail) from error
    except RehearsalAwayError as error:
        detail = f"the bot that drafts are tried with does not answer ({error}); try again in a moment"
        raise CallError("rehearsal_away", detail) from error
