"""What a gateway keeps in memory: drafts of others count for who edits, and not for what is submitted."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from channels.store.database import Database
from channels.store.drafts import Drafts
from channels.store.staff import Staff
from channels.studio.publishing.folder import lay_over, read_content
from channels.studio.standing import Standing
from tests.channels.bot_folder import ROOT

PASSPORT = "catalogue/passport.yaml"
NOISE = "catalogue/noise.yaml"


@pytest.fixture
async def database(sqlite_url: str) -> AsyncIterator[Database]:
    database = Database(sqlite_url)
    yield database
    await database.close()


async def test_content_is_checked_without_the_drafts_that_it_does_not_hold(database: Database) -> None:
    bot_dir: Path = ROOT / "bot"
    content = read_content(bot_dir)
    noise = content[NOISE].decode()
    staff = Staff(database, timedelta(hours=1))
    olga = await staff.add("olga", "Olga", ("owner",), "hash")
    await Drafts(database).save(NOISE, noise + "nonsense: 1\n", 0, noise, olga)
    standing = Standing(bot_dir, Drafts(database))
    assert await standing.problems_of(content | {"notes.yaml": b"{"}) == []
    broken = lay_over(content, {PASSPORT: content[PASSPORT].decode() + "nonsense: 1\n"})
    assert {problem.path for problem in await standing.problems_of(broken)} == {PASSPORT}
    checked = await standing.check(PASSPORT, content[PASSPORT])
    assert (checked.problems, checked.elsewhere) == ([], []), "nothing is left of what was asked for"
    assert {file.path for file in await standing.files() if file.problems} == {NOISE}
    gone = await standing.problems_of(lay_over(content, {"conversation.yaml": None}))
    assert "conversation.yaml" in {problem.path for problem in gone}
    assert await standing.problems_of(content) == []
