"""The widget in a real browser: what it asks of the citizen's device, and whether everybody can use it."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.channels.servers import wait_until
from tests.web.conftest import PHONE, OpenPage, violations
from tests.web.scripted_hub import CONVERSATION, ScriptedHub, said

pytestmark = pytest.mark.browser

LANGUAGES = ["lb", "fr", "de", "en"]
SOURCES = Path(__file__).parents[2] / "web" / "widget" / "src"
WORDS: dict[str, Any] = {
    language: {
        key: words
        for room in ("launcher/words", "words")
        for key, words in json.loads((SOURCES / room / f"{language}.json").read_text("utf-8")).items()
    }
    for language in LANGUAGES
}
LB = WORDS["lb"]

CITATION = {
    "title": "Certificat de résidence",
    "link": "https://guichet.public.lu/",
    "checked": "2026-03-05",
    "language": "fr",
}
FIELD = {
    "service": "residence_certificate",
    "name": "national_id",
    "type": "national_id",
    "label": "National Nummer",
    "choices": [],
    "step": 1,
    "steps": 4,
    "problem": False,
}
LONG = "\n\n".join(f"Saz Nummer {number}." for number in range(30))


def open_chat(page: Page, language: str = "lb") -> None:
    page.get_by_role("button", name=WORDS[language]["launcher_name"]).click()
    expect(page.locator("moien-chat .items .notice")).to_be_visible()


def in_shadow(page: Page, expression: str) -> Any:
    """Evaluate with ``root`` being the widget's shadow root."""
    return page.evaluate(f"() => {{ const root = document.querySelector('moien-chat').shadowRoot; {expression} }}")


def test_nothing_is_stored_or_asked_before_the_citizen_opens_the_chat(open_page: OpenPage, hub: ScriptedHub) -> None:
    page = open_page("/demo/?lang=lb")
    page.wait_for_load_state("networkidle")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("websocket", lambda socket: asked.append(socket.url))
    page.get_by_role("button", name=LB["launcher_name"]).wait_for()
    page.wait_for_timeout(300)
    assert asked == []
    assert page.evaluate("[localStorage.length, sessionStorage.length, document.cookie]") == [0, 0, ""]
    open_chat(page)
    paths = {re.sub(r"^\w+://[^/]+", "", address) for address in asked}
    code = {path for path in paths if path == "/panel.js" or path.startswith(("/assets/widget/", "/words/"))}
    assert paths - code == {"/ws/citizen", "/api/site/demo"}
    assert [path for path in code if path.startswith("/words/")] == ["/words/lb.js"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_disclosure_comes_first_in_every_language(open_page: OpenPage, hub: ScriptedHub, language: str) -> None:
    page = open_page(f"/demo/?lang={language}")
    open_chat(page, language)
    disclosure = WORDS[language]["notice"]["ai_disclosure"]
    expect(page.get_by_role("log").get_by_role("listitem").nth(1)).to_contain_text(disclosure)
    expect(page.locator("moien-chat [aria-live=polite] p").first).to_contain_text(disclosure)
    hub.happen(*(said("bot", f"Äntwert {number}") for number in range(100)))
    expect(page.locator("moien-chat .who p")).to_be_in_viewport()
    assert violations(page) == []


def test_the_whole_way_by_keyboard(open_page: OpenPage, hub: ScriptedHub) -> None:
    page = open_page("/demo/?lang=lb")
    page.get_by_role("button", name=LB["launcher_name"]).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_label(LB["composer"]["label"])).to_be_focused()
    page.keyboard.type("Moien")
    page.keyboard.press("Enter")
    # Shown at once; only what the hub has stored has a number, and buttons that came before it would be out of date.
    expect(page.locator("moien-chat .citizen[data-seq]")).to_contain_text("Moien")
    hub.happen(said("bot", "Wëllt Dir?", buttons=[{"title": "Jo"}, {"title": "Nee"}]))
    button = page.get_by_role("button", name="Nee")
    button.wait_for()
    for _ in range(20):
        page.keyboard.press("Shift+Tab")
        if button.evaluate("element => element.matches(':focus')"):
            break
    page.keyboard.press("Enter")
    expect(page.locator("moien-chat .citizen").last).to_contain_text("Nee")
    # Shown before the hub has it.
    wait_until(lambda: bool(hub.received_of("press")), "the hub hears of the button")
    assert hub.received_of("press")[0] | {"message_id": ""} == {
        "type": "press",
        "message_id": "",
        "seq": 3,
        "button": 1,
    }
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name=LB["launcher_name"])).to_be_focused()
    expect(page.get_by_role("dialog")).to_be_hidden()


