"""Requests by letter in the console, in a real browser: found, handed out, erased, proven, and nothing is left."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, Download, Page, expect

from contracts.erasing import hash_conversation
from tests.channels.auth.browser import VALUES
from tests.channels.auth.conftest import EidServer, LoginGateway
from tests.channels.privacy.conftest import MARIE, Device
from tests.channels.privacy.test_page_in_browser import barriers
from tests.channels.servers import PASSWORD
from tests.stack.pages import words

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("nobody_is_known")]

WORDS = words("console", "en", "privacy")
NUMBER = VALUES[0]
WRONG = f"{NUMBER[:-1]}{(int(NUMBER[-1]) + 1) % 10}"


@pytest.fixture(scope="module", autouse=True)
def hired(entrance: tuple[LoginGateway, EidServer]) -> None:
    entrance[0].hire("ada", "administrator")
    entrance[0].hire("sina", "supervisor")


async def sign_in(page: Page, door: LoginGateway, name: str) -> None:
    await page.goto(f"{door.origin}/console/#requests")
    await page.locator("input[autocomplete=username]").fill(name)
    await page.locator("input[autocomplete=current-password]").fill(PASSWORD)
    await page.locator("form button[type=submit]").click()


async def content_of(saved: Download) -> str:
    return await asyncio.to_thread((await saved.path()).read_text, "utf-8")


@pytest.fixture(params=[("light", 1280), ("dark", 390), ("dark", 1280), ("light", 320)], ids=str)
async def page(browser: Browser, request: pytest.FixtureRequest) -> AsyncIterator[Page]:
    scheme, width = request.param
    context = await browser.new_context(
        color_scheme=scheme, locale="en-GB", viewport={"width": width, "height": 850}, accept_downloads=True
    )
    page = await context.new_page()
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda said: problems.append(said.text) if "Content Security Policy" in said.text else None)
    yield page
    await context.close()
    assert problems == []


async def test_the_whole_way_of_a_request(page: Page, device: Device, door: LoginGateway) -> None:
    kept = [await device.begin_as(MARIE) for _ in range(2)]
    await kept[0].say("un mot de Marie")
    await kept[0].hears(5)
    search, found, erase, proof = (WORDS[part] for part in ("search", "found", "erase", "proof"))
    addresses: list[str] = []
    page.on("request", lambda asked: addresses.append(asked.url))
    await sign_in(page, door, "ada")
    await expect(page.get_by_role("heading", name=WORDS["heading"])).to_be_focused()
    states = [await barriers(page)]

    # Checked while it is typed; whoever has to compare it sees so, and can find nobody by half a number.
    box = page.get_by_role("textbox", name=search["national_id"])
    await box.press_sequentially(WRONG)
    await expect(page.get_by_text(search["national_id_check"]["wrong"])).to_be_visible()
    states.append(await barriers(page))
    await box.press("Backspace")
    await box.press("Enter")
    await expect(page.get_by_text("12 of 13 digits.")).to_be_visible()
    await box.press_sequentially(NUMBER[-1])
    await expect(page.get_by_text(search["national_id_check"]["right"])).to_be_visible()
    await box.press("Enter")
    await expect(page.get_by_role("heading", name="2 conversations found")).to_be_focused()
    await expect(page.get_by_role("table", name=found["table"])).not_to_contain_text("un mot de Marie")
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    states.append(await barriers(page))

    # Handed out to be read, and as data.
    for name, ending in ((found["save_html"], "html"), (found["save_json"], "json")):
        async with page.expect_download() as saving:
            await page.get_by_role("button", name=name).click()
        saved = await saving.value
        assert saved.suggested_filename.endswith(f".{ending}")
        text = await content_of(saved)
        assert "un mot de Marie" in text
        assert ending == "html" or len(json.loads(text)["conversations"]) == 2
    await expect(page.get_by_text(found["saved"])).to_be_visible()

    # Erased only after it is said what goes and what stays; by keyboard, there and back.
    opener = page.get_by_role("button", name=found["erase_act"])
    await opener.focus()
    await page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="Erase 2 conversations?")
    for line in (*erase["going"].values(), *erase["staying"].values()):
        await expect(dialog.get_by_text(line)).to_be_visible()
    states.append(await barriers(page))
    await page.keyboard.press("Escape")
    await expect(dialog).to_be_hidden()
    await expect(opener).to_be_focused()
    assert [(await one.export()).status_code for one in kept] == [200, 200]
    await page.keyboard.press("Enter")
    yes = dialog.get_by_role("button", name=erase["yes"])
    await yes.focus()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", name="2 conversations are erased")).to_be_focused()
    states.append(await barriers(page))
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")

    # The proofs are those of the database, and nothing else of it is left anywhere.
    hashes = {hash_conversation(one.id) for one in kept}
    assert set(await page.get_by_role("table", name=proof["table"]).locator("code").all_inner_texts()) == hashes
    with sqlite3.connect(door.database_path) as database:
        query = "SELECT id_hash FROM erasure WHERE reason = 'administrator'"
        assert hashes <= {row[0] for row in database.execute(query)}
    assert [(await one.export()).status_code for one in kept] == [404, 404]
    async with page.expect_download() as saving:
        await page.get_by_role("button", name=proof["save"]).click()
    content = json.loads(await content_of(await saving.value))
    assert {one["proof"] for one in content["proofs"]} == hashes
    await page.get_by_role("button", name=proof["again"]).click()
    await expect(box).to_have_value("")
    await box.fill(NUMBER)
    await box.press("Enter")
    await expect(page.get_by_text(WORDS["refused"]["unknown_person"])).to_be_visible()
    states.append(await barriers(page))
    assert not any(states), states
    stored = await page.evaluate("JSON.stringify([Object.entries(localStorage), Object.entries(sessionStorage)])")
    assert "national_id" not in stored
    left = [page.url, stored, door.log, *addresses]
    assert [text for text in left for number in (NUMBER, await box.input_value()) if number in text] == []


async def test_a_receipt_finds_a_conversation_without_a_login(
    browser: Browser, device: Device, door: LoginGateway
) -> None:
    code = await (await device.begin()).receipt()
    page = await browser.new_page(locale="en-GB")
    await sign_in(page, door, "ada")
    await page.get_by_role("radio", name=WORDS["search"]["receipt"]).check()
    box = page.get_by_role("textbox", name=WORDS["search"]["receipt"])
    await box.press_sequentially(code.replace("-", "").lower())
    await expect(box).to_have_value(code)
    await expect(page.get_by_text(WORDS["search"]["receipt_check"]["right"])).to_be_visible()
    # A slip in the middle, mended where it stands: the caret stays behind what was typed.
    for _ in range(20):
        await box.press("ArrowLeft")
    await box.press("Delete")
    await expect(page.get_by_text("27 of 28 characters.")).to_have_count(0)
    await box.press_sequentially(code[len(code) - 20])
    await expect(box).to_have_value(code)
    await page.get_by_role("button", name=WORDS["search"]["find"]).click()
    await expect(page.get_by_role("heading", name="1 conversation found")).to_be_visible()
    await page.close()


async def test_who_is_no_administrator_does_not_come_here(browser: Browser, door: LoginGateway) -> None:
    page = await browser.new_page(locale="en-GB")
    await sign_in(page, door, "sina")
    ways = page.get_by_role("navigation", name=words("console", "en")["pages"]["nav"])
    await expect(ways).to_be_visible()
    await expect(ways.get_by_role("link", name=words("console", "en")["pages"]["requests"])).to_have_count(0)
    await expect(page.get_by_role("heading", name=WORDS["heading"])).to_have_count(0)
    await page.close()
