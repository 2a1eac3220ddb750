"""Takes the pictures of ``docs/widget.md`` from the examples page: ``python -m tests.web.pictures``, after a build.

With ``all`` it leaves every state in every language and theme, on a desktop and a phone, in ``.moien/screenshots``, for
people to look at.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from tests.web.conftest import DESKTOP, PHONE, WEB
from tests.web.examples import show, states_of
from tests.web.scripted_hub import ScriptedHub

ROOT = WEB.parent
DOCS = ROOT / "docs" / "pictures"
SHOWN = [
    ("sources", "lb", "light"),
    ("summary", "fr", "dark"),
    ("job-done", "de", "light"),
    ("queue", "en", "light"),
    ("easy", "fr", "light"),
    ("communes", "de", "dark"),
]


def take_for_docs(browser: Browser, url: str) -> None:
    page = browser.new_page(**DESKTOP, reduced_motion="reduce")
    page.goto(f"{url}/examples/")
    for state, language, theme in SHOWN:
        show(page, state, language, theme)
        page.locator("moien-chat .panel").screenshot(path=DOCS / f"{state}-{language}-{theme}.png")


def take_all(browser: Browser, url: str, folder: Path) -> None:
    for device, size in (("desktop", DESKTOP), ("phone", PHONE)):
        page = browser.new_page(**size, reduced_motion="reduce")
        page.goto(f"{url}/examples/")
        page.locator("html[data-shown]").wait_for()
        for state in states_of(page):
            for language in ("lb", "fr", "de", "en"):
                for theme in ("light", "dark"):
                    show(page, state, language, theme)
                    page.screenshot(path=folder / f"{state}-{language}-{theme}-{device}.png")


def main() -> None:
    hub = ScriptedHub(WEB / "dist")
    hub.start()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        if sys.argv[1:] == ["all"]:
            folder = ROOT / ".moien" / "screenshots" / "examples"
            folder.mkdir(parents=True, exist_ok=True)
            take_all(browser, hub.url, folder)
        else:
            take_for_docs(browser, hub.url)
        browser.close()
    hub.stop()


if __name__ == "__main__":
    main()
