"""Sign-ins with the administration's own provider, on their way."""

from __future__ import annotations

from sqlalchemy import func, select

from contracts.staff_tables import staff_login
from tests.channels.store.conftest import Store


async def test_the_browser_that_began_comes_back_once(store: Store) -> None:
    started = await store.staff.logins.start("studio")
    assert await store.staff.logins.come_back(started.state, "another browser") is None
    assert await store.staff.logins.come_back("another state", started.browser) is None
    returned = await store.staff.logins.come_back(started.state, started.browser)
    assert returned is not None
    assert (returned.nonce, returned.verifier, returned.page) == (started.nonce, started.verifier, "studio")
    assert await store.staff.logins.come_back(started.state, started.browser) is None


async def test_it_must_come_back_in_time_and_is_forgotten_otherwise(store: Store) -> None:
    late = await store.staff.logins.start("console")
    store.clock.forward(601)
    assert await store.staff.logins.come_back(late.state, late.browser) is None
    await store.staff.logins.start("console")
    async with store.database.read() as connection:
        assert await connection.scalar(select(func.count()).select_from(staff_login)) == 1


async def test_what_opens_something_is_not_stored(store: Store) -> None:
    started = await store.staff.logins.start("console")
    async with store.database.read() as connection:
        row = str((await connection.execute(select(staff_login))).one())
    assert started.state not in row
    assert started.browser not in row
