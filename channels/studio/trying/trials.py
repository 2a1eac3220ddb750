"""Trials of drafts that somebody chose to try: begun, shown, called off; each person has one that runs."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncConnection

from channels.store.audit import append
from channels.store.drafts import Drafts
from channels.store.members import Member
from channels.store.reviews import lock_content
from channels.store.trials import StoredTrial, add_trial, cancel_trial, read_trial, trial_paths
from channels.studio.publishing.freezing import MOST_LOOKS, ContentCheck, freeze, is_unchanged
from channels.studio.publishing.live import LiveContent
from channels.studio.publishing.refusals import NothingChangesError, UnquietError
from channels.studio.publishing.views import show_trial
from contracts.trying import DraftTrial


class UnknownTrialError(Exception):
    """No trial has this id (any more)."""


class NotTheirsError(Exception):
    """Only whoever began a trial of their own calls it off."""


class DraftTrials:
    """The trials of this installation, as whoever tries drafts sees them."""

    def __init__(self, live: LiveContent, check: ContentCheck) -> None:
        """``live``: what drafts are laid over; ``check``: what they must pass."""
        self._live = live
        self._check = check
        self._drafts = Drafts(live.database, now=live.now)

    async def begin(self, member: Member, paths: list[str]) -> str:
        """Queue a trial of drafts, of all there are where no path is named; returns its id.

        Raises `NothingChangesError`, `NoDraftError`, `ChangedSinceError`, `ProblemsError`, `UnquietError`.
        """
        wanted = paths or sorted(await self._drafts.revisions())
        if not wanted:
            raise NothingChangesError
        for _ in range(MOST_LOOKS):
            frozen = await freeze(self._live, self._check, wanted)
            async with self._live.database.write() as connection:
                await lock_content(connection)
                if await is_unchanged(connection, self._live, frozen):
                    now = self._live.now()
                    trial = await add_trial(connection, None, frozen.texts, member.id, now)
                    await append(connection, now, member.actor, "trial_begun", trial, {"paths": wanted})
                    return trial
        raise UnquietError

    async def cancel(self, member: Member, trial_id: str) -> bool:
        """Call a trial off; returns whether it ran. Raises `UnknownTrialError`, `NotTheirsError`."""
        async with self._live.database.write() as connection:
            trial = await _must_read(connection, trial_id)
            if trial.review_id is None and trial.asked_by != member.id:
                raise NotTheirsError
            now = self._live.now()
            ran = await cancel_trial(connection, trial_id, now)
            if ran:
                await append(connection, now, member.actor, "trial_cancelled", trial.review_id or trial_id)
            return ran

    async def show(self, member: Member, trial_id: str) -> DraftTrial:
        """Return a trial; raises `UnknownTrialError`."""
        async with self._live.database.read() as connection:
            trial = await _must_read(connection, trial_id)
            paths = await trial_paths(connection, trial_id)
        shown = show_trial(trial)
        return DraftTrial(
            id=shown.id,
            state=shown.state,
            done=shown.done,
            impact=shown.impact,
            problem=shown.problem,
            asked_by=shown.asked_by,
            asked_at=shown.asked_at,
            ended_at=shown.ended_at,
            paths=paths,
            review=trial.review_id,
            mine=trial.asked_by == member.id,
            ready=self._is_ready(trial),
        )

    async def model(self, trial_id: str) -> str | None:
        """Return the model of a trial; None where it is not there (any more). Raises `UnknownTrialError`."""
        async with self._live.database.read() as connection:
            trial = await _must_read(connection, trial_id)
        return trial.model if self._is_ready(trial) else None

    def _is_ready(self, trial: StoredTrial) -> bool:
        return trial.model is not None and self._live.has_model(trial.model)


async def _must_read(connection: AsyncConnection, trial_id: str) -> StoredTrial:
    trial = await read_trial(connection, trial_id)
    if trial is None:
        raise UnknownTrialError(trial_id)
    return trial
