"""The pages as tests use them: a citizen at the widget, an agent at the console."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, Protocol

from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.stack.platform import ROOT

PATIENCE = 30_000
"""Milliseconds anything on a page may take on a busy machine."""


def words(part: str, language: str, room: str = "") -> Any:
    """The words of a web part, or of a folder of it, as its own files give them."""
    file = ROOT / "web" / part / "src" / room / "words" / f"{language}.json"
    return json.loads(file.read_text(encoding="utf-8"))


class House(Protocol):
    """What serves the pages: the whole platform, or a gateway alone."""

    @property
    def url(self) -> str: ...

    def password(self, role: str) -> tuple[str, str]:
        """Name and password of somebody with a role."""


class CitizenPage:
    """The demo page with the widget."""

    def __init__(self, context: BrowserContext, house: House, language: str) -> None:
        self.words = words("widget", language) | words("widget", language, "launcher")
        self.language = language
        self.page: Page = context.new_page()
        self.page.set_default_timeout(PATIENCE)
        self.problems: list[str] = []
        self.page.on("pageerror", lambda error: self.problems.append(str(error)))
        self.page.on("console", lambda said: self.problems.append(said.text) if said.type == "error" else None)
        self.page.goto(f"{house.url}/demo/?lang={language}")

    def open(self) -> None:
        """Open the chat."""
        self.page.get_by_role("button", name=self.words["launcher_name"]).click()
        expect(self.log).to_be_visible()

    @property
    def log(self) -> Locator:
        return self.page.get_by_role("log")

    def say(self, text: str) -> None:
        """Type and send, into whichever input is there."""
        form = self.page.locator("moien-chat form")
        box = form.get_by_role("textbox").or_(form.get_by_role("combobox"))
        box.fill(text)
        box.press("Enter")

    def answer(self, label: str, value: str) -> None:
        """Fill in the input that stands there while the bot asks for a field."""
        form = self.page.locator("moien-chat form")
        box = form.get_by_role("textbox", name=label).or_(form.get_by_role("combobox", name=label))
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


class StaffPage:
    """A page of the console, or of another room of the staff, signed in."""

    def __init__(
        self,
        context: BrowserContext,
        house: House,
        language: str,
        account: tuple[str, str],
        page: str = "",
        room: str = "console",
    ) -> None:
        """``account``: name and password; ``page``: the part of the room, as it stands behind ``#``."""
        self.words = words("console", language)
        self.assist = words("console", language, "assist")
        self.page: Page = context.new_page()
        self.page.set_default_timeout(PATIENCE)
        self.page.goto(f"{house.url}/{room}/{page}")
        form = self.page.locator("form")
        form.locator("input[autocomplete=username]").fill(account[0])
        form.locator("input[autocomplete=current-password]").fill(account[1])
        form.locator("button[type=submit]").click()

    def button(self, title: str | re.Pattern[str]) -> Locator:
        return self.page.get_by_role("button", name=title, exact=isinstance(title, str))

    def picture(self, folder: Path, name: str) -> None:
        self.page.screenshot(path=folder / f"{name}.png")


class AgentPage(StaffPage):
    """The console of a call-centre agent who takes conversations."""

    def __init__(
        self, context: BrowserContext, house: House, language: str, account: tuple[str, str] | None = None
    ) -> None:
        super().__init__(context, house, language, account or house.password("agent"))
        expect(self.page.get_by_role("navigation", name=self.words["queue"]["heading"])).to_be_visible()
        self.be_available()

    def be_available(self) -> None:
        """Take conversations; whoever does so already stays as they are."""
        presence = self.words["presence"]
        opener = self.page.get_by_role("button", name=re.compile(f"^{presence['label']}"))
        opener.click()
        self.page.get_by_role("menuitemradio", name=presence["available"]).click()
        expect(opener).to_contain_text(presence["available"])

    @property
    def log(self) -> Locator:
        return self.page.get_by_role("log")

    @property
    def box(self) -> Locator:
        """Where the reply is written."""
        return self.page.get_by_role("textbox", name=self.words["composer"]["reply_label"])

    def take_next(self) -> None:
        """Take whoever should be taken next."""
        button = self.page.locator("button.take-next")
        expect(button).to_have_attribute("aria-disabled", "false", timeout=PATIENCE)
        button.click()
        expect(self.box).to_be_visible(timeout=PATIENCE)

    def press(self, *keys: str) -> None:
        """Press a button by its words; a key may stand behind them."""
        title = self.words
        for key in keys:
            title = title[key]
        self.button(re.compile(rf"^{re.escape(str(title))}( ?[A-Z])?$")).click()

    def say(self, text: str) -> None:
        """Answer; the box sends nothing before the whole log is there to answer to."""
        self.box.fill(text)
        self.send()

    def send(self) -> None:
        """Send what stands in the box."""
        send = self.button(self.words["composer"]["send"])
        expect(send).to_have_attribute("aria-disabled", "false")
        self.box.press("Enter")

    def sees(self, text: str | re.Pattern[str]) -> None:
        expect(self.log.get_by_text(text).last).to_be_visible(timeout=PATIENCE)

    def wrap_up(self, label: str) -> None:
        """Close the conversation."""
        self.press("conversation", "close")
        dialog = self.page.get_by_role("dialog", name=self.words["wrap_up"]["heading"])
        dialog.get_by_role("radio", name=label).check()
        dialog.get_by_role("button", name=self.words["wrap_up"]["submit"]).click()
        expect(dialog).to_be_hidden()

    def transfer(self, name: str, note: str) -> None:
        """Pass the conversation on to a colleague or a queue."""
        texts = self.words["transfer"]
        self.press("conversation", "transfer")
        dialog = self.page.get_by_role("dialog", name=texts["heading"])
        dialog.get_by_role("combobox").fill(name)
        dialog.get_by_role("combobox").press("Enter")
        dialog.get_by_role("textbox", name=texts["note"]).fill(note)
        dialog.get_by_role("button", name=texts["send"].replace("{name}", name)).click()
        expect(dialog).to_be_hidden()
