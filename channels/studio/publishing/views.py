"""Shows reviews, trials, releases and pauses as the studio's page gets them."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from channels.store.conversations import show_moment
from channels.store.members import Member
from channels.store.pauses import StoredPause
from channels.store.releases import StoredRelease
from channels.store.reviews import StoredReview
from channels.store.trials import StoredTrial
from contracts.studio import PauseView, ReleaseView, ReviewFile, ReviewView, TrialView


class BlamedLine(msgspec.Struct, frozen=True, kw_only=True):
    """Who wrote a line, and in which release it first went live."""

    line: int
    """From 1."""
    release: int | None
    """None where the database does not know it (any more)."""
    author: str
    at: str | None


class ReleasedFile(msgspec.Struct, frozen=True, kw_only=True):
    """A file as a release changed it."""

    before: str | None
    after: str | None
    blame: list[BlamedLine]
    """Of ``after``."""


def show_review(review: StoredReview, trial: StoredTrial | None, member: Member, *, whole: bool = True) -> ReviewView:
    """Return a review; ``whole``: with its texts."""
    files = [ReviewFile(path=file.path, before=file.before, after=file.after) for file in review.files]
    return ReviewView(
        id=review.id,
        title=review.title,
        state=review.state,
        paths=[file.path for file in review.files],
        files=files if whole else [],
        submitted_by=review.author,
        submitted_at=show_moment(review.submitted_at),
        mine=review.submitted_by == member.id,
        decided_by=review.decider,
        decided_at=None if review.decided_at is None else show_moment(review.decided_at),
        note=review.note,
        override=review.override or "",
        publish_at=None if review.publish_at is None else show_moment(review.publish_at),
        trial=None if trial is None else show_trial(trial),
    )


def show_trial(trial: StoredTrial) -> TrialView:
    """Return a trial; of one without a review nobody is shown what citizens wrote, though an older worker kept it."""
    impact = trial.impact
    if impact is not None and trial.review_id is None:
        impact = msgspec.structs.replace(impact, changed=[one for one in impact.changed if one.source == "test"])
    return TrialView(
        id=trial.id,
        state=trial.state,
        done=trial.done,
        impact=impact,
        problem=trial.problem,
        asked_by=trial.asker,
        asked_at=show_moment(trial.asked_at),
        ended_at=None if trial.ended_at is None else show_moment(trial.ended_at),
    )


def show_release(release: StoredRelease, paths: list[str], *, live: bool) -> ReleaseView:
    """Return a release; ``paths``: the files that it changed."""
    return ReleaseView(
        number=release.number,
        title=release.title,
        author=release.author,
        publisher=release.publisher,
        back_to=release.back_to,
        published_at=show_moment(release.published_at),
        paths=paths,
        live=live,
    )


def show_blame(lines: list[tuple[int, str]], releases: Mapping[str, StoredRelease]) -> list[BlamedLine]:
    """Return who wrote each line; ``releases`` by commit."""
    shown: list[BlamedLine] = []
    for number, commit in lines:
        release = releases.get(commit)
        shown.append(
            BlamedLine(
                line=number,
                release=None if release is None else release.number,
                author="" if release is None else release.author,
                at=None if release is None else show_moment(release.published_at),
            )
        )
    return shown


def show_pause(pause: StoredPause) -> PauseView:
    """Return a pause."""
    return PauseView(
        service=pause.service,
        notice=pause.notice,
        since=show_moment(pause.since),
        until=None if pause.until is None else show_moment(pause.until),
        paused_by=pause.pauser,
    )
