"""Accounts as administrators change them, links to choose a password, second factors."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import func, select

from channels.store.accounts import LastAdministratorError, NotLocalError, OwnAccountError, UnknownAccountError
from channels.store.conversations import hash_token
from channels.store.members import Role
from channels.store.staff import Member
from contracts.staff_tables import audit, staff_invitation
from tests.channels.store.conftest import Store
from tests.channels.store.staff_rows import log_of


async def administrator(store: Store, name: str = "ada") -> Member:
    return await store.staff.add(name, name.title(), ("administrator",), "hash")


async def test_a_change_is_stored_and_written_down_together(store: Store) -> None:
    ada, alex = await administrator(store), await store.hire("alex")
    changes = {
        "display_name": "Alex B.",
        "roles": ["agent", "supervisor"],
        "languages": {"fr": "C1", "de": "B1"},
        "capacity": 4,
    }
    await store.staff.accounts.change(ada.actor, alex.id, changes)
    stored = await store.staff.accounts.one(alex.id)
    assert (stored.member.display_name, stored.member.roles) == ("Alex B.", ("agent", "supervisor"))
    assert stored.member.skills.languages == {"fr": "C1", "de": "B1"}
    async with store.database.read() as connection:
        newest = (await connection.execute(select(audit).order_by(audit.c.number.desc()).limit(1))).one()
    assert (newest.actor_id, newest.actor, newest.action, newest.target) == (ada.id, "ada", "account_changed", "alex")
    assert newest.detail == {
        "display_name": "Alex B.",
        "roles": ["agent", "supervisor"],
        "languages": ["de B1", "fr C1"],
    }, "only what is different"


async def test_what_changes_nothing_is_not_written_down(store: Store) -> None:
    ada = await administrator(store)
    before = await log_of(store)
    await store.staff.accounts.change(ada.actor, ada.id, {"display_name": "Ada", "active": True})
    await store.staff.accounts.change(ada.actor, ada.id, {})
    assert await log_of(store) == before


async def test_an_unknown_account(store: Store) -> None:
    ada = await administrator(store)
    accounts = store.staff.accounts
    for attempt in (
        accounts.change(ada.actor, "nobody", {"active": False}),
        accounts.reset(ada.actor, "nobody"),
        accounts.remove_second_factor(ada.actor, "nobody"),
        accounts.end_sessions(ada.actor, "nobody"),
        accounts.one("nobody"),
        accounts.id_of("nobody"),
    ):
        with pytest.raises(UnknownAccountError):
            await attempt


async def test_who_is_deactivated_is_out(store: Store) -> None:
    ada, alex = await administrator(store), await store.hire("alex")
    token = await store.staff.sign_in(alex)
    link = await store.staff.invitations.issue(alex.id)
    await store.staff.accounts.change(ada.actor, alex.id, {"active": False})
    assert await store.staff.signed_in(token) is None
    assert await store.staff.invitations.read(link.token) is None
    assert [(one.member.name, one.active) for one in await store.staff.accounts.all()] == [
        ("ada", True),
        ("alex", False),
    ]
    await store.staff.accounts.change(ada.actor, alex.id, {"active": True})
    assert await store.staff.signed_in(token) is None, "the session is gone for good"
    assert await store.staff.find("alex") is not None


@pytest.mark.parametrize("changes", [{"roles": ["agent"]}, {"active": False}])
async def test_somebody_must_look_after_accounts(store: Store, changes: dict[str, object]) -> None:
    ada, alex = await administrator(store), await store.hire("alex")
    with pytest.raises(LastAdministratorError):
        await store.staff.accounts.change(alex.actor, ada.id, changes)
    another = await administrator(store, "bob")
    await store.staff.accounts.change(another.actor, another.id, {"capacity": 7})
    await store.staff.accounts.change(another.actor, ada.id, changes)
    with pytest.raises(LastAdministratorError):
        await store.staff.accounts.change(another.actor, another.id, {"roles": ["owner"]})


async def test_two_administrators_cannot_depose_each_other(store: Store) -> None:
    ada, bob = await administrator(store), await administrator(store, "bob")
    both = await asyncio.gather(
        store.staff.accounts.change(ada.actor, bob.id, {"roles": ["agent"]}),
        store.staff.accounts.change(bob.actor, ada.id, {"roles": ["agent"]}),
        return_exceptions=True,
    )
    assert sorted(type(one) for one in both if one is not None) == [LastAdministratorError]


async def test_nobody_shuts_themself_out(store: Store) -> None:
    ada = await administrator(store)
    await administrator(store, "bob")
    with pytest.raises(OwnAccountError):
        await store.staff.accounts.change(ada.actor, ada.id, {"active": False})


async def test_a_platform_without_administrators_can_be_changed_all_the_same(store: Store) -> None:
    alex = await store.hire("alex")
    await store.staff.accounts.change(alex.actor, alex.id, {"roles": ["administrator"]})
    assert (await store.staff.accounts.one(alex.id)).member.roles == ("administrator",)


async def test_a_link_is_good_once_and_for_three_days(store: Store) -> None:
    alex = await store.staff.add("alex", "Alex", ("agent",), None)
    first = await store.staff.invitations.issue(alex.id)
    second = await store.staff.invitations.issue(alex.id)
    assert await store.staff.invitations.read(first.token) is None, "the newest replaces it"
    assert (await store.staff.accounts.one(alex.id)).invited_until == second.expires_at
    store.clock.forward(72 * 3600 - 1)
    assert await store.staff.invitations.read(second.token) == alex
    taken = await asyncio.gather(*(store.staff.invitations.accept(second.token, f"hash {n}") for n in range(3)))
    assert [one for one in taken if one is not None] == [alex]
    found = await store.staff.find("alex")
    assert found is not None
    assert found.password_hash is not None
    late = await store.staff.invitations.issue(alex.id)
    store.clock.forward(72 * 3600)
    assert await store.staff.invitations.accept(late.token, "late") is None
    assert [action for action, _, _ in await log_of(store)] == ["account_added", "invitation_accepted"]


async def test_only_the_hash_of_a_link_is_stored_and_old_ones_go(store: Store) -> None:
    alex, sam = await store.hire("alex"), await store.hire("sam")
    made = await store.staff.invitations.issue(alex.id)
    async with store.database.read() as connection:
        assert await connection.scalar(select(staff_invitation.c.token_hash)) == hash_token(made.token)
    store.clock.forward(72 * 3600 + 1)
    await store.staff.invitations.issue(sam.id)
    async with store.database.read() as connection:
        assert await connection.scalar(select(func.count()).select_from(staff_invitation)) == 1


async def test_a_reset_takes_password_and_sessions_away(store: Store) -> None:
    ada, alex = await administrator(store), await store.hire("alex")
    token = await store.staff.sign_in(alex)
    made = await store.staff.accounts.reset(ada.actor, alex.id)
    assert await store.staff.signed_in(token) is None
    found = await store.staff.find("alex")
    assert found is not None
    assert found.password_hash is None
    assert await store.staff.invitations.accept(made.token, "new") == alex
    assert await log_of(store) == [
        ("account_added", "command line", "ada"),
        ("account_added", "command line", "alex"),
        ("signed_in", "alex", "alex"),
        ("account_reset", "ada", "alex"),
        ("invitation_accepted", "alex", "alex"),
    ]


async def test_a_new_password_ends_every_session_and_begins_one(store: Store) -> None:
    alex = await store.hire("alex")
    old = [await store.staff.sign_in(alex) for _ in range(2)]
    link = await store.staff.invitations.issue(alex.id)
    fresh = await store.staff.accounts.set_password(alex, "new hash", store.staff.sessions, "Firefox")
    assert [await store.staff.signed_in(token) for token in [*old, fresh]] == [None, None, alex]
    assert await store.staff.invitations.read(link.token) is None
    assert (await log_of(store))[-1] == ("password_changed", "alex", "alex")


async def test_sessions_are_ended_by_an_administrator(store: Store) -> None:
    ada, alex = await administrator(store), await store.hire("alex")
    token = await store.staff.sign_in(alex)
    assert (await store.staff.accounts.one(alex.id)).seen_at == store.clock.now
    await store.staff.accounts.end_sessions(ada.actor, alex.id)
    assert await store.staff.signed_in(token) is None
    assert (await store.staff.accounts.one(alex.id)).seen_at is None
    assert (await log_of(store))[-1] == ("sessions_ended", "ada", "alex")


async def test_a_second_factor_counts_once_confirmed_and_no_code_works_twice(store: Store) -> None:
    factors = store.staff.second_factors
    alex = await store.hire("alex")
    assert await factors.begin(alex, "FIRST")
    assert await factors.begin(alex, "SECRET"), "begun anew"
    assert not (await store.staff.accounts.one(alex.id)).member.second_factor
    assert not await factors.turn_on(alex, "FIRST", 100)
    assert await factors.turn_on(alex, "SECRET", 100)
    assert not await factors.turn_on(alex, "SECRET", 101)
    assert not await factors.begin(alex, "OTHER"), "it is on"
    assert await factors.secret(alex) == "SECRET"
    assert (await store.staff.accounts.one(alex.id)).member.second_factor
    used = await asyncio.gather(*(factors.use(alex, "SECRET", 101) for _ in range(3)))
    assert sorted(used) == [False, False, True]
    assert not await factors.use(alex, "SECRET", 100)
    assert await factors.use(alex, "SECRET", 102)
    await factors.turn_off(alex)
    assert await factors.secret(alex) is None
    assert [action for action, _, _ in await log_of(store)][1:] == ["second_factor_on", "second_factor_off"]


async def test_an_administrator_takes_a_second_factor_away(store: Store) -> None:
    ada, alex = await administrator(store), await store.hire("alex")
    await store.staff.second_factors.begin(alex, "SECRET")
    await store.staff.second_factors.turn_on(alex, "SECRET", 1)
    await store.staff.accounts.remove_second_factor(ada.actor, alex.id)
    assert not (await store.staff.accounts.one(alex.id)).member.second_factor
    assert (await log_of(store))[-1] == ("second_factor_removed", "ada", "alex")


async def test_roles_follow_the_groups(store: Store) -> None:
    accounts = store.staff.accounts
    assert await accounts.follow_groups("https://x|1", "Nora", ("agent",)) is None
    nora = await store.staff.add("nora", "Nora", ("agent",), None, subject="https://x|1")
    token = await store.staff.sign_in(nora)
    both: tuple[Role, ...] = ("agent", "supervisor")
    stored = await accounts.follow_groups("https://x|1", "Nora B.", both)
    assert stored is not None
    assert (stored.member.roles, stored.member.display_name) == (both, "Nora B.")
    assert await store.staff.signed_in(token) is None, "who may do something else signs in anew"
    token = await store.staff.sign_in(stored.member)
    await accounts.follow_groups("https://x|1", "Nora B.", both)
    assert await store.staff.signed_in(token) is not None
    await accounts.follow_groups("https://x|1", "Nora B.", ())
    assert await store.staff.signed_in(token) is None
    assert [action for action, _, _ in await log_of(store)] == [
        "account_added",
        "signed_in",
        "account_changed",
        "signed_in",
        "account_changed",
    ]


async def test_what_the_provider_decides_is_not_changed_here(store: Store) -> None:
    ada = await administrator(store)
    nora = await store.staff.add("nora", "Nora", ("agent",), None, subject="https://x|1")
    with pytest.raises(NotLocalError):
        await store.staff.accounts.change(ada.actor, nora.id, {"roles": ["owner"]})
    with pytest.raises(NotLocalError):
        await store.staff.accounts.reset(ada.actor, nora.id)
    made = await store.staff.invitations.issue(nora.id)
    assert await store.staff.invitations.read(made.token) is None
    await store.staff.accounts.change(ada.actor, nora.id, {"capacity": 9, "active": False})
    assert not (await store.staff.accounts.one(nora.id)).active
