"""What a gateway knows of the switches, and what citizens read."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import pytest

from channels.store.switches import StoredSwitch
from channels.switches.board import KEEP_SECONDS, SwitchBoard
from channels.switches.notice import write_notice
from contracts.languages import LANGUAGES, Language
from contracts.parts import Button

OFF = StoredSwitch(
    target="bot",
    notice={"lb": "Ausgeschalt.", "fr": "Désactivé.", "de": "Abgeschaltet.", "en": "Switched off."},
    since=datetime(2026, 11, 30, 16, 5, tzinfo=UTC),
    until=None,
    switcher="Petra",
)


class Scripted:
    """The table of switches."""

    def __init__(self) -> None:
        self.rows: list[StoredSwitch] = []
        self.read = 0

    async def active(self) -> list[StoredSwitch]:
        self.read += 1
        return self.rows


async def test_the_table_is_read_once_a_second_at_most() -> None:
    table, moments = Scripted(), [100.0]
    board = SwitchBoard(table, clock=lambda: moments[0])
    assert await board.off("bot") is None
    table.rows = [OFF]
    moments[0] += KEEP_SECONDS / 2
    assert (await board.off("bot"), table.read) == (None, 1)
    moments[0] += KEEP_SECONDS / 2
    assert (await board.off("bot"), table.read) == (OFF, 2)
    assert await board.off("llm") is None


async def test_whoever_moves_a_switch_is_heard_at_once() -> None:
    table = Scripted()
    board = SwitchBoard(table, clock=lambda: 100.0)
    assert await board.off_notice("de") is None
    table.rows = [OFF]
    board.forget()
    notice = await board.off_notice("de")
    assert notice is not None
    assert notice.text.startswith("Abgeschaltet.")


async def test_a_switch_that_is_moved_while_the_table_is_read_is_not_missed() -> None:
    table = Scripted()
    board = SwitchBoard(table, clock=lambda: 100.0)
    reading, moved = asyncio.Event(), asyncio.Event()

    async def read_slowly() -> list[StoredSwitch]:
        found = table.rows
        reading.set()
        await moved.wait()
        return found

    table.active = read_slowly
    asked = asyncio.create_task(board.off("bot"))
    await reading.wait()
    table.rows = [OFF]
    board.forget()
    moved.set()
    await asked
    assert await board.off("bot") == OFF


@pytest.mark.parametrize(
    ("language", "dated", "title"),
    [
        ("lb", "Zënter dem 30.11.2026, 17:05 Auer.", "Mat enger Persoun schwätzen"),
        ("fr", "Depuis le 30.11.2026, 17:05.", "Parler à une personne"),
        ("de", "Seit dem 30.11.2026, 17:05 Uhr.", "Mit einer Person sprechen"),
        ("en", "Since 30.11.2026, 17:05.", "Talk to a person"),
    ],
)
def test_the_notice_is_dated_and_shows_the_way_to_a_person(language: Language, dated: str, title: str) -> None:
    notice = write_notice(OFF, language)
    assert notice.text == f"{OFF.notice[language]}\n\n{dated}"
    assert (notice.language, notice.person) == (language, Button(title=title, intent="human"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_notice_with_an_end_names_it(language: Language) -> None:
    until = datetime(2026, 12, 1, 7, 0, tzinfo=UTC)
    ends = StoredSwitch(target="bot", notice=OFF.notice, since=OFF.since, until=until, switcher="Petra")
    text = write_notice(ends, language).text
    assert "30.11.2026, 17:05" in text
    assert "01.12.2026, 08:00" in text
