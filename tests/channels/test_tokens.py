"""A login locks out every other socket of the conversation, in whichever process, and shows it nothing more."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from channels.hub import Entered
from channels.socket import CLOSE_UNKNOWN, EndSocketError
from channels.store.database import Database
from channels.tokens import TokenGuard
from contracts.events import Event, IdentityChanged
from tests.channels.store.conftest import Clock, Store
from tests.channels.test_feed import Wire, fed


@pytest.fixture
async def store(sqlite_url: str) -> AsyncIterator[Store]:
    database = Database(sqlite_url)
    yield Store(database, Clock())
    await database.close()


def login(seq: int) -> Event:
    return Event(conversation="c", seq=seq, at="", data=IdentityChanged(state="logged_in"))


async def entering(seq: int, seconds: float = 0) -> Entered:
    await asyncio.sleep(seconds)
    return Entered(token="t", seq=seq)


async def test_another_sockets_login_ends_the_feed_before_it_shows_more(store: Store) -> None:
    there = await store.begin()
    wire = Wire()
    async with fed(store, wire) as (feed, fanout, running):
        feed.before_event = TokenGuard(1).check
        feed.follow(there, 0)
        await wire.has(1)
        # As from another gateway: the log has moved by all of this before anybody here hears of it.
        await store.say(there)
        await store.log_in(there)
        await store.say(there, "secret", "m-2")
        fanout.wake(there)
        with pytest.raises(EndSocketError) as ended:
            await running
        assert ended.value.code == CLOSE_UNKNOWN
        assert wire.seqs == [1, 2]


async def test_the_socket_that_logs_in_goes_on(store: Store) -> None:
    there = await store.begin()
    wire, guard = Wire(), TokenGuard(1)

    async def log_in() -> Entered:
        outcome = await store.log_in(there)
        fanout.wake(there)
        await asyncio.sleep(0.3)  # the feed reads the event before the one who logs in is told
        return Entered(token="t", seq=outcome.seq or 0)

    async with fed(store, wire) as (feed, fanout, _):
        feed.before_event = guard.check
        feed.follow(there, 0)
        await guard.enter(log_in())
        await store.say(there)
        fanout.wake(there)
        await wire.has(3)
        assert wire.seqs == [1, 2, 3]


async def test_a_login_from_before_the_token_is_no_reason_to_end() -> None:
    guard = TokenGuard(5)
    await guard.check(login(5))
    with pytest.raises(EndSocketError):
        await guard.check(login(6))


async def test_each_login_of_ones_own_is_remembered() -> None:
    guard = TokenGuard(1)
    await guard.enter(entering(3))
    await guard.enter(entering(7))
    await guard.check(login(3))
    await guard.check(login(7))
    with pytest.raises(EndSocketError):
        await guard.check(login(9))


async def test_a_login_that_fails_is_none_of_ones_own() -> None:
    guard = TokenGuard(1)

    async def failing() -> Entered:
        await asyncio.sleep(0.05)
        raise LookupError

    trying = asyncio.create_task(guard.enter(failing()))
    await asyncio.sleep(0)
    with pytest.raises(EndSocketError):
        await guard.check(login(3))
    with pytest.raises(LookupError):
        await trying


@pytest.mark.parametrize("state", ["logged_out", "expired"])
async def test_the_end_of_a_login_ends_no_socket(state: str) -> None:
    await TokenGuard(1).check(Event(conversation="c", seq=2, at="", data=IdentityChanged(state=state)))
