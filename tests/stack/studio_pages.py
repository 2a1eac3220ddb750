"""The studio as service owners and publishers use it, in a browser of each."""

from __future__ import annotations

import re

from playwright.sync_api import BrowserContext, Locator, expect

from tests.stack.pages import House, StaffPage, words

TRIAL_PATIENCE = 400_000
"""Milliseconds a trial may take on a busy machine."""


class StudioPage(StaffPage):
    """The studio in English, signed in."""

    def __init__(self, context: BrowserContext, house: House, account: tuple[str, str]) -> None:
        self.house = house
        self.texts = words("studio", "en")
        context.add_init_script("localStorage.setItem('moien:staff:language', 'en')")
        super().__init__(context, house, "en", account, room="studio")
        expect(self.heading(self.texts["list"]["heading"])).to_be_visible()

    def heading(self, name: str | re.Pattern[str]) -> Locator:
        return self.page.get_by_role("heading", name=name)

    def go(self, place: str) -> None:
        """Open a page of the studio."""
        self.page.goto(f"{self.house.url}/studio/#{place}")

    @property
    def text(self) -> Locator:
        """The file as text."""
        return self.page.locator(".cm-content")

    def begin_service(self, service: str, title: str, template: str) -> None:
        """Begin a service from a template; the file is open afterwards."""
        new = self.texts["new"]
        self.go("new")
        self.page.get_by_role("radio", name=template).check()
        for box in self.page.locator("fieldset .tongue input").all():
            box.fill(title)
        self.page.get_by_label(new["id"], exact=True).fill(service)
        self.button(new["create"]).click()
        expect(self.text).to_be_visible()

    def write(self, text: str) -> None:
        """Put another text in the place of the file's, and save it."""
        self.text.click()
        self.page.keyboard.press("Control+a")
        self.page.keyboard.press("Delete")
        self.page.keyboard.insert_text(text)
        expect(self.page.get_by_role("status").filter(has_text=self.texts["problems"]["none"])).to_be_visible()
        self.button(self.texts["file"]["save"]).click()
        expect(self.page.get_by_text(self.texts["file"]["said"]["saved"], exact=True)).to_be_visible()

    def submit(self, title: str, drafts: int = 1) -> str:
        """Give the drafts, one of which is open, to a second person; returns the place of the review."""
        self.button(self.texts["file"]["submit"]).click()
        dialog = self.page.get_by_role("dialog")
        dialog.get_by_label(self.texts["submit"]["title"]).fill(title)
        expect(dialog.get_by_role("checkbox")).to_have_count(drafts)
        for box in dialog.get_by_role("checkbox").all():
            box.check()
        dialog.get_by_role("button", name=self.texts["submit"]["act"]).click()
        expect(self.heading(title)).to_be_visible()
        return self.page.url.partition("#")[2]

    def await_trial(self) -> None:
        """Wait until the trial of the review that is open has ended well."""
        done = self.page.get_by_role("status").filter(has_text=self.texts["trial"]["state"]["succeeded"])
        failed = self.page.locator(".notice-bad[lang=en]")
        expect(done.or_(failed)).to_be_visible(timeout=TRIAL_PATIENCE)
        expect(failed).to_have_count(0)

    def approve(self) -> None:
        """Approve the review that is open."""
        self.button(self.texts["decision"]["do_approve"]).click()

    def publish(self) -> None:
        """Publish the review that is open and approved."""
        self.button(self.texts["reviews"]["publish"]).click()
        self.page.get_by_role("dialog").get_by_role("button", name=self.texts["reviews"]["publish"]).click()
        expect(self.page.get_by_text(self.texts["reviews"]["state"]["published"], exact=True)).to_be_visible()
