"""What the widget asks and tells in a real browser: fields, easy language, the end, the conversation on paper."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from nlu.text.fields import Checked, check_field
from tests.channels.servers import wait_until
from tests.web.conftest import PHONE, OpenPage, violations
from tests.web.scripted_hub import ScriptedHub, said
from tests.web.test_widget import CITATION, FIELD, LANGUAGES, LB, WORDS, in_shadow, open_chat

pytestmark = pytest.mark.browser

NAMED = "return root.activeElement?.getAttribute('aria-label') ?? root.activeElement?.getAttribute('role')"
DATE = FIELD | {"type": "date", "name": "birth_date", "label": "Gebuertsdag"}
COMMUNE = FIELD | {"type": "commune", "name": "commune", "label": "Gemeng"}
EASY = said("bot", "De ganzen Text.", easy="Den einfachen Text.", citations=[CITATION])
SCREENS = [
    pytest.param({**device, "color_scheme": scheme}, id=f"{name}-{scheme}")
    for name, device in (("desktop", {}), ("phone", PHONE))
    for scheme in ("light", "dark")
]


def ask(page: Page, hub: ScriptedHub, field: dict[str, Any]) -> Locator:
    """Let the bot ask for a field; gives the input, once it is there."""
    hub.happen(said("bot", "Fro?", field=field))
    box = page.locator(f"moien-chat input[name={field['name']}]")
    expect(box).to_be_visible()
    return box


def communes_in(page: Page) -> Locator:
    """The communes that are offered; the list of languages has options, too."""
    return page.get_by_role("listbox", name=LB["choices"]).get_by_role("option")


def texts_sent(hub: ScriptedHub) -> list[str]:
    return [frame["text"] for frame in hub.received_of("say")]


@pytest.mark.parametrize("look", SCREENS)
def test_every_state_of_the_fields_is_accessible(open_page: OpenPage, hub: ScriptedHub, look: dict[str, Any]) -> None:
    page = open_page("/demo/?lang=lb", **look)
    open_chat(page)
    found: dict[str, list[str]] = {}
    box = ask(page, hub, FIELD)
    for number in ("1985 0412 12393", "1985 0412 12394"):
        box.fill(number)
        found[number] = violations(page)
    page.get_by_role("button", name=LB["fields"]["matricule"]["hide"]).click()
    found["hidden"] = violations(page)
    hub.happen(said("citizen", "1"))
    box = ask(page, hub, COMMUNE)
    box.fill("esch")
    expect(communes_in(page).first).to_be_visible()
    box.press("ArrowDown")
    found["communes"] = violations(page)
    box.fill("Atlantis")
    expect(page.get_by_text(LB["fields"]["commune"]["none"])).to_be_visible()
    found["no commune"] = violations(page)
    hub.happen(said("citizen", "1"))
    ask(page, hub, DATE).fill("5.3.1985")
    found["date"] = violations(page)
    page.get_by_role("button", name=LB["fields"]["date"]["open"]).click()
    expect(page.get_by_role("grid")).to_be_visible()
    found["calendar"] = violations(page)
    page.keyboard.press("Escape")
    hub.happen(said("citizen", "1"), EASY)
    page.get_by_role("switch").click()
    found["easy"] = violations(page)
    page.get_by_role("button", name=LB["done"]["start"]).click()
    found["done"] = violations(page)
    assert {state: lines for state, lines in found.items() if lines} == {}


def test_a_national_id_is_typed_in_groups_and_pasted_in_any(open_page: OpenPage, hub: ScriptedHub) -> None:
    page = open_page("/demo/?lang=lb")
    open_chat(page)
    box = ask(page, hub, FIELD)
    box.press_sequentially("198504121239")
    expect(box).to_have_value("1985 0412 1239")
    box.press("Home")
    for _ in range(5):
        box.press("ArrowRight")
    box.press("Backspace")  # a blank comes back, so the second one takes the digit before it
    box.press("Backspace")
    expect(box).to_have_value("1980 4121 239")
    box.fill("1985-04-12 123 93")
    expect(box).to_have_value("1985 0412 12393")
    expect(page.get_by_text(LB["fields"]["matricule"]["right"])).to_be_visible()
    box.press("Enter")
    wait_until(lambda: texts_sent(hub) == ["1985 0412 12393"], "the number to be sent")


def test_a_day_is_chosen_by_keyboard_alone(open_page: OpenPage, hub: ScriptedHub) -> None:
    page = open_page("/demo/?lang=lb")
    open_chat(page)
    box = ask(page, hub, DATE)
    box.fill("28.02.1985")
    box.press("Tab")
    assert in_shadow(page, NAMED) == LB["fields"]["date"]["open"]
    page.keyboard.press("Enter")
    expect(page.get_by_role("grid")).to_be_visible()
    walk = {
        "ArrowRight": "Freideg, 1. Mäerz 1985",
        "PageUp": "Freideg, 1. Februar 1985",
        "Shift+PageUp": "Mëttwoch, 1. Februar 1984",
        "End": "Sonndeg, 5. Februar 1984",
        "Home": "Méindeg, 30. Januar 1984",
        "ArrowDown": "Méindeg, 6. Februar 1984",
    }
    for key, day in walk.items():
        page.keyboard.press(key)
        assert in_shadow(page, NAMED) == day
    for _ in range(8):  # the focus stays inside the dialog
        page.keyboard.press("Tab")
        assert in_shadow(page, "return root.activeElement === null || root.activeElement.closest('dialog') !== null")
    page.keyboard.press("Escape")
    expect(page.get_by_role("grid")).to_have_count(0)
    expect(page.locator("moien-chat #panel")).to_be_visible()
    assert in_shadow(page, NAMED) == LB["fields"]["date"]["open"]
    page.keyboard.press("Enter")
    page.get_by_role("gridcell").get_by_role("button", name="Freideg, 1. Februar 1985").click()
    expect(box).to_have_value("01.02.1985")
    expect(box).to_be_focused()
    box.press("Enter")
    wait_until(lambda: texts_sent(hub) == ["01.02.1985"], "the day to be sent")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_calendar_speaks_the_language_of_the_chat(open_page: OpenPage, hub: ScriptedHub, language: str) -> None:
    page = open_page(f"/demo/?lang={language}")
    open_chat(page, language)
    ask(page, hub, DATE).fill("5.3.2026")
    page.get_by_role("button", name=WORDS[language]["fields"]["date"]["open"]).click()
    month = {"lb": "Mäerz 2026", "fr": "mars 2026", "de": "März 2026", "en": "March 2026"}[language]
    expect(page.get_by_role("grid", name=month)).to_be_visible()
    expect(page.get_by_role("dialog", name=WORDS[language]["fields"]["date"]["open"])).to_be_visible()


def test_a_commune_is_completed_and_the_bot_takes_it(open_page: OpenPage, hub: ScriptedHub) -> None:
    page = open_page("/demo/?lang=lb")
    open_chat(page)
    box = ask(page, hub, COMMUNE)
    box.press_sequentially("bascha")
    expect(communes_in(page)).to_have_text(["Käerjeng (Bascharage)"])
    box.press("ArrowDown")
    expect(communes_in(page).and_(page.get_by_role("option", selected=True))).to_have_count(1)
    box.press("Enter")
    expect(box).to_have_value("Käerjeng")
    assert texts_sent(hub) == []
    box.press("Enter")
    wait_until(lambda: texts_sent(hub) == ["Käerjeng"], "the commune to be sent")
    assert check_field("commune", "Käerjeng", language="lb") == Checked("kaerjeng", "Käerjeng")


def test_a_list_of_communes_is_closed_before_the_chat(open_page: OpenPage, hub: ScriptedHub) -> None:
    page = open_page("/demo/?lang=lb")
    open_chat(page)
    box = ask(page, hub, COMMUNE)
    box.press_sequentially("esch")
    expect(page.get_by_role("listbox")).to_be_visible()
    box.press("Escape")
    expect(page.get_by_role("listbox")).to_have_count(0)
    expect(page.locator("moien-chat #panel")).to_be_visible()


def test_easy_language_is_chosen_once_and_for_all(open_page: OpenPage, hub: ScriptedHub) -> None:
    page = open_page("/demo/?lang=lb")
    open_chat(page)
    hub.happen(EASY)
    easy = page.get_by_role("switch", name=LB["easy"]["name"])
    easy.press("Space")
    expect(easy).to_be_checked()
    expect(page.get_by_text("Den einfachen Text.", exact=True)).to_be_visible()
    page.reload()
    expect(page.get_by_text("Den einfachen Text.", exact=True)).to_be_visible()
    page.get_by_role("button", name=LB["easy"]["full"]).click()
    expect(page.locator("moien-chat .bubble").get_by_text("De ganzen Text.", exact=True)).to_be_visible()


def test_who_is_done_says_how_it_was_by_keyboard(open_page: OpenPage, hub: ScriptedHub) -> None:
    page = open_page("/demo/?lang=lb")
    open_chat(page)
    hub.happen(said("citizen", "Moien"), said("bot", "Moien"))
    page.get_by_role("button", name=LB["done"]["start"]).press("Enter")
    expect(page.locator("moien-chat .score")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    thanks = LB["score"]["thanks"].replace("{score}", LB["score"]["2"])
    expect(page.get_by_text(thanks)).to_be_visible()
    assert [frame["score"] for frame in hub.received_of("rate_conversation")] == [2]
    page.get_by_role("button", name=LB["done"]["back"]).click()
    expect(page.get_by_role("textbox", name=LB["composer"]["label"])).to_be_visible()


@pytest.mark.parametrize("device", [{}, PHONE], ids=["desktop", "phone"])
def test_the_conversation_on_paper(open_page: OpenPage, hub: ScriptedHub, device: dict[str, Any]) -> None:
    page = open_page("/demo/?lang=lb", color_scheme="dark", **device)
    open_chat(page)
    hub.happen(
        said("bot", "Jo oder nee?", buttons=[{"title": "Jo"}, {"title": "Nee"}]),
        *(said("bot", f"Saz {number}.", citations=[CITATION]) for number in range(40)),
    )
    expect(page.get_by_text("Saz 39.", exact=True)).to_be_visible()
    page.emulate_media(media="print")
    for hidden in (".foot", ".close", ".rating", ".choice", ".launcher"):
        expect(page.locator(f"moien-chat {hidden}").first).to_be_hidden()
    in_full = in_shadow(
        page, "const log = root.querySelector('.log'); return [log.scrollHeight, log.clientHeight, log.offsetParent]"
    )
    assert in_full[0] == in_full[1]
    bubble = page.locator("moien-chat .bubble").last
    assert bubble.evaluate("it => getComputedStyle(it).color") == "rgb(0, 0, 0)"
    link = bubble.locator(".sources a")
    assert CITATION["link"] in link.evaluate("it => getComputedStyle(it, '::after').content")
    expect(bubble).to_contain_text(re.compile("Saz 39"))


def test_a_closed_chat_leaves_the_paper_to_the_page(open_page: OpenPage, hub: ScriptedHub) -> None:
    page = open_page("/demo/?lang=lb")
    open_chat(page)
    page.keyboard.press("Escape")
    page.emulate_media(media="print")
    expect(page.locator("moien-chat .launcher")).to_be_hidden()
    expect(page.locator("moien-chat #panel")).to_be_hidden()
