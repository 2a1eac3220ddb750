"""Switching the bot off and on in the console, in a real browser: the dialog, its keyboard, and what citizens read."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.channels.console.conftest import DESKTOP, PHONE, Counter, OpenWindow
from tests.stack.pages import PATIENCE, CitizenPage, StaffPage, words
from tests.web.conftest import violations

pytestmark = pytest.mark.browser

TEXTS = words("console", "en", "supervision")["switches"]
LANGUAGES = {"lb": "Luxembourgish", "fr": "French", "de": "German", "en": "English"}
NOTICE = {"lb": "De Bot rascht.", "fr": "Le bot se repose.", "de": "Der Bot ruht.", "en": "The bot rests."}
"""What citizens read, other than what the dialog begins with."""


def heading(act: str) -> str:
    return str(TEXTS[f"{act}_heading"]).replace("{name}", TEXTS["bot"])


def tab_to(page: Page, place: Locator) -> None:
    """Go on by keyboard until something has the focus."""
    for _ in range(40):
        if place.evaluate("it => it === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"the keyboard does not come to {place}")


@pytest.mark.parametrize(("scheme", "size"), [("light", DESKTOP), ("dark", PHONE)], ids=["light", "dark"])
def test_the_bot_goes_off_with_a_dated_notice_and_on_again(
    counter: Counter, open_window: OpenWindow, scheme: str, size: dict[str, int]
) -> None:
    window = open_window(color_scheme=scheme, viewport=size)
    page = StaffPage(window, counter, "en", counter.password("supervisor"), "#switches").page
    card = page.locator("article.switch", has=page.get_by_role("heading", name=re.compile(f"^{TEXTS['bot']}")))
    expect(card.get_by_text(TEXTS["on"], exact=True)).to_be_visible()
    states = [violations(page)]

    # The keyboard opens it, Escape closes it, and the focus is back where it was.
    opener = card.get_by_role("button", name=TEXTS["switch_off"])
    tab_to(page, opener)
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name=heading("off"))
    expect(dialog.get_by_role("heading", name=heading("off"))).to_be_focused()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(opener).to_be_focused()
    expect(card.get_by_text(TEXTS["on"], exact=True)).to_be_visible()

    # A language that is left out is asked for, and gets the focus.
    page.keyboard.press("Enter")
    for name in LANGUAGES.values():
        expect(dialog.get_by_label(name)).not_to_have_value("")
    dialog.get_by_label("German").fill(" ")
    submit = dialog.get_by_role("button", name=TEXTS["switch_off"])
    tab_to(page, submit)
    page.keyboard.press("Enter")
    expect(dialog.get_by_label("German")).to_be_focused()
    expect(dialog.get_by_text(TEXTS["notice_missing"])).to_be_visible()
    states.append(violations(page))

    # In four languages, with an end.
    for code, name in LANGUAGES.items():
        dialog.get_by_label(name).fill(NOTICE[code])
    dialog.get_by_label(TEXTS["until_label"]).fill("2031-03-05T08:00")
    states.append(violations(page))
    tab_to(page, submit)
    page.keyboard.press("Enter")
    expect(dialog).to_be_hidden()
    expect(card.get_by_text(TEXTS["off"], exact=True)).to_be_visible()
    expect(card).to_contain_text(re.compile(r"5 March 2031"))
    for code, text in NOTICE.items():
        expect(card.locator(f"dd[lang={code}]")).to_have_text(text)
    states.append(violations(page))
    citizen = CitizenPage(open_window(viewport=PHONE, locale="fr-FR"), counter, "fr")
    citizen.open()
    expect(citizen.log).to_contain_text(NOTICE["fr"], timeout=PATIENCE)
    citizen.close()

    # What is off can be worded anew, and goes on again.
    card.get_by_role("button", name=TEXTS["change"]).click()
    dialog = page.get_by_role("dialog", name=heading("change"))
    expect(dialog.get_by_label("English")).to_have_value(NOTICE["en"])
    expect(dialog.get_by_label(TEXTS["until_label"])).to_have_value("2031-03-05T08:00")
    page.keyboard.press("Escape")
    again = card.get_by_role("button", name=TEXTS["switch_on"])
    tab_to(page, again)
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name=heading("on"))
    states.append(violations(page))
    tab_to(page, dialog.get_by_role("button", name=TEXTS["switch_on"]))
    page.keyboard.press("Enter")
    expect(dialog).to_be_hidden()
    expect(card.get_by_text(TEXTS["on"], exact=True)).to_be_visible()
    expect(page.get_by_role("heading", name=TEXTS["past"])).to_be_visible()
    assert not any(states), states
    done = counter.gateway.rows("SELECT action, target FROM audit WHERE action LIKE 'switched%' ORDER BY number DESC")
    assert done[:2] == [("switched_on", "bot"), ("switched_off", "bot")]
