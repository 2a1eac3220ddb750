"""The panel's menu in a real browser: reachable for everybody, and what a receipt and an erasure lead to."""

from __future__ import annotations

import json
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.web.conftest import PHONE, OpenPage, violations
from tests.web.scripted_hub import ScriptedHub
from tests.web.test_widget import LANGUAGES, LB, WORDS, in_shadow, open_chat

pytestmark = pytest.mark.browser

KEPT = {"code": "7KQM-4XPA-0000-1111-2222-3333-444Z", "kept_until": "2027-02-28T10:00:00.000Z"}
FOCUS = "return root.activeElement?.textContent"


class Gateway:
    """The gateway's calls about a conversation."""

    def __init__(self, page: Page) -> None:
        self.asked: list[str] = []
        self.is_away = False
        page.route("**/api/conversations/**", self._answer)

    def _answer(self, route: Route) -> None:
        self.asked.append(f"{route.request.method} {route.request.url.rpartition('/')[2]}")
        if self.is_away:
            route.abort()
        elif route.request.method == "DELETE":
            route.fulfill(status=204)
        elif route.request.method == "POST":
            route.fulfill(status=201, content_type="application/json", body=json.dumps(KEPT))
        else:
            route.fulfill(status=200, content_type="text/html", body="<p>Moien</p>")


def hellos_of(page: Page) -> list[dict[str, Any]]:
    """First frames that the widget sends from now on, as they come."""
    hellos: list[dict[str, Any]] = []

    def note(sent: str | bytes) -> None:
        frame = json.loads(sent)
        if frame["type"] == "hello":
            hellos.append(frame)

    page.on("websocket", lambda socket: socket.on("framesent", note))
    return hellos


def open_menu(page: Page, language: str = "lb") -> None:
    page.get_by_role("button", name=WORDS[language]["menu"]["name"], exact=True).click()
    expect(page.locator("moien-chat .menu-list")).to_be_visible()


def choose(page: Page, item: str) -> None:
    open_menu(page)
    page.locator("moien-chat .menu-list").get_by_role("button", name=LB["menu"][item]).click()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("device", [{}, PHONE], ids=["desktop", "phone"])
def test_the_menu_and_its_dialogs_are_accessible(
    open_page: OpenPage, hub: ScriptedHub, scheme: str, device: dict[str, Any]
) -> None:
    page = open_page("/demo/?lang=lb", color_scheme=scheme, **device)
    Gateway(page)
    open_chat(page)
    open_menu(page)
    found = {"menu": violations(page)}
    page.keyboard.press("Escape")
    choose(page, "receipt")
    expect(page.locator("moien-chat .receipt-code")).to_be_visible()
    found["receipt"] = violations(page)
    page.keyboard.press("Escape")
    choose(page, "erase")
    found["erase"] = violations(page)
    page.get_by_role("button", name=LB["menu"]["erasing"]["yes"]).click()
    expect(page.get_by_role("heading", name=LB["menu"]["erasing"]["done"])).to_be_visible()
    found["erased"] = violations(page)
    assert not any(found.values()), found


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_menu_offers_the_same_in_every_language(open_page: OpenPage, hub: ScriptedHub, language: str) -> None:
    page = open_page(f"/demo/?lang={language}")
    open_chat(page, language)
    open_menu(page, language)
    texts = WORDS[language]["menu"]
    offered = [texts[key] for key in ("save_html", "save_json", "print", "receipt", "erase")]
    links = [WORDS[language]["privacy"], texts["accessibility"]]
    assert page.locator("moien-chat .menu-list li").all_inner_texts() == offered + links
    assert page.locator("moien-chat .menu-list a").last.get_attribute("href") == (
        f"{hub.url}/accessibility?lang={language}"
    )


