"""The chain of the audit log, and what the databases refuse."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from channels.staff.audit import ACTIONS, AuditLog
from channels.store.audit import NOBODY, append
from channels.store.database import Database
from contracts.auditing import CUT, add_entry, chain, cut_off
from contracts.staff_tables import audit
from tests.channels.store.conftest import Store


@pytest.fixture
def log(store: Store) -> AuditLog:
    return AuditLog(store.database, now=store.clock)


async def fill(log: AuditLog, entries: int) -> None:
    for number in range(entries):
        await log.record(None, "history_searched", f"target {number}", found=number, queues=["taxes", "é"], all=True)


async def unguarded(database: Database, *statements: str) -> None:
    """Change the log as somebody can who owns the database."""
    async with database.write() as connection:
        if database.is_sqlite:
            for trigger in ("audit_in_order", "audit_unchanged", "audit_kept"):
                await connection.execute(text(f"DROP TRIGGER IF EXISTS {trigger}"))
        else:
            await connection.execute(text("SET LOCAL session_replication_role = replica"))
        for statement in statements:
            await connection.execute(text(statement))


async def test_entries_are_numbered_from_one_and_read_back(store: Store, log: AuditLog) -> None:
    alex = await store.hire("alex")
    store.clock.forward(1)
    await log.record(alex, "ticket_claimed", "t" * 200, queue="taxes", moves=2, tags=["a", "b"], late=False, note=None)
    newest, oldest = await log.page()
    assert (oldest.number, oldest.actor, oldest.action, oldest.target) == (1, "command line", "account_added", "alex")
    assert (newest.number, newest.actor, newest.action, newest.target) == (2, "alex", "ticket_claimed", "t" * 128)
    assert newest.detail == {"queue": "taxes", "moves": 2, "tags": ["a", "b"], "late": False, "note": None}
    assert newest.at == "2026-11-23T08:15:31.250Z"
    assert await log.first_break() is None


async def test_an_empty_log_is_whole(log: AuditLog) -> None:
    assert await log.first_break() is None
    assert await log.newest() == (0, "")
    assert await log.page() == []


async def test_numbers_have_no_gaps_when_many_write_at_once(store: Store, log: AuditLog) -> None:
    other = AuditLog(store.database)
    await asyncio.gather(*((log, other)[n % 2].record(None, "signed_in", str(n)) for n in range(30)))
    async with store.database.read() as connection:
        numbers = list(await connection.scalars(select(audit.c.number).order_by(audit.c.number)))
    assert numbers == list(range(1, 31))
    assert await log.first_break() is None


async def test_an_entry_that_is_rolled_back_leaves_no_gap(store: Store, log: AuditLog) -> None:
    await fill(log, 1)
    with pytest.raises(RuntimeError, match="on purpose"):
        await _break_off(store)
    await fill(log, 1)
    assert [entry.number for entry in await log.page()] == [2, 1]


async def _break_off(store: Store) -> None:
    async with store.database.write() as connection:
        await append(connection, store.clock.now, NOBODY, "signed_in")
        raise RuntimeError("on purpose")


async def test_pages_and_filters(store: Store, log: AuditLog) -> None:
    alex = await store.hire("alex")
    await fill(log, 105)
    await log.record(alex, "proposal_made", "p")
    first = await log.page()
    assert [entry.number for entry in first] == list(range(107, 7, -1))
    assert [entry.number for entry in await log.page(before=first[-1].number)] == list(range(7, 0, -1))
    assert [entry.number for entry in await log.page(actor="alex")] == [107]
    assert [entry.number for entry in await log.page(action="account_added")] == [1]
    assert await log.page(before=1) == []


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit SET target = 'other' WHERE number = 2",
        "UPDATE audit SET number = 9 WHERE number = 3",
        "DELETE FROM audit WHERE number = 3",
        "DELETE FROM audit",
        "INSERT INTO audit SELECT number + 7, at, actor_id, actor, action, target, detail, digest"
        " FROM audit WHERE number = 3",
    ],
)
async def test_the_database_refuses_to_change_the_log(store: Store, log: AuditLog, statement: str) -> None:
    await fill(log, 3)
    with pytest.raises(DBAPIError, match="audit log"):
        await _execute(store.database, statement)
    assert len(await log.page()) == 3
    assert await log.first_break() is None


async def test_nor_by_the_other_ways_of_each_database(store: Store, log: AuditLog) -> None:
    await fill(log, 3)
    replace = "INSERT OR REPLACE INTO audit SELECT number, at, actor_id, 'x', action, target, detail, digest FROM audit"
    statement = replace if store.database.is_sqlite else "TRUNCATE audit"
    with pytest.raises(DBAPIError, match="audit log"):
        await _execute(store.database, statement)
    assert len(await log.page()) == 3


async def _execute(database: Database, statement: str) -> None:
    async with database.write() as connection:
        await connection.execute(text(statement))


@pytest.mark.parametrize(
    ("tampering", "found"),
    [
        ("UPDATE audit SET target = 'other' WHERE number = 2", 2),
        ("UPDATE audit SET actor = 'other' WHERE number = 1", 1),
        ("UPDATE audit SET actor_id = 'other' WHERE number = 4", 4),
        ("UPDATE audit SET action = 'other' WHERE number = 4", 4),
        ("UPDATE audit SET detail = '{}' WHERE number = 3", 3),
        ("UPDATE audit SET digest = 'other' WHERE number = 3", 3),
        ("DELETE FROM audit WHERE number = 1", 1),
        ("DELETE FROM audit WHERE number = 3", 3),
        ("UPDATE audit SET number = number + 1 WHERE number = 4", 4),
    ],
)
async def test_whoever_can_remove_the_triggers_is_found_out(
    store: Store, log: AuditLog, tampering: str, found: int
) -> None:
    await fill(log, 4)
    await unguarded(store.database, tampering)
    assert await log.first_break() == found


async def test_a_changed_time_is_found_out(store: Store, log: AuditLog) -> None:
    await fill(log, 2)
    later = "datetime(at, '+1 day')" if store.database.is_sqlite else "at + interval '1 day'"
    await unguarded(store.database, f"UPDATE audit SET at = {later} WHERE number = 2")
    assert await log.first_break() == 2


async def test_what_is_cut_off_at_the_end_shows_by_the_newest_digest(store: Store, log: AuditLog) -> None:
    await fill(log, 4)
    number, digest = await log.newest()
    await unguarded(store.database, "DELETE FROM audit WHERE number > 2")
    assert await log.first_break() is None
    await fill(log, 2)
    assert (await log.newest())[0] == number
    assert (await log.newest())[1] != digest


async def test_long_logs_are_checked_in_parts(store: Store, log: AuditLog, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("channels.staff.audit.CHECKED_AT_ONCE", 3)
    await fill(log, 10)
    assert await log.first_break() is None
    await unguarded(store.database, "UPDATE audit SET target = 'other' WHERE number = 7")
    assert await log.first_break() == 7


async def age(store: Store, entries: int) -> None:
    """Add entries that are so old that the database lets them go, by its own clock."""
    async with store.database.write() as connection:
        for number in range(entries):
            await append(connection, datetime.now(UTC) - timedelta(days=400), NOBODY, "signed_in", str(number))


async def cut(store: Store, last: int) -> int:
    async with store.database.write() as connection:
        return await connection.run_sync(cut_off, last, datetime.now(UTC))


async def numbers(store: Store) -> list[int]:
    async with store.database.read() as connection:
        return list(await connection.scalars(select(audit.c.number).order_by(audit.c.number)))


async def test_what_is_left_of_a_cut_log_is_proved_from_there(store: Store, log: AuditLog) -> None:
    await age(store, 3)
    await fill(log, 1)
    assert await cut(store, 2) == 2
    assert await numbers(store) == [3, 4, 5]
    assert await log.first_break() is None
    newest = (await log.page())[0]
    assert (newest.actor, newest.action, newest.target, list(newest.detail)) == ("the platform", CUT, "2", ["digest"])
    assert await cut(store, 3) == 1
    assert await cut(store, 3) == 0, "somebody else was first"
    await fill(log, 1)
    assert await numbers(store) == [4, 5, 6, 7]
    assert await log.first_break() is None


async def test_an_entry_that_tells_of_a_cut_goes_at_its_time_as_well(store: Store, log: AuditLog) -> None:
    await age(store, 2)
    async with store.database.write() as connection:
        await connection.run_sync(cut_off, 2, datetime.now(UTC) - timedelta(days=390))
    assert await cut(store, 3) == 1
    assert await numbers(store) == [4]
    assert await log.first_break() is None


@pytest.mark.parametrize(
    ("tampering", "found"),
    [
        ("DELETE FROM audit WHERE number = 3", 3),
        ("DELETE FROM audit WHERE number = 4", 4),
        ("UPDATE audit SET actor = 'other' WHERE number = 3", 3),
        ("UPDATE audit SET target = '3' WHERE number = 5", 4),
        ("UPDATE audit SET target = 'x' WHERE number = 5", 1),
        ("UPDATE audit SET detail = '{}' WHERE number = 5", 3),
        ("DELETE FROM audit WHERE number = 5", 1),
    ],
)
async def test_a_cut_log_that_somebody_changed_is_found_out(
    store: Store, log: AuditLog, tampering: str, found: int
) -> None:
    await age(store, 4)
    await cut(store, 2)
    await unguarded(store.database, tampering)
    assert await log.first_break() == found


async def test_a_log_that_is_cut_while_it_is_checked_is_whole(
    store: Store, log: AuditLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("channels.staff.audit.CHECKED_AT_ONCE", 2)
    await age(store, 6)
    read, looked = store.database.read, 0

    @asynccontextmanager
    async def cut_between() -> AsyncIterator[AsyncConnection]:
        nonlocal looked
        looked += 1
        if looked == 3:
            await cut(store, 5)
        async with read() as connection:
            yield connection

    monkeypatch.setattr(store.database, "read", cut_between)
    assert await log.first_break() is None
    assert await numbers(store) == [6, 7]


@pytest.mark.parametrize(
    ("named", "digest", "delete"),
    [
        (None, None, "number <= 2"),
        ("1", "right", "number <= 2"),
        ("2", "wrong", "number <= 2"),
        ("4", "right", "number <= 4"),
        ("x", "right", "number <= 2"),
    ],
)
async def test_the_database_lets_go_only_what_the_newest_entry_names_and_nothing_young(
    store: Store, log: AuditLog, named: str | None, digest: str | None, delete: str
) -> None:
    await age(store, 3)
    await fill(log, 1)
    last = int(named) if named is not None and named.isdecimal() else 2

    async def attempt() -> None:
        async with store.database.write() as connection:
            if named is not None:
                right = await connection.scalar(select(audit.c.digest).where(audit.c.number == last))
                detail = {"digest": right if digest == "right" else "0" * 64}
                await connection.run_sync(add_entry, datetime.now(UTC), (None, "x"), CUT, named, detail)
            await connection.execute(text(f"DELETE FROM audit WHERE {delete}"))

    with pytest.raises(DBAPIError, match="audit log"):
        await attempt()
    assert await numbers(store) == [1, 2, 3, 4]
    assert await log.first_break() is None


async def test_what_was_named_once_does_not_open_the_log_later(store: Store, log: AuditLog) -> None:
    await age(store, 4)
    await cut(store, 2)
    await fill(log, 1)
    with pytest.raises(DBAPIError, match="audit log"):
        await _execute(store.database, "DELETE FROM audit WHERE number = 3")
    assert await log.first_break() is None


def test_names_of_actions_fit_the_column() -> None:
    assert max(map(len, ACTIONS)) <= 64
    assert len(set(ACTIONS)) == len(ACTIONS)


ROW = st.fixed_dictionaries(
    {
        "number": st.integers(1, 2**31 - 1),
        "at": st.integers(0, 4_000_000_000).map(lambda seconds: datetime.fromtimestamp(seconds, UTC)),
        "actor_id": st.none() | st.text(max_size=8),
        "actor": st.text(max_size=8),
        "action": st.text(max_size=8),
        "target": st.text(max_size=8),
        "detail": st.dictionaries(st.text(max_size=4), st.none() | st.booleans() | st.integers() | st.text(max_size=4)),
    }
)


@given(ROW, ROW)
def test_rows_that_differ_have_other_digests(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert chain("", one) == chain("", dict(reversed(list(one.items()))))
    assert one == other or chain("", one) != chain("", other)
    assert chain("", one) != chain("x", one)
