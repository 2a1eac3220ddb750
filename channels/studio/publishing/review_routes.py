"""The routes of reviews and their trials."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated

import msgspec
from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from channels.answers import CallError, answer, read_body
from channels.openapi.described import describe
from channels.staff.guard import Needs, Visit
from channels.store.members import Member
from channels.store.reviews import list_reviews, read_review
from channels.store.trials import newest_trial, newest_trials
from channels.studio.paths import kind_of
from channels.studio.publishing.explaining import EXPLAINED, explained, read_later, read_line
from channels.studio.publishing.publishing import Waiting
from channels.studio.publishing.refusals import UnknownReviewError
from channels.studio.publishing.release_routes import answer_release
from channels.studio.publishing.room import PublishingRoom
from channels.studio.publishing.views import show_review, show_trial
from contracts.studio import Decision, ReleaseView, ReviewView, Submit, TrialView

LONGEST_TITLE = 200
LONGEST_NOTE = 2000
MOST_FILES = 200

InStudio = Annotated[Visit, Depends(Needs("owner", "publisher"))]
Publisher = Annotated[Visit, Depends(Needs("publisher"))]

router = APIRouter(prefix="/api/staff/studio/reviews")


class ReviewList(msgspec.Struct, frozen=True, kw_only=True):
    """The newest reviews first."""

    reviews: list[ReviewView]


def room_of(request: Request) -> PublishingRoom:
    """Return what publishes on this gateway."""
    room: PublishingRoom = request.app.state.publishing
    return room


@router.get("")
@describe(gives=ReviewList)
async def show_reviews(request: Request, visit: InStudio) -> Response:
    """List the newest reviews, without their texts."""
    async with room_of(request).database.read() as connection:
        reviews = await list_reviews(connection)
        trials = await newest_trials(connection, [review.id for review in reviews])
    shown = [show_review(review, trials.get(review.id), visit.member, whole=False) for review in reviews]
    return answer(ReviewList(reviews=shown))


@router.post("")
@describe(takes=Submit, gives=ReviewView, status=HTTPStatus.CREATED, refuses=("unknown_file", *EXPLAINED))
async def submit(request: Request, visit: InStudio) -> Response:
    """Submit drafts as a review; its trial begins by itself."""
    given = await read_body(request, Submit)
    title = read_line(given.title, "title", LONGEST_TITLE)
    paths = sorted(set(given.paths))
    if not paths or len(paths) > MOST_FILES:
        raise CallError("bad_frame", f"$.paths: name 1 to {MOST_FILES} files; these are {len(paths)}")
    for path in paths:
        kind_of(path)
    room = room_of(request)
    with explained():
        review, trial = await room.reviewing.submit(visit.member, title, paths)
    await room.clerk.send(trial)
    return answer(await _show(room, review, visit.member), HTTPStatus.CREATED)


@router.get("/{review}")
@describe(gives=ReviewView, refuses=("unknown_review",))
async def show_one(request: Request, review: str, visit: InStudio) -> Response:
    """Return a review with its texts, and how its trial is going."""
    return answer(await _show(room_of(request), review, visit.member))


@router.delete("/{review}")
@describe(gives=ReviewView, refuses=EXPLAINED)
async def withdraw(request: Request, review: str, visit: InStudio) -> Response:
    """Take back what one submitted."""
    room = room_of(request)
    with explained():
        await room.reviewing.withdraw(visit.member, review)
    return answer(await _show(room, review, visit.member))


@router.post("/{review}/decision")
@describe(takes=Decision, gives=ReviewView, refuses=EXPLAINED)
async def decide(request: Request, review: str, visit: Publisher) -> Response:
    """Approve a review or return it."""
    given = await read_body(request, Decision)
    for name, text in (("note", given.note), ("override", given.override)):
        if len(text) > LONGEST_NOTE:
            raise CallError("bad_frame", f"$.{name}: at most {LONGEST_NOTE} characters; these are {len(text)}")
    note, override = given.note.strip(), given.override.strip()
    room = room_of(request)
    with explained():
        if given.approve:
            later = read_later(given.publish_at, "publish_at", room.now())
            await room.reviewing.approve(visit.member, review, note, override, later)
        elif not note:
            raise CallError("bad_frame", "$.note: say what is to be changed; it is empty")
        else:
            await room.reviewing.send_back(visit.member, review, note)
    return answer(await _show(room, review, visit.member))


@router.post("/{review}/publish")
@describe(gives=ReleaseView, refuses=("trial_begun", *EXPLAINED))
async def publish(request: Request, review: str, visit: Publisher) -> Response:
    """Publish an approved review at once."""
    room = room_of(request)
    with explained():
        result = await room.publishing.publish(review, visit.member)
    if isinstance(result, Waiting):
        if result.trial is not None:
            await room.clerk.send(result.trial)
        detail = (
            "what is live was changed since the last trial; another trial is on its way, and the review goes out by "
            "itself as soon as that has succeeded"
        )
        raise CallError("trial_begun", detail)
    return await answer_release(room, result.number)


@router.post("/{review}/trial")
@describe(gives=TrialView, refuses=EXPLAINED)
async def begin_trial(request: Request, review: str, visit: InStudio) -> Response:
    """Begin a trial; one that runs is called off."""
    room = room_of(request)
    with explained():
        await room.clerk.send(await room.reviewing.try_again(visit.member, review))
    return await _answer_trial(room, review)


@router.delete("/{review}/trial")
@describe(gives=TrialView, refuses=("too_late", *EXPLAINED))
async def cancel_trial(request: Request, review: str, visit: InStudio) -> Response:
    """Call the trial off that runs."""
    room = room_of(request)
    with explained():
        if not await room.reviewing.cancel_trial(visit.member, review):
            raise CallError("too_late", "no trial of this review runs (any more)")
    return await _answer_trial(room, review)


async def _show(room: PublishingRoom, review_id: str, member: Member) -> ReviewView:
    async with room.database.read() as connection:
        review = await read_review(connection, review_id)
        trial = await newest_trial(connection, review_id)
    with explained():
        if review is None:
            raise UnknownReviewError(review_id)
    return show_review(review, trial, member)


async def _answer_trial(room: PublishingRoom, review_id: str) -> Response:
    async with room.database.read() as connection:
        trial = await newest_trial(connection, review_id)
    if trial is None:
        raise CallError("trial_needed", "this review has no trial; begin one")
    return answer(show_trial(trial))
