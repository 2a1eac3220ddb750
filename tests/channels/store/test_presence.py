"""Who is at the desk: coming, saying so, being heard of, and coming back after having been gone."""

from __future__ import annotations

import pytest

from channels.store.desk import AgentRow
from channels.store.presence import GONE
from tests.channels.store.conftest import Store


async def row_of(store: Store, staff_id: str) -> AgentRow:
    return next(row for row in (await store.desk.read()).agents if row.member.id == staff_id)


async def test_who_comes_takes_conversations(store: Store) -> None:
    alex = await store.hire("alex")
    await store.presences.come(alex.id)
    row = await row_of(store, alex.id)
    assert (row.state, row.reason, row.seen_at) == ("available", None, store.clock.now)


@pytest.mark.parametrize(("silent", "state", "reason"), [(29.0, "away", "lunch"), (30.0, "available", None)])
async def test_what_somebody_said_holds_until_they_are_gone(
    store: Store, silent: float, state: str, reason: str | None
) -> None:
    alex = await store.hire("alex")
    await store.presences.say(alex.id, "away", "lunch")
    store.clock.forward(silent)
    await store.presences.come(alex.id)
    row = await row_of(store, alex.id)
    assert (row.state, row.reason, row.seen_at) == (state, reason, store.clock.now)


async def test_signs_of_life_of_many_are_one_statement(store: Store) -> None:
    alex, sam, kim = [await store.hire(name) for name in ("alex", "sam", "kim")]
    for agent in (alex, sam, kim):
        await store.presences.say(agent.id, "busy", None)
    before = store.clock.now
    store.clock.forward(GONE.total_seconds() / 2)
    await store.presences.see([alex.id, sam.id, "nobody"])
    seen = {row.member.id: (row.state, row.seen_at) for row in (await store.desk.read()).agents}
    now = store.clock.now
    assert seen == {alex.id: ("busy", now), sam.id: ("busy", now), kim.id: ("busy", before)}
