"""People of the staff: adding and finding them."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from channels.store.audit import Actor
from channels.store.members import LEVELS, ROLES, Skills
from channels.store.staff import NameTakenError
from contracts.languages import LANGUAGES
from contracts.staff_tables import staff
from tests.channels.store.conftest import Store
from tests.channels.store.staff_rows import log_of


async def test_a_name_is_given_once(store: Store) -> None:
    assert await store.staff.is_empty()
    await store.hire("alex")
    assert not await store.staff.is_empty()
    with pytest.raises(NameTakenError):
        await store.hire("alex")
    assert [action for action, _, _ in await log_of(store)] == ["account_added"]


async def test_find_gives_the_person_and_the_hash(store: Store) -> None:
    added = await store.staff.add("sam", "Sam Muster", ("agent", "owner"), "hash")
    found = await store.staff.find("sam")
    assert found is not None
    assert (found.member, found.password_hash) == (added, "hash")
    assert "hash" not in repr(found)
    assert await store.staff.find("Sam") is None


async def test_skills_are_kept_and_all_languages_where_nothing_is_said(store: Store) -> None:
    skills = Skills(languages={"fr": "C1", "lb": "B2"}, services=("passport",), administrations=("taxes",), capacity=2)
    await store.staff.add("able", "Able", ("agent",), None, skills=skills)
    await store.hire("alex")
    able, alex = await store.staff.find("able"), await store.staff.find("alex")
    assert able is not None
    assert able.member.skills == skills
    assert able.password_hash is None
    assert alex is not None
    assert alex.member.skills == Skills(languages=dict.fromkeys(LANGUAGES, LEVELS[-1]))


async def test_who_signs_in_elsewhere_is_not_local(store: Store) -> None:
    by = Actor(id=None, name="single sign-on")
    added = await store.staff.add("nora", "Nora", ROLES, None, subject="https://x|1", by=by)
    assert not added.local
    with pytest.raises(NameTakenError):
        await store.staff.add("other", "Nora", ROLES, None, subject="https://x|1")
    assert await log_of(store) == [("account_added", "single sign-on", "nora")]


async def test_someone_who_left_is_not_found(store: Store) -> None:
    await store.hire("alex")
    async with store.database.write() as connection:
        await connection.execute(update(staff).values(active=False))
    assert await store.staff.find("alex") is None
