"""The routes of releases: what went live, who wrote which line, and the way back."""

from __future__ import annotations

import asyncio
from http import HTTPStatus
from typing import Annotated

import msgspec
from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from channels.answers import CallError, answer
from channels.openapi.described import describe
from channels.staff.guard import Needs, Visit
from channels.store.releases import list_releases, newest_release, read_release, release_numbers
from channels.store.reviews import read_review
from channels.store.trials import newest_trial
from channels.studio.publishing.explaining import EXPLAINED, explained
from channels.studio.publishing.folder import as_text
from channels.studio.publishing.publishing import Waiting
from channels.studio.publishing.refusals import UnknownReleaseError
from channels.studio.publishing.room import PublishingRoom
from channels.studio.publishing.views import ReleasedFile, show_blame, show_release, show_review
from contracts.studio import ReleaseView, ReviewView

InStudio = Annotated[Visit, Depends(Needs("owner", "publisher"))]
Publisher = Annotated[Visit, Depends(Needs("publisher"))]

LARGEST_NUMBER = 2**31 - 1
"""What an integer of the databases holds."""

router = APIRouter(prefix="/api/staff/studio/releases")


class ReleaseList(msgspec.Struct, frozen=True, kw_only=True):
    """The newest releases first."""

    releases: list[ReleaseView]


@router.get("")
@describe(gives=ReleaseList)
async def show_releases(request: Request, visit: InStudio) -> Response:  # noqa: ARG001 - who may see them
    """List releases with the files that each changed."""
    room: PublishingRoom = request.app.state.publishing
    async with room.database.read() as connection:
        releases = await list_releases(connection)
    changed = await asyncio.to_thread(lambda: [_changed(room, release.commit) for release in releases])
    shown = [show_release(it, paths, live=it is releases[0]) for it, paths in zip(releases, changed, strict=True)]
    return answer(ReleaseList(releases=shown))


@router.get("/{number}/files/{path:path}")
@describe(gives=ReleasedFile, refuses=("bad_frame", "unknown_release", "unknown_file"))
async def show_file(request: Request, number: int, path: str, visit: InStudio) -> Response:  # noqa: ARG001 - as above
    """Return a file before a release and in it, with who wrote each line."""
    room: PublishingRoom = request.app.state.publishing
    async with room.database.read() as connection:
        release = await read_release(connection, number) if 0 < number <= LARGEST_NUMBER else None
        by_commit = await release_numbers(connection)
    with explained():
        if release is None:
            raise UnknownReleaseError(number)
        try:
            before, after = await asyncio.to_thread(room.history.difference, release.commit, path)
            lines = await asyncio.to_thread(room.history.blame, release.commit, path)
        except KeyError as error:
            raise UnknownReleaseError(number) from error
    if before is None and after is None:
        raise CallError("unknown_file", f"{path[:128]!r} is no file of release {number}; take a path from the release")
    shown = ReleasedFile(before=as_text(before), after=as_text(after), blame=show_blame(lines, by_commit))
    return answer(shown)


@router.post("/{number}/restore")
@describe(gives=ReleaseView, also={HTTPStatus.ACCEPTED: ReviewView}, refuses=("bad_frame", *EXPLAINED))
async def restore(request: Request, number: int, visit: Publisher) -> Response:
    """Go back to content and model of a release; status 202 and a review where the model has to be trained first."""
    room: PublishingRoom = request.app.state.publishing
    with explained():
        if not 0 < number <= LARGEST_NUMBER:
            raise UnknownReleaseError(number)
        result = await room.publishing.restore(number, visit.member)
    if not isinstance(result, Waiting):
        return await answer_release(room, result.number)
    if result.trial is not None:
        await room.clerk.send(result.trial)
    async with room.database.read() as connection:
        review = await read_review(connection, result.review)
        trial = await newest_trial(connection, result.review)
    if review is None:
        raise LookupError(result.review)
    return answer(show_review(review, trial, visit.member), HTTPStatus.ACCEPTED)


async def answer_release(room: PublishingRoom, number: int) -> Response:
    """Return a release that was made."""
    async with room.database.read() as connection:
        release = await read_release(connection, number)
        newest = await newest_release(connection)
    if release is None or newest is None:
        raise LookupError(number)
    paths = await asyncio.to_thread(_changed, room, release.commit)
    return answer(show_release(release, paths, live=newest.number == number))


def _changed(room: PublishingRoom, commit: str) -> list[str]:
    try:
        return room.history.changed(commit)
    except KeyError:
        # The repository was taken away: the database still says that there was a release.
        return []