def test_the_menu_by_keyboard(open_page: OpenPage, hub: ScriptedHub) -> None:
    page = open_page("/demo/?lang=lb")
    gateway = Gateway(page)
    open_chat(page)
    button = page.get_by_role("button", name=LB["menu"]["name"], exact=True)
    button.focus()
    page.keyboard.press("Enter")
    expect(button).to_have_attribute("aria-expanded", "true")
    for item in ("save_html", "save_json", "print", "receipt"):
        page.keyboard.press("Tab")
        assert in_shadow(page, FOCUS) == LB["menu"][item]
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name=LB["menu"]["receipt"])
    expect(dialog).to_contain_text("28. Februar 2027")
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(button).to_be_focused()
    expect(page.locator("moien-chat .panel")).to_be_visible()
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    expect(page.locator("moien-chat .menu-list")).to_be_hidden()
    expect(button).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Shift+Tab")
    expect(page.locator("moien-chat .menu-list")).to_be_hidden()
    assert gateway.asked == ["POST receipt"]


def test_erasing_begins_anew_and_forgets_the_token(open_page: OpenPage, hub: ScriptedHub) -> None:
    page = open_page("/demo/?lang=lb")
    gateway, hellos = Gateway(page), hellos_of(page)
    open_chat(page)
    choose(page, "erase")
    page.get_by_role("button", name=LB["menu"]["erasing"]["no"]).click()
    assert gateway.asked == []
    choose(page, "erase")
    page.get_by_role("button", name=LB["menu"]["erasing"]["yes"]).click()
    expect(page.get_by_role("heading", name=LB["menu"]["erasing"]["done"])).to_be_visible()
    assert [asked.partition(" ")[0] for asked in gateway.asked] == ["DELETE"]
    page.keyboard.press("Escape")
    expect(page.locator("moien-chat .items .notice")).to_be_visible()
    assert [hello["token"] for hello in hellos] == [None, None]


def test_what_does_not_work_is_said_and_changes_nothing(open_page: OpenPage, hub: ScriptedHub) -> None:
    page = open_page("/demo/?lang=lb")
    gateway, hellos = Gateway(page), hellos_of(page)
    gateway.is_away = True
    open_chat(page)
    choose(page, "erase")
    page.get_by_role("button", name=LB["menu"]["erasing"]["yes"]).click()
    expect(page.locator("moien-chat .menu-dialog .problem")).to_have_text(LB["menu"]["failed"])
    page.get_by_role("button", name=LB["menu"]["erasing"]["no"]).click()
    choose(page, "save_json")
    expect(page.get_by_role("dialog", name=LB["menu"]["failed_title"])).to_be_visible()
    assert len(hellos) == 1


@pytest.mark.parametrize("item", ["save_html", "save_json"])
def test_the_conversation_is_saved_as_a_file(open_page: OpenPage, hub: ScriptedHub, item: str) -> None:
    page = open_page("/demo/?lang=lb")
    gateway = Gateway(page)
    open_chat(page)
    with page.expect_download() as saved:
        choose(page, item)
    ending = item.removeprefix("save_")
    assert saved.value.suggested_filename.endswith(f".{ending}")
    assert gateway.asked == [f"GET export?format={ending}"]


@pytest.mark.parametrize(("width", "height"), [(320, 568), (320, 256)])
def test_everything_can_be_reached_in_a_small_window(
    open_page: OpenPage, hub: ScriptedHub, width: int, height: int
) -> None:
    page = open_page("/demo/?lang=lb", viewport={"width": width, "height": height})
    Gateway(page)
    open_chat(page)
    open_menu(page)
    for control in page.locator("moien-chat .menu-list :is(button, a)").all():
        must_fit(page, control, width)
    page.keyboard.press("Escape")
    choose(page, "receipt")
    expect(page.locator("moien-chat .receipt-code")).to_be_visible()
    for control in page.locator("moien-chat .menu-dialog :is(button, .receipt-code span)").all():
        must_fit(page, control, width)


def must_fit(page: Page, control: Any, width: int) -> None:
    control.scroll_into_view_if_needed()
    box = control.bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= width, control.evaluate("element => element.outerHTML")
    expect(control).to_be_in_viewport(ratio=0.9)
