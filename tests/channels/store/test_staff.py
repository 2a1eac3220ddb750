"""Accounts and sessions."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select, update

from channels.store.conversations import hash_token
from channels.store.staff import NameTakenError
from contracts.tables import staff, staff_session
from tests.channels.store.conftest import Store


async def test_a_name_is_given_once(store: Store) -> None:
    assert await store.staff.is_empty()
    await store.hire("alex")
    assert not await store.staff.is_empty()
    with pytest.raises(NameTakenError):
        await store.hire("alex")


async def test_find_gives_the_person_and_the_hash(store: Store) -> None:
    added = await store.staff.add("sam", "Sam Muster", ("agent", "owner"), "hash")
    assert await store.staff.find("sam") == (added, "hash")
    assert await store.staff.find("Sam") is None


async def test_a_session_lasts_until_it_ends(store: Store) -> None:
    alex = await store.hire("alex")
    token = await store.staff.sign_in(alex)
    assert await store.staff.signed_in(token) == alex
    store.clock.forward(3599)
    assert await store.staff.signed_in(token) == alex
    store.clock.forward(2)
    assert await store.staff.signed_in(token) is None


async def test_signing_out_ends_this_session_only(store: Store) -> None:
    alex = await store.hire("alex")
    here, there = await store.staff.sign_in(alex), await store.staff.sign_in(alex)
    await store.staff.sign_out(here)
    assert await store.staff.signed_in(here) is None
    assert await store.staff.signed_in(there) == alex


async def test_someone_who_left_is_no_longer_signed_in(store: Store) -> None:
    alex = await store.hire("alex")
    token = await store.staff.sign_in(alex)
    async with store.database.write() as connection:
        await connection.execute(update(staff).values(active=False))
    assert await store.staff.signed_in(token) is None
    assert await store.staff.find("alex") is None


async def test_only_the_hash_of_a_session_is_stored_and_old_ones_go(store: Store) -> None:
    alex = await store.hire("alex")
    token = await store.staff.sign_in(alex)
    async with store.database.read() as connection:
        assert await connection.scalar(select(staff_session.c.token_hash)) == hash_token(token)
    store.clock.forward(4000)
    await store.staff.sign_in(alex)
    async with store.database.read() as connection:
        assert await connection.scalar(select(func.count()).select_from(staff_session)) == 1


@pytest.mark.parametrize("token", ["", "wrong", "\ud800"])
async def test_a_wrong_session(store: Store, token: str) -> None:
    assert await store.staff.signed_in(token) is None
    await store.staff.sign_out(token)
