"""The page ``/receipt`` in a real browser: forms that the policy lets through, and no barrier in any state."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from tests.channels.privacy.conftest import Kept

AXE = Path(__file__).parents[3] / "web" / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

pytestmark = pytest.mark.browser


async def barriers(page: Page) -> list[str]:
    await page.evaluate(AXE.read_text(encoding="utf-8"))
    found = await page.evaluate("rules => axe.run(document, { runOnly: { type: 'tag', values: rules } })", RULES)
    return [
        f"{it['id']}: {node['target']} {node['failureSummary']}" for it in found["violations"] for node in it["nodes"]
    ]


@pytest.mark.parametrize(("scheme", "width"), [("light", 1200), ("dark", 390), ("light", 320)])
async def test_the_whole_way_of_a_receipt(kept: Kept, browser: Browser, scheme: str, width: int) -> None:
    await kept.say("Bonjour")
    await kept.hears(3)
    code = await kept.receipt()
    page = await browser.new_page(color_scheme=scheme, viewport={"width": width, "height": 800})
    refused: list[str] = []
    page.on("console", lambda message: refused.append(message.text) if message.type == "error" else None)
    await page.goto(f"{kept.api.base_url}/receipt?lang=en")
    found = [await barriers(page)]
    await page.get_by_label("Receipt code").fill("no code")
    await page.get_by_role("button", name="Show the conversation").click()
    await expect(page.get_by_role("alert")).to_be_visible()
    found.append(await barriers(page))
    await page.get_by_label("Receipt code").fill(code.lower())
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("fr: Bonjour")).to_be_visible()
    found.append(await barriers(page))
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    await page.get_by_role("button", name="Deutsch").click()
    await expect(page.get_by_role("heading", name="Gespräch mit Belegcode")).to_be_visible()
    async with page.expect_download() as saved:
        await page.get_by_role("button", name="Als Daten speichern").click()
    assert (await saved.value).suggested_filename.endswith(".json")
    await page.get_by_role("button", name="Gespräch löschen").click()
    found.append(await barriers(page))
    await page.get_by_role("button", name="Nein, zurück").click()
    await page.get_by_role("button", name="Gespräch löschen").click()
    await page.get_by_role("button", name="Ja, alles löschen").click()
    await expect(page.get_by_role("heading", name="Das Gespräch ist gelöscht")).to_be_visible()
    found.append(await barriers(page))
    assert code.replace("-", "") not in page.url.upper()
    assert [line for line in refused if "404" not in line] == []
    assert not any(found), found
    await page.close()
