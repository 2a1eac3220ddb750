"""The inbox in Chromium with a real gateway: from a message in vain to an example in the draft; who falls behind."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, Page, expect

from channels.store.database import Database
from contracts.effects import Guess
from contracts.languages import Language
from tests.channels.servers import BotServer, Gateway, RedisServer, running
from tests.channels.store.conftest import Clock, Store
from tests.channels.studio.inbox.talks import ANSWER, Talk
from tests.channels.studio.pages import built_pages, signed_in
from tests.channels.studio.test_routes import bot_dir

__all__ = ["bot_dir"]

pytestmark = pytest.mark.browser

expect.set_options(timeout=30_000)

FEE = Guess(intent="passport_fee", confidence=0.4)
IN_VAIN: tuple[tuple[str, Language], ...] = (
    ("Combien coûte le livret bordeaux ?", "fr"),
    ("combien coûte le livret bordeaux ?", "fr"),
    ("Was kostet der Pass für Jang Muller?", "de"),
)


async def ask_in_vain(url: str) -> None:
    """What citizens asked an hour ago: three times in vain, and often enough for figures."""
    clock = Clock()
    clock.now = datetime.now(UTC) - timedelta(hours=2)
    store = Store(Database(url), clock)
    for text, language in IN_VAIN:
        talk = await Talk.begin(store, language)
        await talk.say(text, language)
        await talk.search("unknown", FEE)
    for language, understood in (("fr", 50), ("de", 30)):
        talk = await Talk.begin(store, language)
        for number in range(50):
            await talk.say(f"Question {'x' * (number + 1)}", language)
            if number < understood:
                await talk.reply(ANSWER)
            else:
                await talk.search("unknown")
    await store.database.close()


@pytest.fixture(scope="module")
def studio(
    redis_server: RedisServer,
    bot: BotServer,
    sqlite_template: Path,
    tmp_path_factory: pytest.TempPathFactory,
    bot_dir: Path,
) -> Iterator[Gateway]:
    folder = tmp_path_factory.mktemp("inbox")
    shutil.copy(sqlite_template, folder / "moien.db")
    url = f"sqlite:///{folder / 'moien.db'}"
    asyncio.run(ask_in_vain(url))
    settings = {
        "MOIEN_BOT_DIR": str(bot_dir),
        "MOIEN_STATE_DIR": str(folder / "state"),
        "MOIEN_WEB_DIR": str(built_pages()),
        "MOIEN_INBOX_K": "2",
    }
    gateway = Gateway(url, redis_server.url, bot.url, **settings)
    with running(gateway):
        gateway.hire("olga", "owner")
        yield gateway


@pytest.fixture
async def page(studio: Gateway, browser: Browser) -> AsyncIterator[Page]:
    """The inbox, signed in."""
    async with signed_in(browser, studio, "olga", "inbox") as page:
        yield page


async def test_a_message_in_vain_becomes_an_example_and_languages_are_compared(page: Page) -> None:
    group = page.get_by_role("article", name="Passport")
    await expect(group).to_contain_text("3 messages from 3 conversations · not understood: 3")
    await expect(page.get_by_text("Muller")).to_have_count(0)
    for box in await group.get_by_role("checkbox").all():
        await box.check()
    await group.get_by_role("button", name="Assign").click()

    dialog: Any = page.get_by_role("dialog", name="Sentences become examples")
    await expect(dialog.get_by_label("Service", exact=True)).to_have_value("passport")
    await expect(dialog.get_by_label("What is asked")).to_have_value("passport_fee")
    await dialog.get_by_role("button", name="Write into the draft").click()
    await expect(dialog.get_by_text("Write the sentence to its end.")).to_be_visible()
    german = dialog.get_by_label("German")
    await expect(german).to_be_focused()
    await expect(german).to_have_value("Was kostet der Pass für …?")
    await german.fill("Was kostet der Pass für meinen Hamster?")
    await dialog.get_by_role("button", name="Write into the draft").click()

    said = page.get_by_role("status").filter(has_text="Written into the draft as examples.")
    await expect(said).to_be_focused()
    await expect(group).to_have_count(0)
    await said.get_by_role("link", name="Open the draft").click()
    await expect(page.locator(".cm-content")).to_be_visible()
    drafted = await page.evaluate("fetch('/api/staff/studio/files/catalogue/passport.yaml').then((a) => a.json())")
    assert "\n        - Was kostet der Pass für meinen Hamster?\n" in drafted["text"]
    assert drafted["text"] != drafted["live"]

    languages = page.get_by_role("navigation").get_by_role("link", name="Languages")
    await expect(languages).to_contain_text("A language falls behind")
    await languages.click()
    await expect(page.get_by_role("list", name="Alarms")).to_contain_text("German is understood less often than French")
    row = page.get_by_role("row").filter(has=page.get_by_role("rowheader", name="French"))
    await expect(row).to_contain_text("96% (50/52)")
