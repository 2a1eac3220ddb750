"""Erasures are written down beside the database, whoever erased."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import insert, update

from channels.backup.ledger import Ledger, LedgerKeeper
from channels.store.database import Database
from contracts.erasing import hash_conversation
from contracts.tables import erasure

NOVEMBER = datetime(2026, 11, 30, 23, 59, tzinfo=UTC)
DECEMBER = datetime(2026, 12, 1, 0, 0, tzinfo=UTC)


def test_each_month_has_a_file_and_all_are_read(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "erasures")
    assert ledger.read() == set()
    ledger.add(["a" * 64], NOVEMBER)
    ledger.add(["b" * 64, "c" * 64], DECEMBER)
    assert ledger.read() == {"a" * 64, "b" * 64, "c" * 64}
    assert sorted(path.name for path in (tmp_path / "erasures").iterdir()) == ["2026-11.txt", "2026-12.txt"]


@given(cut=st.integers(min_value=0, max_value=90), more=st.binary(max_size=20))
def test_a_line_that_broke_off_takes_none_of_the_others_along(tmp_path_factory: object, cut: int, more: bytes) -> None:
    folder = tmp_path_factory.mktemp("ledger")  # type: ignore[attr-defined]
    ledger = Ledger(folder)
    ledger.add(["a" * 64], NOVEMBER)
    path = folder / "2026-11.txt"
    path.write_bytes(path.read_bytes() + f"{NOVEMBER.isoformat()} {'b' * 64}"[:cut].encode() + more.replace(b"\n", b""))
    assert ledger.read() == {"a" * 64}


async def test_what_could_not_be_written_is_caught_up_with(tmp_path: Path, database_url: str) -> None:
    """The disk of the ledger is full for an hour; meanwhile the bot has forgotten, and the ids are gone."""
    now = NOVEMBER
    database = Database(database_url)
    folder = tmp_path / "erasures"
    keeper = LedgerKeeper(database, Ledger(folder), now=lambda: now)

    async def erase(name: str, conversation: str | None) -> None:
        proof = {"reason": "citizen", "counts": {}, "erased_at": now, "conversation_id": conversation}
        async with database.write() as connection:
            await connection.execute(insert(erasure).values(id_hash=hash_conversation(name), **proof))

    await erase("before", None)
    await keeper.look()
    folder.rename(tmp_path / "kept")
    folder.write_bytes(b"no folder")
    for minutes in range(0, 60, 10):
        now = NOVEMBER + timedelta(minutes=minutes)
        await erase(f"c{minutes}", None)
        with pytest.raises(OSError, match="erasures"):
            await keeper.look()
    assert keeper.is_behind()
    assert keeper.age() == timedelta(minutes=50)
    folder.unlink()
    (tmp_path / "kept").rename(folder)
    await keeper.look()
    assert not keeper.is_behind()
    names = ["before", *(f"c{minutes}" for minutes in range(0, 60, 10))]
    assert Ledger(folder).read() == {hash_conversation(name) for name in names}
    await erase("after a start", None)
    await LedgerKeeper(database, Ledger(folder), now=lambda: now).look()
    assert hash_conversation("after a start") in Ledger(folder).read()
    lines = [line for path in folder.iterdir() for line in path.read_text(encoding="ascii").splitlines()]
    assert len(lines) == len(names) + 1, "nothing is written twice"
    await database.close()


async def test_what_is_erased_in_sql_is_written_down_once(tmp_path: Path, database_url: str) -> None:
    database = Database(database_url)
    keeper = LedgerKeeper(database, Ledger(tmp_path), now=lambda: NOVEMBER)
    await keeper.look()
    assert Ledger(tmp_path).read() == set()
    proof = {"reason": "retention", "counts": {}, "erased_at": NOVEMBER}
    async with database.write() as connection:
        await connection.execute(insert(erasure).values(id_hash=hash_conversation("c1"), conversation_id="c1", **proof))
    await keeper.look()
    await keeper.look()
    async with database.write() as connection:
        await connection.execute(update(erasure).values(conversation_id=None))
    await keeper.look()
    written = (tmp_path / "2026-11.txt").read_text(encoding="ascii")
    assert written == f"2026-11-30T23:59:00+00:00 {hash_conversation('c1')}\n"
    await database.close()
