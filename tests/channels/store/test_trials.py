"""Trials in SQL, as the gateway sees them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import msgspec
import pytest
from sqlalchemy import select, update

from channels.store.reviews import add_review
from channels.store.trials import (
    add_trial,
    any_runs,
    cancel_trials,
    count_trials,
    newest_trial,
    newest_trials,
    wanted_trials,
)
from contracts.studio import Impact
from contracts.studio_tables import trial
from contracts.tracing import set_up_tracing
from tests.channels.store.conftest import Store
from tests.otlp import Collector

IMPACT = Impact(languages={}, changed=[], replayed=3, seconds=61.5, blocked=False)


async def begin(store: Store, review_id: str, by: str) -> str:
    row: dict[str, Any] = {
        "id": review_id,
        "title": "t",
        "state": "waiting",
        "submitted_by": by,
        "submitted_at": store.clock.now,
        "note": "",
    }
    async with store.database.write() as connection:
        if await count_trials(connection, review_id) == 0:
            await add_review(connection, row, [])
        return await add_trial(connection, review_id, {"a": "b", "c": None}, by, store.clock.now)


async def work(store: Store, trial_id: str, **values: object) -> None:
    async with store.database.write() as connection:
        await connection.execute(update(trial).where(trial.c.id == trial_id).values(values))


async def states(store: Store) -> list[tuple[str, bool]]:
    async with store.database.read() as connection:
        rows = await connection.execute(select(trial.c.state, trial.c.cancel).order_by(trial.c.asked_at))
        return [tuple(row) for row in rows]


async def test_a_trial_begins_a_trace_of_its_own(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    olga = await store.hire("olga", "owner")
    untraced = await begin(store, "r", olga.id)
    with Collector() as collector:
        monkeypatch.setenv("MOIEN_OTLP_URL", collector.url)
        stop = set_up_tracing("gateway")
        traced = await begin(store, "r", olga.id)
        stop()
    (span,) = collector.spans
    assert (span.name, span.trace, span.parent) == ("studio.trial", traced, "")
    async with store.database.read() as connection:
        kept = {row.id: row.trace for row in await connection.execute(select(trial.c.id, trial.c.trace))}
    assert kept.pop(untraced) is None
    assert str(kept[traced]).startswith(f"00-{traced}-{span.id}-")


async def test_the_newest_trial_counts(store: Store) -> None:
    olga = await store.hire("olga", "owner")
    first = await begin(store, "r", olga.id)
    store.clock.forward(1)
    second = await begin(store, "r", olga.id)
    other = await begin(store, "other", olga.id)
    await work(store, second, state="succeeded", done=100, model="m", result=msgspec.to_builtins(IMPACT))
    async with store.database.read() as connection:
        newest = await newest_trials(connection, ["r", "other", "none"])
        assert {review: found.id for review, found in newest.items()} == {"r": second, "other": other}
        assert await newest_trial(connection, "none") is None
        assert await count_trials(connection, "r") == 2
    assert newest["r"].impact == IMPACT
    assert (newest["r"].asker, newest["r"].runs, newest["other"].runs) == ("Olga", False, True)
    assert first != second


async def test_a_trial_that_is_replaced_is_called_off(store: Store) -> None:
    olga = await store.hire("olga", "owner")
    first = await begin(store, "r", olga.id)
    await work(store, first, state="training", lease_until=store.clock.now + timedelta(seconds=9))
    store.clock.forward(1)
    await begin(store, "r", olga.id)
    store.clock.forward(1)
    await begin(store, "r", olga.id)
    assert await states(store) == [("training", True), ("cancelled", True), ("queued", False)]
    async with store.database.write() as connection:
        assert await cancel_trials(connection, "r", store.clock.now)
    assert await states(store) == [("training", True), ("cancelled", True), ("cancelled", True)]
    await work(store, first, state="cancelled")
    async with store.database.write() as connection:
        assert not await cancel_trials(connection, "r", store.clock.now)


async def test_what_no_worker_has_is_wanted(store: Store) -> None:
    olga = await store.hire("olga", "owner")
    waiting, held, left, ended = [await begin(store, review, olga.id) for review in ("a", "b", "c", "d")]
    now = store.clock.now
    await work(store, held, state="training", lease_until=now + timedelta(seconds=1))
    await work(store, left, state="evaluating", lease_until=now - timedelta(seconds=1))
    await work(store, ended, state="failed", problem="no memory")
    async with store.database.read() as connection:
        assert set(await wanted_trials(connection, now)) == {waiting, left}
        assert set(await wanted_trials(connection, now + timedelta(seconds=2))) == {waiting, left, held}


async def test_whether_any_runs(store: Store) -> None:
    olga = await store.hire("olga", "owner")
    one = await begin(store, "r", olga.id)
    found = {}
    for state in ("queued", "training", "evaluating", "succeeded", "failed", "cancelled"):
        await work(store, one, state=state)
        async with store.database.read() as connection:
            found[state] = await any_runs(connection)
    assert [state for state, runs in found.items() if runs] == ["queued", "training", "evaluating"]
