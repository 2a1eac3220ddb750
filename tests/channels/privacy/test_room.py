"""What is left after an erasure: files, who is told, and a bot that may be away just then."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from channels.bot_door.door import BotRefusedError, BotUnavailableError
from channels.fanout import Fanout
from channels.privacy.room import PrivacyRoom
from channels.store.conversations import UnknownConversationError
from channels.store.database import Database
from contracts.agent_frames import Erased
from contracts.files import FileStore
from contracts.jobs import Document
from contracts.tables import erasure
from contracts.turns import TurnReply, TurnRequest
from tests.channels.store.conftest import Clock, Store

AT_ONCE = timedelta(0)


class Bot:
    """Forgets, unless it is away."""

    def __init__(self) -> None:
        self.is_away = False
        self.refused: list[str] = []
        self.forgotten: list[str] = []

    async def answer(self, request: TurnRequest) -> TurnReply:
        raise AssertionError

    async def check(self) -> None:
        raise AssertionError

    async def forget(self, conversation: str) -> None:
        if self.is_away:
            raise BotUnavailableError("away")
        if conversation in self.refused:
            raise BotRefusedError("status 500")
        self.forgotten.append(conversation)


class Ear:
    def __init__(self) -> None:
        self.heard: list[object] = []

    def log_moved(self, conversation_id: str) -> None:
        self.heard.append(conversation_id)

    def pass_on(self, conversation_id: str, frame: object) -> None:
        self.heard.append(frame)


class Rooms:
    """A room over a real store, and everything around it."""

    def __init__(self, database: Database, folder: Path) -> None:
        self.store = Store(database, Clock())
        self.fanout = Fanout("redis://127.0.0.1:1/0")  # never run: nothing leaves this process
        self.bot = Bot()
        self.files = FileStore(folder)
        self.room = PrivacyRoom(
            database,
            self.fanout,
            self.bot,
            self.files,
            timedelta(days=90),
            name_site=lambda site, _language: site,
            services=dict,
        )

    async def unsettled(self) -> list[str | None]:
        async with self.store.database.read() as connection:
            return list(await connection.scalars(select(erasure.c.conversation_id)))


@pytest.fixture
async def rooms(sqlite_url: str, tmp_path: Path) -> AsyncIterator[Rooms]:
    database = Database(sqlite_url)
    made = Rooms(database, tmp_path / "files")
    yield made
    await made.room.stop()
    await made.fanout.close()
    await database.close()


async def test_files_go_and_all_who_watch_are_told(rooms: Rooms) -> None:
    there = await rooms.store.begin()
    kept, gone = rooms.files.write(b"other"), rooms.files.write(b"x")
    await rooms.store.files.add(there, Document(id=gone, name="a.pdf", media_type="application/pdf", size=1))
    ear, desk = Ear(), []
    rooms.fanout.watch(there, ear)
    rooms.fanout.on_desk_moved = lambda: desk.append("moved")
    await rooms.room.erase(there, "citizen")
    assert rooms.files.ids() == [kept]
    assert ear.heard == [Erased(conversation=there)]
    assert desk == ["moved"]
    with pytest.raises(UnknownConversationError):
        await rooms.room.erase(there, "citizen")


async def test_the_bot_forgets_at_once_and_once_more_when_no_turn_can_be_in_progress(rooms: Rooms) -> None:
    there = await rooms.store.begin()
    await rooms.room.erase(there, "citizen")
    await rooms.room.look()
    assert rooms.bot.forgotten == [there]
    assert await rooms.unsettled() == [there]
    await rooms.room.look(AT_ONCE)
    assert rooms.bot.forgotten == [there, there]
    assert await rooms.unsettled() == [None]


async def test_a_bot_that_is_away_is_told_later(rooms: Rooms) -> None:
    there = await rooms.store.begin()
    rooms.bot.is_away = True
    await rooms.room.erase(there, "receipt")
    await rooms.room.look(AT_ONCE)
    assert await rooms.unsettled() == [there]
    rooms.bot.is_away = False
    await rooms.room.look(AT_ONCE)
    assert rooms.bot.forgotten == [there]
    assert await rooms.unsettled() == [None]


async def test_a_conversation_that_the_bot_cannot_forget_holds_up_no_other(
    rooms: Rooms, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("channels.store.erasures.MOST_DUE", 2)
    there = [await rooms.store.begin() for _ in range(4)]
    rooms.bot.refused = there[:2]
    for conversation in there:
        await rooms.room.erase(conversation, "retention")
    await rooms.room.stop()
    for _ in range(2):
        await rooms.room.look(AT_ONCE)
    assert {left for left in await rooms.unsettled() if left} == set(there[:2])
    rooms.bot.refused = []
    for _ in range(2):
        await rooms.room.look(AT_ONCE)
    assert await rooms.unsettled() == [None] * 4


async def test_nothing_can_be_had_of_what_is_not_there(rooms: Rooms) -> None:
    for call in (rooms.room.export("gone"), rooms.room.opened_by("0" * 28), rooms.room.issue_receipt("gone", "t")):
        with pytest.raises(UnknownConversationError):
            await call