def test_each_answer_is_announced_once(open_page: OpenPage, hub: ScriptedHub) -> None:
    page = open_page("/demo/?lang=lb")
    open_chat(page)
    in_shadow(
        page,
        """
        window.announced = [];
        const region = root.querySelector('[aria-live=polite]');
        new MutationObserver(changes => {
          for (const change of changes)
            for (const node of change.addedNodes) window.announced.push(node.textContent);
        }).observe(region, { childList: true, subtree: true, characterData: true });
        """,
    )
    hub.happen(said("bot", "Zweemol."), said("bot", "Zweemol."), said("citizen", "Eegen."))
    hub.tell(type="busy", conversation=CONVERSATION, busy=True)
    page.locator("moien-chat .writing").wait_for()
    assert page.evaluate("window.announced") == ["Virtuellen Assistent: Zweemol."] * 2


def test_a_reader_further_up_keeps_the_place(open_page: OpenPage, hub: ScriptedHub) -> None:
    page = open_page("/demo/?lang=lb")
    open_chat(page)
    hub.happen(said("bot", LONG))
    page.get_by_text("Saz Nummer 29.").last.wait_for()
    log = page.get_by_role("log")
    log.evaluate("box => box.scrollTop = 120")
    page.wait_for_timeout(100)
    hub.happen(said("bot", "Eppes Neies."))
    more = page.get_by_role("button", name=LB["new_messages"])
    more.wait_for()
    assert log.evaluate("box => box.scrollTop") == 120
    more.click()
    expect(page.locator("moien-chat .bubble", has_text="Eppes Neies.")).to_be_in_viewport()
    expect(more).to_be_hidden()


def test_a_long_answer_is_read_from_its_beginning(open_page: OpenPage, hub: ScriptedHub) -> None:
    page = open_page("/demo/?lang=lb")
    open_chat(page)
    hub.happen(*(said("bot", f"Virdrun {number}.") for number in range(10)))
    page.get_by_label(LB["composer"]["label"]).fill("Meng Fro")
    page.keyboard.press("Enter")
    hub.happen(said("bot", LONG))
    page.get_by_text("Saz Nummer 29.").last.wait_for()
    page.wait_for_timeout(200)
    expect(page.locator("moien-chat .citizen", has_text="Meng Fro")).to_be_in_viewport(ratio=1)
    expect(page.locator("moien-chat .bubble p", has_text="Saz Nummer 0.")).to_be_in_viewport()


def test_the_page_around_stays_still_on_a_desktop(open_page: OpenPage, hub: ScriptedHub) -> None:
    page = open_page("/demo/?lang=lb")
    boxes = "[...document.querySelectorAll('#page *')].map(element => JSON.stringify(element.getBoundingClientRect()))"
    page.get_by_role("button", name=LB["launcher_name"]).wait_for()
    before = page.evaluate(boxes)
    open_chat(page)
    assert page.evaluate(boxes) == before
    expect(page.get_by_role("dialog")).to_have_attribute("aria-modal", "false")


