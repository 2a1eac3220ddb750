"""The pages as tests use them: a citizen at the widget, an agent at the console."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.stack.platform import ROOT, Platform

PATIENCE = 30_000
"""Milliseconds anything on a page may take on a busy machine."""


def words(part: str, language: str) -> Any:
    """The words of a web part, as its own files give them."""
    return json.loads((ROOT / "web" / part / "src" / "words" / f"{language}.json").read_text(encoding="utf-8"))


class CitizenPage:
    """The demo page with the widget."""

    def __init__(self, context: BrowserContext, platform: Platform, language: str) -> None:
        self.words = words("widget", language)
        self.language = language
        self.page: Page = context.new_page()
        self.page.set_default_timeout(PATIENCE)
        self.problems: list[str] = []
        self.page.on("pageerror", lambda error: self.problems.append(str(error)))
        self.page.on("console", lambda said: self.problems.append(said.text) if said.type == "error" else None)
        self.page.goto(f"{platform.url}/demo/?lang={language}")

    def open(self) -> None:
        """Open the chat."""
        self.page.get_by_role("button", name=self.words["launcher_name"]).click()
        expect(self.log).to_be_visible()

    @property
    def log(self) -> Locator:
        return self.page.get_by_role("log")

    def say(self, text: str) -> None:
        """Type and send, into whichever input is there."""
        box = self.page.locator("moien-chat form").get_by_role("textbox")
        box.fill(text)
        box.press("Enter")

    def answer(self, label: str, value: str) -> None:
        """Fill in the input that stands there while the bot asks for a field."""
        box = self.page.locator("moien-chat form").get_by_role("textbox", name=label)
        expect(box).to_have_value("")
        box.fill(value)
        box.press("Enter")

    def press(self, title: str | re.Pattern[str]) -> None:
        """Press a button that the bot offered."""
        self.log.get_by_role("button", name=title).last.click()

    def sees(self, text: str | re.Pattern[str], *, patience: int = PATIENCE) -> None:
        """Wait until the log shows a text."""
        expect(self.log.get_by_text(text).last).to_be_visible(timeout=patience)

    def picture(self, folder: Path, name: str) -> None:
        self.page.screenshot(path=folder / f"{name}.png")

    def close(self) -> None:
        """Close the tab; everything that went wrong in it fails the test."""
        self.page.close()
        assert self.problems == []


class AgentPage:
    """The console of a call-centre agent."""

    def __init__(self, context: BrowserContext, platform: Platform, language: str) -> None:
        self.words = words("console", language)
        self.page: Page = context.new_page()
        self.page.set_default_timeout(PATIENCE)
        self.page.goto(f"{platform.url}/console/")
        name, password = platform.password("agent")
        form = self.page.locator("form")
        form.locator("input[autocomplete=username]").fill(name)
        form.locator("input[autocomplete=current-password]").fill(password)
        form.locator("button[type=submit]").click()
        expect(self.page.get_by_role("navigation", name=self.words["queue"]["heading"])).to_be_visible()

    @property
    def log(self) -> Locator:
        return self.page.get_by_role("log")

    def press(self, *keys: str) -> None:
        """Press a button by its words."""
        title = self.words
        for key in keys:
            title = title[key]
        self.page.get_by_role("button", name=str(title), exact=True).click()

    def say(self, text: str) -> None:
        """Answer; the box sends nothing before the whole log is there to answer to."""
        box = self.page.get_by_role("textbox", name=self.words["composer"]["reply_label"])
        box.fill(text)
        send = self.page.get_by_role("button", name=self.words["composer"]["send"], exact=True)
        expect(send).to_have_attribute("aria-disabled", "false")
        box.press("Enter")

    def sees(self, text: str | re.Pattern[str]) -> None:
        expect(self.log.get_by_text(text).last).to_be_visible(timeout=PATIENCE)
