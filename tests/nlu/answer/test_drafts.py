"""The content of a draft is indexed once, one draft's is kept, and what is live is not made twice."""

from __future__ import annotations

import asyncio
import shutil
from pathlib import Path

import pytest

from contracts.models import content_path
from nlu.answer import drafts as module
from nlu.answer.drafts import Drafts, NoSuchContentError
from nlu.answer.library import Edition, Library, make_edition, read_version
from nlu.answer.search import Index
from tests.nlu.answer.test_calibration import make_pages
from tests.nlu.answer.test_library import bot_dir as bot_dir

LIVE = Edition("0123456789ab", Index(make_pages(2), {}), 2)


class Shelf:
    """Two drafts, and which were indexed."""

    def __init__(self, folder: Path) -> None:
        self.made: list[str] = []
        self.problems = 0
        for mark in ("a", "b"):
            content_path(folder, mark).mkdir()
        self.drafts = Drafts(folder, Library(folder, LIVE))

    async def make(self, folder: Path) -> Edition | int:
        self.made.append(folder.name[0])
        return self.problems or Edition(folder.name, LIVE.index, 2)

    async def find(self, mark: str) -> str:
        return (await self.drafts.find(mark)).version[0]


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shelf:
    shelf = Shelf(tmp_path)
    monkeypatch.setattr(module, "make_aside", shelf.make)
    return shelf


async def test_a_draft_is_indexed_once(shelf: Shelf) -> None:
    assert await asyncio.gather(*(shelf.find("a") for _ in range(3))) == ["a"] * 3
    assert shelf.made == ["a"]


async def test_one_draft_is_kept_at_a_time(shelf: Shelf) -> None:
    assert [await shelf.find(mark) for mark in "abba"] == list("abba")
    assert shelf.made == ["a", "b", "a"]


async def test_what_is_not_there_or_has_problems_is_refused(shelf: Shelf) -> None:
    with pytest.raises(NoSuchContentError, match="no content of c"):
        await shelf.find("c")
    shelf.problems = 2
    with pytest.raises(NoSuchContentError, match="has 2 problems"):
        await shelf.find("a")
    shelf.problems = 0
    assert await shelf.find("a") == "a"


@pytest.mark.slow
async def test_what_is_live_is_not_made_again_and_a_draft_is(bot_dir: Path, tmp_path: Path) -> None:
    library = Library(bot_dir, make_edition(bot_dir))
    for mark in ("a", "b"):
        shutil.copytree(bot_dir, content_path(tmp_path, mark))
    shutil.copy(
        Path(__file__).parents[3] / "bot/catalogue/building_permit.yaml", content_path(tmp_path, "b") / "catalogue"
    )
    drafts = Drafts(tmp_path, library)
    assert await drafts.find("a") is library.edition
    draft = await drafts.find("b")
    assert draft.index.search("Baubewilligung", "de").pages[0].id == "building_permit"
    assert library.edition.version == read_version(bot_dir)
