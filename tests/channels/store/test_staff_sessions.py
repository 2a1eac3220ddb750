"""Sessions of the staff: how long they last, who ends them, what is written of them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from channels.store.conversations import hash_token
from channels.store.database import as_utc
from channels.store.staff import Staff
from contracts.staff_tables import staff, staff_session
from tests.channels.store.conftest import Store
from tests.channels.store.staff_rows import log_of


async def count(store: Store) -> int:
    async with store.database.read() as connection:
        return int(await connection.scalar(select(func.count()).select_from(staff_session)) or 0)


async def test_a_session_lasts_until_it_ends(store: Store) -> None:
    alex = await store.hire("alex")
    token = await store.staff.sign_in(alex)
    assert await store.staff.signed_in(token) == alex
    store.clock.forward(3599)
    assert await store.staff.signed_in(token) == alex
    store.clock.forward(2)
    assert await store.staff.signed_in(token) is None


async def test_a_session_that_nobody_uses_ends_earlier(store: Store) -> None:
    people = Staff(store.database, timedelta(hours=10), session_idle=timedelta(minutes=30), now=store.clock)
    alex = await store.hire("alex")
    token = await people.sign_in(alex)
    for _ in range(3):
        store.clock.forward(29 * 60)
        assert await people.signed_in(token) == alex
    store.clock.forward(31 * 60)
    assert await people.signed_in(token) is None
    assert await people.sessions.listed(alex, token) == []


async def test_use_is_written_at_most_once_a_minute(store: Store) -> None:
    alex = await store.hire("alex")
    token = await store.staff.sign_in(alex)

    async def seen() -> float:
        async with store.database.read() as connection:
            found = await connection.scalar(select(staff_session.c.seen_at))
        assert found is not None
        return (store.clock.now - as_utc(found)).total_seconds()

    store.clock.forward(59)
    await store.staff.signed_in(token)
    assert await seen() == 59
    store.clock.forward(1)
    await store.staff.signed_in(token)
    assert await seen() == 0


async def test_signing_out_ends_this_session_only(store: Store) -> None:
    alex = await store.hire("alex")
    here, there = await store.staff.sign_in(alex), await store.staff.sign_in(alex)
    await store.staff.sign_out(here)
    await store.staff.sign_out(here)
    assert await store.staff.signed_in(here) is None
    assert await store.staff.signed_in(there) == alex
    assert await log_of(store) == [
        ("account_added", "command line", "alex"),
        ("signed_in", "alex", "alex"),
        ("signed_in", "alex", "alex"),
        ("signed_out", "alex", "alex"),
    ]


async def test_signing_in_again_gives_another_token_and_ends_the_old_session(store: Store) -> None:
    alex = await store.hire("alex")
    first = await store.staff.sessions.begin(alex, "Firefox")
    second = await store.staff.sessions.begin(alex, "Firefox", first)
    assert first != second
    assert await store.staff.signed_in(first) is None
    assert await store.staff.signed_in(second) == alex
    assert await count(store) == 1


async def test_sessions_are_listed_with_the_one_that_asks(store: Store) -> None:
    alex, sam = await store.hire("alex"), await store.hire("sam")
    here = await store.staff.sessions.begin(alex, "Firefox " * 40)
    store.clock.forward(120)
    there = await store.staff.sessions.begin(alex, "Chromium")
    await store.staff.sign_in(sam)
    listed = await store.staff.sessions.listed(alex, here)
    assert [(one.browser[:8], one.current) for one in listed] == [("Chromium", False), ("Firefox ", True)]
    assert len(listed[1].browser) == 128
    assert listed[0].created_at == listed[0].seen_at == store.clock.now
    assert here not in str(listed)
    assert there not in str(listed)


async def test_people_end_their_own_sessions_only(store: Store) -> None:
    alex, sam = await store.hire("alex"), await store.hire("sam")
    here, there = await store.staff.sign_in(alex), await store.staff.sign_in(alex)
    theirs = await store.staff.sign_in(sam)
    [of_sam] = await store.staff.sessions.listed(sam, theirs)
    assert not await store.staff.sessions.end(alex, of_sam.id)
    [other] = [one for one in await store.staff.sessions.listed(alex, here) if not one.current]
    assert await store.staff.sessions.end(alex, other.id)
    assert not await store.staff.sessions.end(alex, other.id)
    assert await store.staff.signed_in(there) is None
    await store.staff.sign_in(alex)
    await store.staff.sign_in(alex)
    assert await store.staff.sessions.end_others(alex, here) == 2
    assert await store.staff.sessions.end_others(alex, here) == 0
    assert await store.staff.signed_in(here) == alex
    assert await store.staff.signed_in(theirs) == sam
    assert [action for action, _, _ in await log_of(store)][-2:] == ["signed_in", "sessions_ended"]


async def test_someone_who_left_is_no_longer_signed_in(store: Store) -> None:
    alex = await store.hire("alex")
    token = await store.staff.sign_in(alex)
    async with store.database.write() as connection:
        await connection.execute(update(staff).values(active=False))
    assert await store.staff.signed_in(token) is None


async def test_only_the_hash_of_a_session_is_stored_and_old_ones_go(store: Store) -> None:
    alex = await store.hire("alex")
    token = await store.staff.sign_in(alex)
    async with store.database.read() as connection:
        assert await connection.scalar(select(staff_session.c.token_hash)) == hash_token(token)
    store.clock.forward(4000)
    await store.staff.sign_in(alex)
    assert await count(store) == 1


@pytest.mark.parametrize("token", ["", "wrong", "\ud800"])
async def test_a_wrong_session(store: Store, token: str) -> None:
    assert await store.staff.signed_in(token) is None
    await store.staff.sign_out(token)
