"""Submits drafts to a second person, and takes what that person decides."""

from __future__ import annotations

from datetime import datetime

from channels.store.audit import append
from channels.store.conversations import new_id
from channels.store.members import Member
from channels.store.reviews import (
    StoredReview,
    add_review,
    change_review,
    held_paths,
    lock_content,
    read_review,
)
from channels.store.trials import add_trial, cancel_trials, newest_trial
from channels.studio.publishing.freezing import MOST_LOOKS, ContentCheck, freeze, is_unchanged
from channels.studio.publishing.live import LiveContent
from channels.studio.publishing.refusals import (
    HeldError,
    NotAuthorError,
    OverrideNeededError,
    OwnReviewError,
    TrialNeededError,
    UnknownReviewError,
    UnquietError,
)
from channels.studio.publishing.states import OPEN, WrongStateError, next_state


class Reviewing:
    """The reviews of this installation."""

    def __init__(self, live: LiveContent, check: ContentCheck) -> None:
        """``live``: what drafts are compared with; ``check``: what they must pass."""
        self._live = live
        self._check = check
        self._database = live.database

    async def submit(self, member: Member, title: str, paths: list[str]) -> tuple[str, str]:
        """Freeze drafts as a review and queue its trial; returns the ids of both.

        Raises `NoDraftError`, `ChangedSinceError`, `HeldError`, `ProblemsError`, `UnquietError`.
        """
        for _ in range(MOST_LOOKS):
            frozen = await freeze(self._live, self._check, paths)
            async with self._database.write() as connection:
                await lock_content(connection)
                held = await held_paths(connection, OPEN)
                taken = next((path for path in paths if path in held), None)
                if taken is not None:
                    raise HeldError(taken, held[taken])
                if await is_unchanged(connection, self._live, frozen):
                    now, review_id = self._live.now(), new_id()
                    row = {
                        "id": review_id,
                        "title": title,
                        "state": "waiting",
                        "submitted_by": member.id,
                        "submitted_at": now,
                        "note": "",
                    }
                    await add_review(connection, row, frozen.files)
                    trial = await add_trial(connection, review_id, frozen.texts, member.id, now)
                    await append(connection, now, member.actor, "review_submitted", review_id, {"paths": paths})
                    return review_id, trial
        raise UnquietError

    async def withdraw(self, member: Member, review_id: str) -> None:
        """Take a review back; raises `UnknownReviewError`, `NotAuthorError`, `WrongStateError`."""
        async with self._database.write() as connection:
            await lock_content(connection)
            review = _known(await read_review(connection, review_id), review_id)
            if review.submitted_by != member.id:
                raise NotAuthorError
            state = next_state(review.state, "withdraw")
            now = self._live.now()
            await change_review(connection, review_id, state=state, publish_at=None)
            await cancel_trials(connection, review_id, now)
            await append(connection, now, member.actor, "review_withdrawn", review_id)

    async def send_back(self, member: Member, review_id: str, note: str) -> None:
        """Return a review to its author; raises `UnknownReviewError`, `WrongStateError`."""
        async with self._database.write() as connection:
            await lock_content(connection)
            review = _known(await read_review(connection, review_id), review_id)
            state = next_state(review.state, "return")
            now = self._live.now()
            await change_review(
                connection,
                review_id,
                state=state,
                note=note,
                decided_by=member.id,
                decided_at=now,
                publish_at=None,
            )
            await cancel_trials(connection, review_id, now)
            await append(connection, now, member.actor, "review_returned", review_id)

    async def approve(
        self, member: Member, review_id: str, note: str, override: str, publish_at: datetime | None
    ) -> None:
        """Let a review go out; ``override``: why, although a language gets worse.

        Raises `UnknownReviewError`, `OwnReviewError`, `WrongStateError`, `TrialNeededError`, `OverrideNeededError`.
        """
        async with self._database.write() as connection:
            await lock_content(connection)
            review = _known(await read_review(connection, review_id), review_id)
            state = next_state(review.state, "approve")
            if review.submitted_by == member.id:
                raise OwnReviewError
            trial = await newest_trial(connection, review_id)
            if trial is None or trial.state != "succeeded" or trial.impact is None:
                raise TrialNeededError
            if trial.impact.blocked and not override:
                raise OverrideNeededError
            now = self._live.now()
            await change_review(
                connection,
                review_id,
                state=state,
                note=note,
                # A reason that nothing needed would let a later trial through that nobody has seen.
                override=override if trial.impact.blocked else None,
                decided_by=member.id,
                decided_at=now,
                publish_at=publish_at,
            )
            shown = None if publish_at is None else publish_at.isoformat()
            detail: dict[str, str | int | bool | list[str] | None] = {
                "override": override if trial.impact.blocked else None,
                "publish_at": shown,
            }
            await append(connection, now, member.actor, "review_approved", review_id, detail)

    async def try_again(self, member: Member, review_id: str) -> str:
        """Queue another trial of an open review; returns its id. Raises `UnknownReviewError`, `WrongStateError`."""
        async with self._database.write() as connection:
            await lock_content(connection)
            review = _open(await read_review(connection, review_id), review_id)
            now = self._live.now()
            trial = await add_trial(connection, review_id, review.texts, member.id, now)
            await append(connection, now, member.actor, "trial_begun", review_id, {"trial": trial})
            return trial

    async def cancel_trial(self, member: Member, review_id: str) -> bool:
        """Call the trial of a review off; returns whether one ran. Raises `UnknownReviewError`."""
        async with self._database.write() as connection:
            await lock_content(connection)
            _known(await read_review(connection, review_id), review_id)
            now = self._live.now()
            ran = await cancel_trials(connection, review_id, now)
            if ran:
                await append(connection, now, member.actor, "trial_cancelled", review_id)
            return ran


def _known(review: StoredReview | None, review_id: str) -> StoredReview:
    if review is None:
        raise UnknownReviewError(review_id)
    return review


def _open(review: StoredReview | None, review_id: str) -> StoredReview:
    known = _known(review, review_id)
    if known.state not in OPEN:
        raise WrongStateError(known.state, "approve")
    return known
