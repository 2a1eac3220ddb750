"""The editor in Chromium with a real gateway: mistakes show as one types, form and text agree, nobody overwrites."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, Page, expect

from tests.channels.bot_folder import bot_folder
from tests.channels.servers import BotServer, Gateway, RedisServer, running
from tests.channels.studio.pages import built_pages, sign_in

pytestmark = pytest.mark.browser

expect.set_options(timeout=30_000)

PATH = "catalogue/passport.yaml"
COMMENT = "# as it stands on the form of 2026"

OpenFile = Callable[[str], Coroutine[Any, Any, Page]]


@pytest.fixture(scope="module")
def studio(
    redis_server: RedisServer, bot: BotServer, sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Gateway]:
    """A gateway with content of its own, a service owner and a publisher."""
    folder = tmp_path_factory.mktemp("studio")
    shutil.copy(sqlite_template, folder / "moien.db")
    shutil.copytree(bot_folder(), folder / "bot")
    file = folder / "bot" / PATH
    file.write_text(file.read_text("utf-8").replace("title:\n", f"title: {COMMENT}\n", 1), "utf-8")
    gateway = Gateway(
        f"sqlite:///{folder / 'moien.db'}",
        redis_server.url,
        bot.url,
        MOIEN_BOT_DIR=str(folder / "bot"),
        MOIEN_STATE_DIR=str(folder / "state"),
        MOIEN_WEB_DIR=str(built_pages()),
    )
    with running(gateway):
        for name, role in (("olga", "owner"), ("pat", "publisher")):
            gateway.hire(name, role)
        yield gateway


@pytest.fixture
async def open_file(studio: Gateway, browser: Browser) -> AsyncIterator[OpenFile]:
    """Signs somebody in and opens the file; errors of the page and violations of its policy fail the test."""
    problems: list[str] = []

    async def opened(name: str) -> Page:
        page = await sign_in(browser, studio, name, f"file/{PATH}", problems)
        await expect(text_of(page)).to_be_visible()
        return page

    yield opened
    assert problems == []


def text_of(page: Page) -> Any:
    return page.locator(".cm-content")


async def write_at_end(page: Page, text: str) -> None:
    await text_of(page).click()
    await page.keyboard.press("Control+End")
    await page.keyboard.insert_text(text)


async def test_a_mistake_shows_as_one_types_and_the_form_keeps_comments(open_file: OpenFile) -> None:
    page = await open_file("olga")
    await expect(page.get_by_role("status").filter(has_text="No problems")).to_be_visible()

    await write_at_end(page, "\ncolour: blue\n")
    await expect(page.locator(".cm-lintRange-error")).to_have_text("colour: blue")
    problem = page.get_by_role("list", name="Problems in the text").get_by_role("listitem").filter(has_text="colour")
    await expect(problem).to_be_visible()
    await page.keyboard.press("Control+z")
    await expect(page.locator(".cm-lintRange-error")).to_have_count(0)

    form = page.get_by_role("region", name="Form")
    title = form.get_by_role("group", name="Name", exact=True).get_by_label("English")
    await title.fill("Passport for citizens")
    await title.blur()
    await page.keyboard.press("Control+Home")
    await expect(text_of(page)).to_contain_text("en: Passport for citizens")
    await expect(text_of(page)).to_contain_text(f"title: {COMMENT}")
    await expect(page.get_by_role("heading", name="Passport for citizens")).to_be_visible()
    await expect(page.get_by_text("Not saved", exact=True)).to_be_visible()

    # What is not saved is there again after a reload, and what is saved too.
    await page.reload()
    await expect(page.get_by_text("Your text from before is here again.")).to_be_visible()
    await expect(title).to_have_value("Passport for citizens")
    await text_of(page).click()
    await page.keyboard.press("Control+s")
    await expect(page.get_by_text("Saved", exact=True)).to_be_visible()
    await page.reload()
    await expect(title).to_have_value("Passport for citizens")
    await expect(page.get_by_text("Not saved", exact=True)).to_have_count(0)


async def test_the_schema_helps_while_one_writes(open_file: OpenFile) -> None:
    page = await open_file("olga")
    await write_at_end(page, "\nreg")
    await page.keyboard.press("Control+Space")
    option = page.locator(".cm-tooltip-autocomplete li").filter(has_text="regulated")
    await expect(option).to_be_visible()
    await expect(page.locator(".cm-completionInfo")).to_contain_text("a wrong answer does harm")
    await option.click()
    await expect(text_of(page)).to_contain_text("regulated: ")


async def test_the_second_of_two_sees_a_merge_and_nothing_is_overwritten(open_file: OpenFile) -> None:
    one, other = await open_file("olga"), await open_file("pat")
    names = [page.get_by_role("group", name="Name", exact=True) for page in (one, other)]
    for name, title in zip(names, ("Passport, new", "Passport, other"), strict=True):
        await name.get_by_label("English").fill(title)
        await name.get_by_label("English").blur()
    await names[1].get_by_label("French").fill("Passeport, autre")
    await names[1].get_by_label("French").blur()
    await expect(text_of(other)).to_contain_text("fr: Passeport, autre")
    await expect(text_of(one)).to_contain_text("en: Passport, new")
    await one.get_by_role("button", name="Save", exact=True).click()
    await expect(one.get_by_text("Saved", exact=True)).to_be_visible()

    await other.get_by_role("button", name="Save", exact=True).click()
    await expect(other.get_by_role("heading", name="Two people have changed this file")).to_be_visible()
    await expect(other.get_by_text("Olga Muster has saved meanwhile")).to_be_visible()
    take = other.get_by_role("button", name="Save like this")
    await expect(take).to_have_attribute("aria-disabled", "true")
    await other.get_by_label("Theirs").check()
    await take.click()
    await expect(other.get_by_text("Merged and saved")).to_be_visible()
    await expect(text_of(other)).to_contain_text("en: Passport, new")
