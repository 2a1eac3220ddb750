"""Trials in SQL: drafts that a worker trains and compares; functions for the transaction at hand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Select, and_, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from channels.store.conversations import new_id
from channels.store.database import as_utc
from contracts import tracing
from contracts.staff_tables import staff
from contracts.studio import Impact, TrialState
from contracts.studio_tables import trial

RUNNING: tuple[TrialState, ...] = ("queued", "training", "evaluating")


@dataclass(frozen=True, kw_only=True, slots=True)
class StoredTrial:
    """A trial, without the texts."""

    id: str
    review_id: str | None
    state: TrialState
    done: int
    cancel: bool
    model: str | None
    impact: Impact | None
    problem: str | None
    asked_by: str
    """Id of the person."""
    asker: str
    """Their display name."""
    asked_at: datetime
    ended_at: datetime | None

    @property
    def runs(self) -> bool:
        """Tell whether it is still to come to an end."""
        return self.state in RUNNING


async def add_trial(
    connection: AsyncConnection, review_id: str | None, files: dict[str, str | None], asked_by: str, now: datetime
) -> str:
    """Queue a trial and call off those that it replaces; returns its id.

    ``review_id`` None: it is of drafts that somebody tries by themselves; then it replaces others of theirs.
    """
    if review_id is None:
        await _cancel(connection, and_(trial.c.review_id.is_(None), trial.c.asked_by == asked_by), now)
    else:
        await cancel_trials(connection, review_id, now)
    trial_id = new_id()
    row = {
        "id": trial_id,
        "review_id": review_id,
        "state": "queued",
        "done": 0,
        "cancel": False,
        "files": files,
        "asked_by": asked_by,
        "asked_at": now,
    }
    with tracing.begin("studio.trial", trial_id):
        await connection.execute(insert(trial).values(**row, trace=tracing.current()))
    return trial_id


async def cancel_trials(connection: AsyncConnection, review_id: str, now: datetime) -> bool:
    """Call off what runs for a review; what a worker has begun ends when that looks. Returns whether anything ran."""
    return await _cancel(connection, trial.c.review_id == review_id, now)


async def cancel_trial(connection: AsyncConnection, trial_id: str, now: datetime) -> bool:
    """Call one trial off, as `cancel_trials` does; returns whether it ran."""
    return await _cancel(connection, trial.c.id == trial_id, now)


async def read_trial(connection: AsyncConnection, trial_id: str) -> StoredTrial | None:
    """Return a trial; None where it is unknown."""
    row = (await connection.execute(_trials().where(trial.c.id == trial_id))).one_or_none()
    return None if row is None else _stored(row)


async def trial_paths(connection: AsyncConnection, trial_id: str) -> list[str]:
    """Return the paths of the files that a trial lays over the live content."""
    files: dict[str, str | None] | None = await connection.scalar(select(trial.c.files).where(trial.c.id == trial_id))
    return sorted(files or {})


async def own_models(connection: AsyncConnection) -> list[str]:
    """Return, for everybody who tries drafts by themselves, the model of their newest trial."""
    found = select(trial.c.asked_by, trial.c.model).where(trial.c.review_id.is_(None), trial.c.model.is_not(None))
    newest = {row.asked_by: row.model for row in await connection.execute(found.order_by(trial.c.asked_at))}
    return list(newest.values())


async def _cancel(connection: AsyncConnection, which: ColumnElement[bool], now: datetime) -> bool:
    running = and_(which, trial.c.state.in_(RUNNING))
    waiting = and_(running, trial.c.state == "queued", trial.c.lease_until.is_(None))
    queued = await connection.execute(update(trial).where(waiting).values(cancel=True, state="cancelled", ended_at=now))
    begun = await connection.execute(update(trial).where(running).values(cancel=True))
    return queued.rowcount + begun.rowcount > 0


async def newest_trials(connection: AsyncConnection, review_ids: list[str]) -> dict[str, StoredTrial]:
    """Return the newest trial of each review that has one."""
    found = _trials().where(trial.c.review_id.in_(review_ids)).order_by(trial.c.asked_at, trial.c.id)
    return {row.review_id: _stored(row) for row in await connection.execute(found)}


async def newest_trial(connection: AsyncConnection, review_id: str) -> StoredTrial | None:
    """Return the newest trial of a review."""
    return (await newest_trials(connection, [review_id])).get(review_id)


async def count_trials(connection: AsyncConnection, review_id: str) -> int:
    """Return how many trials a review has had."""
    counted = select(func.count()).select_from(trial).where(trial.c.review_id == review_id)
    return await connection.scalar(counted) or 0


async def any_runs(connection: AsyncConnection) -> bool:
    """Tell whether any trial is still to come to an end."""
    return await connection.scalar(select(trial.c.id).where(trial.c.state.in_(RUNNING)).limit(1)) is not None


async def wanted_trials(connection: AsyncConnection, now: datetime) -> list[str]:
    """Return the trials that wait for a worker, or that one has left in the middle; the oldest first."""
    left = and_(trial.c.state.in_(RUNNING), trial.c.lease_until < now)
    waiting = and_(trial.c.state == "queued", trial.c.lease_until.is_(None))
    found = select(trial.c.id).where(or_(waiting, left)).order_by(trial.c.asked_at)
    return list(await connection.scalars(found))


def _trials() -> Select[Any]:
    columns = [column for column in trial.c if column is not trial.c.files]
    return select(*columns, staff.c.display_name).join(staff, staff.c.id == trial.c.asked_by)


def _stored(row: Any) -> StoredTrial:  # noqa: ANN401 - a row of `_trials`
    return StoredTrial(
        id=row.id,
        review_id=row.review_id,
        state=row.state,
        done=row.done,
        cancel=row.cancel,
        model=row.model,
        impact=None if row.result is None else msgspec.convert(row.result, Impact),
        problem=row.problem,
        asked_by=row.asked_by,
        asker=row.display_name,
        asked_at=as_utc(row.asked_at),
        ended_at=None if row.ended_at is None else as_utc(row.ended_at),
    )
