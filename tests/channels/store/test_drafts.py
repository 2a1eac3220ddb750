"""Drafts on both databases: whoever saves says what they had seen, and nothing that another wrote is lost."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import select

from channels.store.database import Database
from channels.store.drafts import MOST_STEPS, DraftMovedError, Drafts
from channels.store.members import Member
from contracts.studio_tables import content_draft, content_step
from tests.channels.store.conftest import Store
from tests.channels.store.staff_rows import log_of

PATH = "catalogue/passport.yaml"


@pytest.fixture
def drafts(store: Store) -> Drafts:
    return Drafts(store.database, now=store.clock)


@pytest.fixture
async def olga(store: Store) -> Member:
    return await store.hire("olga", "owner")


@pytest.fixture
async def paul(store: Store) -> Member:
    return await store.hire("paul", "publisher")


async def test_a_draft_is_begun_changed_and_found(store: Store, drafts: Drafts, olga: Member, paul: Member) -> None:
    assert await drafts.find(PATH) is None
    first = await drafts.save(PATH, "one", 0, "live", olga)
    store.clock.forward(5)
    second = await drafts.save(PATH, "two", first, "live", paul)
    assert second == first + 1
    found = await drafts.find(PATH)
    assert found is not None
    assert (found.text, found.live, found.revision, found.changed_by) == ("two", "live", second, "Paul")
    assert found.changed_at == store.clock.now
    assert await drafts.all() == [found]
    assert await drafts.revisions() == {PATH: second}
    assert (await log_of(store))[-2:] == [("draft_saved", "olga", PATH), ("draft_saved", "paul", PATH)]


async def test_a_new_file_has_no_text_before_and_one_that_goes_none_after(drafts: Drafts, olga: Member) -> None:
    await drafts.save("catalogue/new.yaml", "text", 0, None, olga)
    await drafts.save(PATH, None, 0, "live", olga)
    assert [(one.live, one.text) for one in await drafts.all()] == [("", "text"), ("live", None)]


async def test_a_going_file_is_written_down(store: Store, drafts: Drafts, olga: Member) -> None:
    await drafts.save(PATH, None, 0, "live", olga)
    assert (await log_of(store))[-1] == ("file_going", "olga", PATH)


async def test_who_had_seen_an_older_state_gets_both(drafts: Drafts, olga: Member, paul: Member) -> None:
    first = await drafts.save(PATH, "one", 0, "live", olga)
    second = await drafts.save(PATH, "two", first, "live", olga)
    with pytest.raises(DraftMovedError) as moved:
        await drafts.save(PATH, "mine", first, "live", paul)
    assert (moved.value.base, moved.value.theirs) == ("one", "two")
    assert moved.value.newer is not None
    assert (moved.value.newer.revision, moved.value.newer.changed_by) == (second, "Olga")
    with pytest.raises(DraftMovedError) as moved:
        await drafts.save(PATH, "mine", 0, "live", paul)
    assert (moved.value.base, moved.value.theirs) == ("live", "two"), "who had seen what is published"
    assert await drafts.save(PATH, "both", second, "live", paul) == second + 1


async def test_a_draft_that_is_gone_is_not_brought_back_unnoticed(
    store: Store, drafts: Drafts, olga: Member, paul: Member
) -> None:
    first = await drafts.save(PATH, "one", 0, "live", olga)
    with pytest.raises(DraftMovedError):
        await drafts.discard(PATH, first + 1, "live", paul)
    await drafts.discard(PATH, first, "live", olga)
    assert (await log_of(store))[-1] == ("draft_discarded", "olga", PATH)
    with pytest.raises(DraftMovedError) as moved:
        await drafts.save(PATH, "mine", first, "live", paul)
    assert (moved.value.theirs, moved.value.newer) == ("live", None)
    store.clock.forward(60)
    begun_anew = await drafts.save(PATH, "anew", 0, "live", olga)
    with pytest.raises(DraftMovedError):
        await drafts.save(PATH, "mine", first, "live", paul)
    assert begun_anew > first + 1
    async with store.database.read() as connection:
        assert list(await connection.scalars(select(content_step.c.text))) == ["anew"], "the old states are gone"


async def test_what_changed_in_the_folder_is_shown_before_it_is_overwritten(
    drafts: Drafts, olga: Member, paul: Member
) -> None:
    first = await drafts.save(PATH, "mine", 0, "live", olga)
    with pytest.raises(DraftMovedError) as moved:
        await drafts.save(PATH, "more", first, "by hand", paul)
    assert (moved.value.base, moved.value.theirs) == ("live", "by hand")
    assert moved.value.newer is not None
    found = await drafts.find(PATH)
    assert found is not None
    assert (found.text, found.live) == ("mine", "by hand"), "the draft stays"
    assert await drafts.save(PATH, "both", moved.value.newer.revision, "by hand", paul) > first


async def test_old_states_are_forgotten_and_what_was_live_stands_for_them(
    store: Store, drafts: Drafts, olga: Member
) -> None:
    first = revision = await drafts.save(PATH, "0", 0, "live", olga)
    for number in range(1, MOST_STEPS + 5):
        revision = await drafts.save(PATH, str(number), revision, "live", olga)
    async with store.database.read() as connection:
        kept = list(await connection.scalars(select(content_step.c.revision).order_by(content_step.c.revision)))
    assert kept == list(range(revision - MOST_STEPS + 1, revision + 1))
    with pytest.raises(DraftMovedError) as moved:
        await drafts.save(PATH, "mine", first, "live", olga)
    assert moved.value.base == "live"


@pytest.mark.parametrize("begun", [False, True])
async def test_of_those_who_save_at_once_one_is_kept_and_all_others_hear_of_it(
    store: Store, database_url: str, olga: Member, begun: bool
) -> None:
    """Each has a gateway of its own."""
    databases = [Database(database_url) for _ in range(5)]
    gateways = [Drafts(database, now=store.clock) for database in databases]
    seen = await gateways[0].save(PATH, "begun", 0, "live", olga) if begun else 0
    try:
        outcomes = await asyncio.gather(
            *(one.save(PATH, f"of {number}", seen, "live", olga) for number, one in enumerate(gateways)),
            return_exceptions=True,
        )
    finally:
        for database in databases:
            await database.close()
    kept = [number for number, outcome in enumerate(outcomes) if isinstance(outcome, int)]
    moved = [outcome for outcome in outcomes if isinstance(outcome, DraftMovedError)]
    assert (len(kept), len(moved)) == (1, 4), outcomes
    assert {(one.base, one.theirs) for one in moved} == {("begun" if begun else "live", f"of {kept[0]}")}
    async with store.database.read() as connection:
        assert await connection.scalar(select(content_draft.c.text)) == f"of {kept[0]}"
        entries = [action for action, _, _ in await log_of(store)]
    assert entries.count("draft_saved") == 1 + begun
