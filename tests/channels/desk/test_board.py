"""The board reads once for many changes, wakes whom it concerns, and outlives a database that is away."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime

import pytest

from channels.desk import board as board_module
from channels.desk.board import Board
from channels.store.desk import DeskRows
from tests.channels.desk.samples import NOW, agent, member, rows, rules, ticket


class ScriptedDesk:
    """Rows that the test changes, and how often they were read."""

    def __init__(self) -> None:
        self.rows = DeskRows()
        self.reads = 0
        self.error: Exception | None = None
        self.waits_read = 0
        self.slow = 0.0

    async def read(self) -> DeskRows:
        self.reads += 1
        found = self.rows
        await asyncio.sleep(self.slow)
        if self.error is not None:
            raise self.error
        return found

    async def waits(self, _since: datetime) -> list[tuple[str, int, float]]:
        self.waits_read += 1
        return [("general", 0, 60.0)] * 8


class Looker:
    def __init__(self) -> None:
        self.woken = 0
        self.bell = asyncio.Event()

    def desk_moved(self) -> None:
        self.woken += 1
        self.bell.set()

    async def wakes(self) -> None:
        async with asyncio.timeout(5):
            await self.bell.wait()
        self.bell.clear()


@asynccontextmanager
async def running(desk: ScriptedDesk, poll: float = 100) -> AsyncIterator[Board]:
    board = Board(desk, rules(), poll, now=lambda: NOW)
    task = asyncio.create_task(board.run())
    try:
        yield board
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def test_many_changes_at_once_are_one_reading_for_all_who_look() -> None:
    desk, lookers = ScriptedDesk(), [Looker() for _ in range(50)]
    async with running(desk) as board:
        for looker in lookers:
            board.watch(looker)
        await board.refresh()
        read = desk.reads
        for _ in range(100):
            board.desk_moved()
        await lookers[0].wakes()
        await board.refresh()
        assert desk.reads - read <= 2
        board.unwatch(lookers[0])
        woken = lookers[0].woken
        await board.refresh()
        assert lookers[0].woken == woken
        assert lookers[1].woken == desk.reads
        assert desk.waits_read == 1


async def test_whoever_refreshes_sees_what_was_there_before_they_asked() -> None:
    desk = ScriptedDesk()
    desk.slow = 0.05
    async with running(desk) as board:
        board.desk_moved()
        await asyncio.sleep(0.01)  # the reading has begun and will not see what comes now
        desk.rows = rows(ticket("late"))
        snapshot = await board.refresh()
        assert list(snapshot.views) == ["late"]


async def test_the_desk_is_read_again_although_nobody_said_anything() -> None:
    desk, looker = ScriptedDesk(), Looker()
    async with running(desk, poll=0.05) as board:
        board.watch(looker)
        desk.rows = rows(ticket("quiet"))
        await looker.wakes()
        await looker.wakes()
        assert "quiet" in board.snapshot.views


async def test_a_citizen_whose_place_is_new_or_gone_is_woken_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(board_module, "PLACES_PAUSE", 1000.0)
    desk, here, other = ScriptedDesk(), Looker(), Looker()
    async with running(desk) as board:
        board.wait_for("c-t1", here)
        board.wait_for("c-t2", other)
        desk.rows = rows(ticket("t1", age=5), agents=(agent(member()),))
        await board.refresh()
        await here.wakes()
        desk.rows = rows(ticket("t0", age=9), ticket("t1", age=5), agents=(agent(member()),))
        await board.refresh()
        await here.wakes()  # the first round
        assert board.snapshot.places["c-t1"].ahead == 1
        desk.rows = rows(ticket("t1", age=5), agents=(agent(member()),))
        await board.refresh()
        assert not here.bell.is_set(), "the next round is later"
        desk.rows = rows(agents=(agent(member()),))
        await board.refresh()
        await here.wakes()
        assert other.woken == 0
        board.wait_no_more("c-t1", here)
        board.wait_no_more("c-t1", here)
        board.wait_no_more("never", here)


async def test_citizens_hear_of_their_new_place_with_the_next_round(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(board_module, "PLACES_PAUSE", 0.2)
    desk, here = ScriptedDesk(), Looker()
    async with running(desk) as board:
        desk.rows = rows(ticket("t0", age=9), ticket("t1", age=5))
        await board.refresh()
        board.wait_for("c-t1", here)
        for behind in (2, 1, 0):
            desk.rows = rows(*(ticket(f"a{n}", age=9) for n in range(behind)), ticket("t1", age=5))
            await board.refresh()
        await here.wakes()
        await here.wakes()
        assert board.snapshot.places["c-t1"].ahead == 0
        assert here.woken <= 3


async def test_a_database_that_is_away_leaves_the_old_picture_and_is_asked_again() -> None:
    desk = ScriptedDesk()
    async with running(desk) as board:
        desk.rows = rows(ticket("t1"))
        await board.refresh()
        desk.error = OSError("away")
        with pytest.raises(OSError, match="away"):
            await board.refresh()
        assert "t1" in board.snapshot.views
        desk.error, desk.rows = None, rows(ticket("t2"))
        assert list((await board.refresh()).views) == ["t2"]
