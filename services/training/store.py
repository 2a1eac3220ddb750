"""Leases trials from SQL and writes back how far they are: compare-and-set, so that one worker has a trial at a time.

The moment at which the lease ends is its token: whoever holds another one can no longer write.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

import msgspec
from sqlalchemy import CursorResult, Engine, and_, or_, select, update

from contracts.studio import Impact, TrialState
from contracts.studio_tables import trial

UNFINISHED: tuple[TrialState, ...] = ("queued", "training", "evaluating")


class LostError(Exception):
    """The trial is no longer ours: its lease ended and somebody else has it."""


class CancelledError(Exception):
    """Somebody cancelled the trial."""


@dataclass(frozen=True)
class Lease:
    """One trial that is ours until the lease ends."""

    trial: str
    files: Mapping[str, str | None]
    """Texts by path, laid over the live content; None: the file is to go."""
    is_of_review: bool
    """Else somebody tries drafts by themselves, and no second person looks at what comes of it."""
    trace: str | None
    """What every attempt goes on with (``contracts/tracing.py``)."""


class TrialStore:
    """The table of trials as a worker uses it. Times are aware, in UTC."""

    def __init__(self, engine: Engine, lease_seconds: float) -> None:
        """``lease_seconds`` must be longer than the pause between two signs of life."""
        self._engine = engine
        self._lease = timedelta(seconds=lease_seconds)
        self._until: dict[str, datetime] = {}

    def lease(self, trial_id: str, now: datetime) -> Lease | None:
        """Take the trial; None where it is unknown, at its end, cancelled by now, or in another worker's hands."""
        until = now + self._lease
        free = and_(
            trial.c.id == trial_id,
            trial.c.state.in_(UNFINISHED),
            or_(trial.c.lease_until.is_(None), trial.c.lease_until <= now),
        )
        with self._engine.begin() as connection:
            connection.execute(
                update(trial).where(free, trial.c.cancel).values(state="cancelled", ended_at=now, lease_until=None)
            )
            row = connection.execute(
                update(trial)
                .where(free)
                .values(state="training", done=0, started_at=now, lease_until=until)
                .returning(trial.c.files, trial.c.review_id, trial.c.trace)
            ).one_or_none()
        if row is None:
            return None
        self._until[trial_id] = until
        return Lease(trial_id, row.files, row.review_id is not None, row.trace)

    def go_on(
        self, lease: Lease, now: datetime, *, done: int, state: TrialState = "training", model: str | None = None
    ) -> None:
        """Say how far the trial is (per cent), and keep the lease.

        Raises:
            CancelledError: somebody cancelled it.
            LostError: it is no longer ours.
        """
        until = now + self._lease
        values: dict[str, object] = {"done": done, "state": state, "lease_until": until}
        if model is not None:
            values["model"] = model
        self._write(lease, values)
        self._until[lease.trial] = until
        with self._engine.connect() as connection:
            if connection.scalar(select(trial.c.cancel).where(trial.c.id == lease.trial)):
                raise CancelledError(lease.trial)

    def succeed(self, lease: Lease, impact: Impact, now: datetime) -> None:
        """Write what publishing would change; raises ``LostError``."""
        result = msgspec.to_builtins(impact)
        self._end(lease, now, {"state": "succeeded", "done": 100, "result": result, "problem": None})

    def fail(self, lease: Lease, problem: str, now: datetime) -> None:
        """Write why there is no result; raises ``LostError``."""
        self._end(lease, now, {"state": "failed", "problem": problem})

    def cancel(self, lease: Lease, now: datetime) -> None:
        """Write that the trial was cancelled; raises ``LostError``."""
        self._end(lease, now, {"state": "cancelled"})

    def give_back(self, lease: Lease) -> None:
        """Leave the trial to the next worker, from its beginning; raises ``LostError``."""
        self._write(lease, {"state": "queued", "done": 0, "lease_until": None})
        del self._until[lease.trial]

    def _end(self, lease: Lease, now: datetime, values: dict[str, object]) -> None:
        self._write(lease, {**values, "ended_at": now, "lease_until": None})
        del self._until[lease.trial]

    def _write(self, lease: Lease, values: dict[str, object]) -> None:
        ours = and_(trial.c.id == lease.trial, trial.c.lease_until == self._until[lease.trial])
        with self._engine.begin() as connection:
            done = cast("CursorResult[object]", connection.execute(update(trial).where(ours).values(values)))
        if done.rowcount != 1:
            raise LostError(lease.trial)
