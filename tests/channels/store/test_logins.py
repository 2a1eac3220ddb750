"""Logins on their way: each step once, in time, by whom it belongs to; and nothing readable in the database."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import func, select

from channels.store.logins import CODE_LENGTH, CODE_LETTERS, LOGIN_LASTS, MOST_WRONG_CODES, FinishedLogin
from contracts.tables import login
from tests.channels.store.conftest import Store

ORIGIN = "https://www.example.lu"
CLAIMS = {"national_id": "1893120105732", "family_name": "Weber"}
WEBER = FinishedLogin(subject="s-1", claims=CLAIMS)


async def completed(store: Store, there: str) -> str:
    login_id = await store.logins.begin(there, ORIGIN, "fr")
    started = await store.logins.start(login_id)
    assert started is not None
    returned = await store.logins.come_back(started.state, started.browser)
    assert returned is not None
    code = await store.logins.complete(returned, WEBER.subject, WEBER.claims)
    assert code is not None
    return code


async def test_a_login_goes_its_way_once(store: Store) -> None:
    there = await store.begin()
    login_id = await store.logins.begin(there, ORIGIN, "fr")
    started = await store.logins.start(login_id)
    assert started is not None
    assert started.language == "fr"
    assert 43 <= len(started.verifier) <= 128, "RFC 7636"
    assert await store.logins.start(login_id) is None, "the address works once"
    returned = await store.logins.come_back(started.state, started.browser)
    assert returned is not None
    assert (returned.nonce, returned.verifier, returned.origin) == (started.nonce, started.verifier, ORIGIN)
    assert await store.logins.come_back(started.state, started.browser) is None, "the provider sends back once"
    code = await store.logins.complete(returned, WEBER.subject, WEBER.claims)
    assert code is not None
    assert len(code) == CODE_LENGTH
    assert set(code) <= set(CODE_LETTERS)
    assert await store.logins.complete(returned, "other", {}) is None
    assert await store.logins.finish(there, code) == WEBER
    assert await store.logins.finish(there, code) is None, "the code works once"


async def test_another_browser_cannot_go_on(store: Store) -> None:
    there = await store.begin()
    started = await store.logins.start(await store.logins.begin(there, None, "de"))
    assert started is not None
    assert await store.logins.come_back(started.state, "another browser") is None
    assert await store.logins.come_back("another state", started.browser) is None
    assert await store.logins.come_back(started.state, started.browser) is not None


async def test_another_conversation_cannot_finish(store: Store) -> None:
    here, there = await store.begin(), await store.begin()
    code = await completed(store, here)
    assert await store.logins.finish(there, code) is None
    assert await store.logins.finish(here, code) == WEBER


@pytest.mark.parametrize("written", ["{0}", " {0} ", "{1}", "{2}"])
async def test_a_code_may_be_typed_as_people_type(store: Store, written: str) -> None:
    there = await store.begin()
    code = await completed(store, there)
    assert await store.logins.finish(there, written.format(code, code.lower(), f"{code[:4]}-{code[4:]}")) == WEBER


async def test_a_few_wrong_codes_end_the_login(store: Store) -> None:
    there = await store.begin()
    code = await completed(store, there)
    for _ in range(MOST_WRONG_CODES - 1):
        assert await store.logins.finish(there, "22222222") is None
    assert await store.logins.finish(there, code) == WEBER
    code = await completed(store, there)
    for _ in range(MOST_WRONG_CODES):
        assert await store.logins.finish(there, "22222222") is None
    assert await store.logins.finish(there, code) is None


async def test_wrong_codes_at_the_same_time_are_all_counted(store: Store) -> None:
    there = await store.begin()
    code = await completed(store, there)
    await asyncio.gather(*(store.logins.finish(there, "22222222") for _ in range(MOST_WRONG_CODES)))
    assert await store.logins.finish(there, code) is None


@pytest.mark.parametrize("code", ["", "x" * 10_000, "\ud800", "É"])
async def test_nonsense_is_no_code(store: Store, code: str) -> None:
    there = await store.begin()
    await completed(store, there)
    assert await store.logins.finish(there, code) is None


@pytest.mark.parametrize("step", ["start", "come_back", "complete", "finish"])
async def test_no_step_works_after_the_time(store: Store, step: str) -> None:
    there = await store.begin()
    login_id = await store.logins.begin(there, ORIGIN, "fr")
    late = LOGIN_LASTS.total_seconds()
    if step == "start":
        store.clock.forward(late)
        assert await store.logins.start(login_id) is None
        return
    started = await store.logins.start(login_id)
    assert started is not None
    if step == "come_back":
        store.clock.forward(late)
        assert await store.logins.come_back(started.state, started.browser) is None
        return
    returned = await store.logins.come_back(started.state, started.browser)
    assert returned is not None
    if step == "complete":
        store.clock.forward(late)
        assert await store.logins.complete(returned, "s", {}) is None
        return
    code = await store.logins.complete(returned, "s", {})
    assert code is not None
    store.clock.forward(late)
    assert await store.logins.finish(there, code) is None


async def test_a_new_login_ends_the_one_before(store: Store) -> None:
    there = await store.begin()
    first = await store.logins.begin(there, ORIGIN, "fr")
    second, third = await asyncio.gather(*(store.logins.begin(there, ORIGIN, "fr") for _ in range(2)))
    assert await store.logins.start(first) is None
    assert sum([await store.logins.start(login_id) is not None for login_id in (second, third)]) == 1
    async with store.database.read() as connection:
        assert await connection.scalar(select(func.count()).select_from(login)) == 1


async def test_no_secret_that_opens_something_is_stored(store: Store) -> None:
    there = await store.begin()
    login_id = await store.logins.begin(there, ORIGIN, "fr")
    started = await store.logins.start(login_id)
    assert started is not None
    returned = await store.logins.come_back(started.state, started.browser)
    assert returned is not None
    code = await store.logins.complete(returned, "s", {})
    async with store.database.read() as connection:
        row = (await connection.execute(select(login))).one()
    stored = " ".join(str(value) for value in row)
    for secret in (login_id, started.state, started.browser, started.nonce, started.verifier, code):
        assert secret not in stored
