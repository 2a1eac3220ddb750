"""Which content the actions of a model come from, and how many are kept."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from bot.actions import knowledge
from bot.actions.knowledge import MOST_KEPT, Knowledge
from contracts.models import content_path, make_current, model_path
from tests.content import read_catalogue


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Folders that were read."""
    folders: list[Path] = []

    def load(folder: Path) -> object:
        folders.append(folder)
        return read_catalogue()

    monkeypatch.setattr(knowledge, "load_catalogue", load)
    return folders


async def test_a_model_has_the_actions_of_its_own_content(tmp_path: Path, read: list[Path]) -> None:
    known = Knowledge(tmp_path, tmp_path / "content")
    content_path(tmp_path, "ab").mkdir()
    first = await known.actions_for("ab")
    assert "action_answer" in first.actions
    assert await known.actions_for("ab") is first
    assert await known.actions_for("") is not first
    assert read == [content_path(tmp_path, "ab"), tmp_path / "content"]


async def test_a_model_without_content_beside_it_takes_the_present_one(tmp_path: Path, read: list[Path]) -> None:
    await Knowledge(tmp_path, tmp_path / "content").actions_for("ab")
    assert read == [tmp_path / "content"]


async def test_asked_twice_at_once_they_are_made_once(tmp_path: Path, read: list[Path]) -> None:
    known = Knowledge(tmp_path, tmp_path)
    both = await asyncio.gather(known.actions_for("ab"), known.actions_for("ab"))
    assert both[0] is both[1]
    assert len(read) == 1


async def test_those_that_were_not_asked_for_lately_go(tmp_path: Path, read: list[Path]) -> None:
    known = Knowledge(tmp_path, tmp_path)
    marks = [str(number) for number in range(MOST_KEPT)]
    for mark in [*marks, marks[0], "f"]:
        await known.actions_for(mark)
    before = len(read)
    for mark in (*marks[2:], marks[0], "f"):
        await known.actions_for(mark)
    assert len(read) == before
    await known.actions_for(marks[1])
    assert len(read) == before + 1


async def test_those_of_the_current_model_stay_however_many_drafts_are_tried(tmp_path: Path, read: list[Path]) -> None:
    known = Knowledge(tmp_path, tmp_path)
    model_path(tmp_path, "live").touch()
    make_current(tmp_path, "live")
    for mark in ("live", *(str(number) for number in range(2 * MOST_KEPT))):
        await known.actions_for(mark)
    before = len(read)
    await known.actions_for("live")
    assert len(read) == before