def test_on_a_phone_the_page_behind_is_out_of_reach(open_page: OpenPage, hub: ScriptedHub) -> None:
    page = open_page("/demo/?lang=lb", reduced_motion="reduce", **PHONE)
    page.evaluate("scrollTo(0, 400)")
    open_chat(page)
    box = page.get_by_role("dialog").bounding_box()
    assert box == pytest.approx({"x": 0, "y": 0, "width": 390, "height": 844}, abs=0.01)
    page.wait_for_function("document.querySelector('#page').inert")
    page.get_by_role("button", name=LB["close"]).click()
    assert not page.evaluate("document.querySelector('#page').inert")
    assert page.evaluate("scrollY") == 400
    expect(page.get_by_role("button", name=LB["launcher_name"])).to_be_focused()


@pytest.mark.parametrize(("width", "height"), [(320, 568), (320, 256), (1280, 400)])
def test_no_control_is_lost_in_a_small_window(open_page: OpenPage, hub: ScriptedHub, width: int, height: int) -> None:
    page = open_page("/demo/?lang=de", viewport={"width": width, "height": height})
    open_chat(page, "de")
    hub.happen(said("bot", "Wort" * 30, buttons=[{"title": "Kennzeichen ändern " * 3}], citations=[CITATION]))
    hub.happen(said("bot", "Nummer?", field=FIELD))
    page.locator("moien-chat .box input").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    # The button for new messages goes away when one scrolls down.
    controls = page.locator("moien-chat").locator("button:visible:not(.new-messages), select, input, textarea")
    for control in controls.all():
        control.scroll_into_view_if_needed()
        box = control.bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width, control.evaluate("element => element.outerHTML")
        assert min(box["width"], box["height"]) >= 24, control.evaluate("element => element.outerHTML")
        expect(control).to_be_in_viewport()


def test_nothing_moves_for_those_who_want_it_still(open_page: OpenPage, hub: ScriptedHub) -> None:
    counting = "return root.getAnimations().filter(({ playState }) => playState === 'running').length"
    for wish, moves in (("reduce", False), ("no-preference", True)):
        hub.reset()
        page = open_page("/demo/?lang=lb", reduced_motion=wish)
        open_chat(page)
        hub.tell(type="busy", conversation=CONVERSATION, busy=True)
        expect(page.locator("moien-chat .writing")).to_contain_text(LB["writes"]["assistant"])
        assert (in_shadow(page, counting) > 0) is moves


def test_dates_are_luxembourgish_although_the_browser_is_not(open_page: OpenPage, hub: ScriptedHub) -> None:
    page = open_page("/demo/?lang=lb", locale="en-US")
    open_chat(page)
    hub.happen(said("bot", "Moien", citations=[CITATION]))
    expect(page.locator("moien-chat .sources")).to_contain_text("gepréift de 5. Mäerz 2026")
    page.clock.set_fixed_time(date.fromisoformat("2035-01-01").isoformat())
    hub.happen(said("bot", "Nach eppes"))
    expect(page.locator("moien-chat .day").first).to_have_text(re.compile(r"^\d+\. \w+ 20\d\d$"))


def test_a_message_survives_a_tunnel_and_a_reload(open_page: OpenPage, hub: ScriptedHub) -> None:
    page = open_page("/demo/?lang=lb")
    open_chat(page)
    hub.go_away()
    page.get_by_label(LB["composer"]["label"]).fill("Am Tunnel geschriwwen")
    page.keyboard.press("Enter")
    expect(page.locator("moien-chat .state")).to_have_text(LB["states"]["kept"])
    page.locator("moien-chat .connection.lost").wait_for()
    page.reload()
    hub.come_back()
    expect(page.locator("moien-chat .citizen:not(:has(.pending))")).to_have_count(1, timeout=30_000)
    texts = [event["data"]["text"] for event in hub.log if event["data"].get("author") == "citizen"]
    assert texts == ["Am Tunnel geschriwwen"]


def test_attacks_are_shown_literally(open_page: OpenPage, hub: ScriptedHub) -> None:
    page = open_page("/demo/?lang=lb")
    foreign: list[str] = []
    page.on("request", lambda request: None if request.url.startswith(hub.url) else foreign.append(request.url))
    page.on("dialog", lambda dialog: foreign.append(dialog.message))
    open_chat(page)
    attack = "<img src=https://evil.example/x onerror=alert(1)> ![x](https://evil.example/y) [x](javascript:alert(1))"
    summary = [{"field": "f", "label": attack, "value": attack}]
    citation = CITATION | {"title": attack, "link": "javascript:alert(1)"}
    hub.happen(
        said("bot", attack, buttons=[{"title": attack}], summary=summary, citations=[citation]),
        said("citizen", attack),
        said("agent", attack, agent=attack),
        {"kind": "owner", "owner": "agent", "reason": "claimed", "agent": attack},
        {"kind": "job", "job": "j", "service": attack, "state": "succeeded", "reference": attack},
    )
    expect(page.locator("moien-chat .job")).to_contain_text("<img src=")
    assert in_shadow(page, "return root.querySelectorAll('img, script, iframe, [onerror]').length") == 0
    assert (
        in_shadow(page, "return [...root.querySelectorAll('a')].filter(a => a.protocol === 'javascript:').length") == 0
    )
    assert foreign == []


def test_a_website_with_odd_styles_does_not_change_the_widget(open_page: OpenPage, hub: ScriptedHub) -> None:
    page = open_page("/demo/?lang=lb")
    page.evaluate(
        """() => {
            const sheet = new CSSStyleSheet();
            const odd = '* { color: red; letter-spacing: 1em; text-transform: uppercase }';
            sheet.replaceSync('html { font-size: 5px } ' + odd);
            document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
        }"""
    )
    open_chat(page)
    shown = in_shadow(
        page,
        """const style = getComputedStyle(root.querySelector('h2'));
        return [style.fontSize, style.letterSpacing, style.textTransform, style.color]""",
    )
    assert shown == ["17px", "normal", "none", "rgb(27, 37, 41)"]


def test_a_website_themes_the_widget(open_page: OpenPage, hub: ScriptedHub) -> None:
    page = open_page("/demo/?lang=lb", color_scheme="light")
    page.evaluate("document.documentElement.style.setProperty('--moien-accent', 'rgb(90, 20, 90)')")
    launcher = page.get_by_role("button", name=LB["launcher_name"])
    expect(launcher).to_have_css("background-color", "rgb(90, 20, 90)")


def test_short_messages_that_follow_are_simply_shown(open_page: OpenPage, hub: ScriptedHub) -> None:
    page = open_page("/demo/?lang=lb")
    open_chat(page)
    page.get_by_label(LB["composer"]["label"]).fill("Meng Fro")
    page.keyboard.press("Enter")
    hub.happen({"kind": "owner", "owner": "agent", "reason": "claimed", "agent": "Alex"})
    for number in range(8):
        page.wait_for_timeout(700)
        hub.happen(said("agent", f"Saz {number} vum Agent.", agent="Alex"))
    newest = page.locator("moien-chat .bubble", has_text="Saz 7 vum Agent.")
    newest.wait_for()
    page.wait_for_timeout(200)
    expect(newest).to_be_in_viewport(ratio=1)


def test_an_earlier_conversation_opens_where_it_was_left(open_page: OpenPage, hub: ScriptedHub) -> None:
    page = open_page("/demo/?lang=lb")
    open_chat(page)
    hub.happen(*(said("bot", f"Virdrun {number}.") for number in range(30)))
    hub.happen(said("citizen", "Meng lescht Fro"), said("bot", "Déi lescht Äntwert"))
    page.get_by_text("Déi lescht Äntwert").last.wait_for()
    page.reload()
    page.get_by_text("Déi lescht Äntwert").last.wait_for()
    page.wait_for_timeout(300)
    expect(page.locator("moien-chat .bubble", has_text="Meng lescht Fro")).to_be_in_viewport(ratio=1)
    expect(page.locator("moien-chat .bubble", has_text="Déi lescht Äntwert")).to_be_in_viewport(ratio=1)
