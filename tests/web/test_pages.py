"""Demo page, console and studio in a real browser: whether everybody can use them, in both themes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.channels.servers import wait_until
from tests.contracts.golden import GOLDEN
from tests.web.conftest import PHONE, OpenPage, violations
from tests.web.scripted_desk import AGENT, titled
from tests.web.scripted_hub import CONVERSATION, ScriptedHub, said

pytestmark = pytest.mark.browser

SOURCES = Path(__file__).parents[2] / "web"

TICKET = {
    "ticket": "t1",
    "conversation": CONVERSATION,
    "reason": "asked",
    "language": "lb",
    "service": "residence_certificate",
    "queue": "general",
    "state": "waiting",
    "agent": None,
    "mine": False,
    "opened_at": "2026-11-23T08:00:00Z",
    "waiting_since": "2026-11-23T08:00:00Z",
    "last_text": "Ech brauch Hëllef",
    "fields": {"national_id": "1985041212393"},
}
QUEUES = [
    {
        "queue": name,
        "name": titled(name),
        "waiting": 1,
        "longest_since": "2026-11-23T08:00:00Z",
        "open": name == "general",
        "opens_at": "2026-11-24T08:00:00+01:00",
        "available": 0,
    }
    for name in ("general", "taxes")
]
COLLEAGUES = [
    {
        "id": presence,
        "name": f"Kim {presence}",
        "presence": presence,
        "reason": None,
        "conversations": 1,
        "capacity": 4,
        "languages": ["lb", "fr"],
    }
    for presence in ("available", "busy", "away", "offline")
]
CALLBACKS = [
    {
        "callback": f"b{mine}",
        "conversation": "x",
        "language": "fr",
        "service": None,
        "queue": "general",
        "phone": "+352621123456",
        "when": "morning",
        "about": "Ma carte",
        "state": "claimed" if mine else "waiting",
        "agent": AGENT if mine else None,
        "mine": mine,
        "attempts": 2,
        "asked_at": "2026-11-23T08:00:00Z",
    }
    for mine in (True, False)
]
RECORD = json.loads((GOLDEN / "messages" / "answer_record.json").read_text("utf-8"))
FILE = {
    "path": "catalogue/passport.yaml",
    "kind": "service",
    "title": {"lb": "Pass", "fr": "Passeport", "de": "", "en": "Passport"},
    "administration": {"lb": "Biergercenter"},
    "health": {},
    "checked": "2026-01-05",
    "has_form": False,
    "examples": {"lb": 12, "fr": 11, "de": 0, "en": 10},
    "problems": 1,
    "state": "draft",
    "changed_by": "Olga Muster",
    "changed_at": "2026-11-29T08:00:00+00:00",
    "in_review": "r1",
}


def words(folder: str, language: str = "en") -> Any:
    return json.loads((SOURCES / folder / "words" / f"{language}.json").read_text("utf-8"))


CONSOLE = words("console/src")
STAFF = words("kit/src/staff")

looks = pytest.mark.parametrize(
    "look",
    [
        pytest.param({"color_scheme": "light"}, id="light"),
        pytest.param({"color_scheme": "dark", **PHONE}, id="dark-phone"),
    ],
)


def sign_in(page: Page, name: str) -> None:
    page.get_by_label(STAFF["sign_in"]["name"]).fill(name)
    page.get_by_label(STAFF["sign_in"]["password"]).fill("right")
    page.keyboard.press("Enter")


@looks
@pytest.mark.parametrize("language", ["lb", "fr", "de", "en"])
def test_the_demo_page_is_accessible_in_every_language(
    open_page: OpenPage, look: dict[str, Any], language: str
) -> None:
    page = open_page(f"/demo/?lang={language}", **look)
    expect(page.get_by_role("heading", level=1)).to_have_text(words("demo/src", language)["hero"]["question"])
    expect(page.locator("html")).to_have_attribute("lang", language)
    page.locator("moien-chat").wait_for()
    assert violations(page) == []


@looks
def test_the_console_is_accessible_from_sign_in_to_the_end(
    open_page: OpenPage, hub: ScriptedHub, look: dict[str, Any]
) -> None:
    hub.happen(said("citizen", "Moien"), said("bot", "**Jo?**", buttons=[{"title": "Jo"}]))
    page = open_page("/console/", locale="en-GB", **look)
    page.get_by_label(STAFF["sign_in"]["name"]).wait_for()
    found = {"signed out": violations(page)}
    page.get_by_role("button", name=STAFF["sign_in"]["submit"]).click()
    page.get_by_text(STAFF["sign_in"]["missing"]).wait_for()
    found["incomplete"] = violations(page)
    sign_in(page, "agent")
    page.get_by_text(CONSOLE["queue"]["nobody_waits"]).wait_for()
    found["empty"] = violations(page)
    hub.arrange(TICKET | {"late": True, "moves": 1}, queues=QUEUES, colleagues=COLLEAGUES, callbacks=CALLBACKS)
    page.get_by_role("tab", name=CONSOLE["queue"]["callbacks"]).click()
    page.get_by_text("+352 621 123 456").first.wait_for()
    found["call-backs"] = violations(page)
    page.get_by_role("tab", name=CONSOLE["queue"]["waiting"]).click()
    page.get_by_role("button", name=CONSOLE["presence"]["available"]).click()
    page.get_by_role("menu").wait_for()
    found["presence"] = violations(page)
    page.keyboard.press("Escape")
    page.get_by_text("Residence certificate").click()
    page.get_by_text(CONSOLE["conversation"]["waits"]).wait_for()
    found["waiting"] = violations(page)
    page.get_by_role("button", name=CONSOLE["conversation"]["claim"]).last.click()
    box = page.get_by_label(CONSOLE["composer"]["reply_label"])
    expect(box).to_be_focused()
    page.get_by_label(CONSOLE["composer"]["note"]).check()
    expect(page.get_by_text(CONSOLE["conversation"]["catching_up"])).to_be_hidden()
    note = page.get_by_label(CONSOLE["composer"]["note_label"])
    note.fill("Eng Notiz")
    note.press("Enter")
    page.locator(".message.note").wait_for()
    found["mine"] = violations(page)
    for name, opener in {
        "closing": page.get_by_role("button", name=CONSOLE["conversation"]["close"], exact=True),
        "passing on": page.get_by_role("button", name=CONSOLE["conversation"]["transfer"], exact=True),
        "keys": page.get_by_role("button", name=CONSOLE["keyboard"]["heading"]),
        "settings": page.get_by_role("button", name=CONSOLE["settings"]["heading"]),
    }.items():
        if opener.is_visible():
            opener.click()
            page.get_by_role("dialog").wait_for()
            found[name] = violations(page)
            page.keyboard.press("Escape")
            expect(page.get_by_role("dialog")).to_have_count(0)
    hub.go_away()
    page.get_by_text(CONSOLE["connection"]["banner"]).wait_for()
    found["lost"] = violations(page)
    assert {name: lines for name, lines in found.items() if lines} == {}


def test_an_agent_can_work_by_keyboard_alone(open_page: OpenPage, hub: ScriptedHub) -> None:
    hub.happen(said("citizen", "Moien"))
    page = open_page("/console/", locale="en-GB")
    page.get_by_label(STAFF["sign_in"]["name"]).wait_for()
    sign_in(page, "agent")
    page.get_by_text(CONSOLE["queue"]["nobody_waits"]).wait_for()
    hub.arrange(TICKET)
    page.get_by_text("Residence certificate").wait_for()
    page.keyboard.press("n")
    expect(page.get_by_label(CONSOLE["composer"]["reply_label"])).to_be_focused()
    page.keyboard.type("Moien, ech hëllefen Iech.")
    send = page.get_by_role("button", name=CONSOLE["composer"]["send"], exact=True)
    expect(send).to_have_attribute("aria-disabled", "false")
    page.keyboard.press("Enter")
    expect(page.locator(".message.agent")).to_contain_text("Moien, ech hëllefen Iech.")
    assert [frame["text"] for frame in hub.received_of("say")] == ["Moien, ech hëllefen Iech."]
    for key in ("Escape", "c"):
        page.keyboard.press(key)
    dialog = page.get_by_role("dialog")
    dialog.wait_for()
    for key in ("1", "Enter"):
        page.keyboard.press(key)
    wait_until(lambda: bool(hub.received_of("close")), "the hub hears that the matter is closed")
    expected = {"type": "close", "conversation": CONVERSATION, "wrap_up": "answered", "note": ""}
    assert hub.received_of("close") == [expected]


@pytest.mark.parametrize(
    "look",
    [
        pytest.param({"color_scheme": "light"}, id="light"),
        pytest.param({"color_scheme": "dark", "viewport": {"width": 320, "height": 568}}, id="dark-narrow"),
    ],
)
def test_an_agent_reads_how_an_answer_came_about(open_page: OpenPage, hub: ScriptedHub, look: dict[str, Any]) -> None:
    code, answer = RECORD["code"], CONSOLE["answer"]
    hub.answers = {code: {"conversation": CONVERSATION, "at": "2026-11-23T08:00:00Z", "record": RECORD}}
    hub.happen(said("bot", "2 €", origin="llm", code=code))
    page = open_page("/console/", locale="en-GB", **look)
    page.get_by_label(STAFF["sign_in"]["name"]).wait_for()
    sign_in(page, "agent")
    field, dialog = page.get_by_label(answer["label"]), page.get_by_role("dialog")
    heading = page.get_by_role("heading", name=answer["heading"].replace("{code}", code))

    field.fill("?")
    field.press("Enter")
    page.get_by_text(answer["misspelt"]).wait_for()
    found = {"misspelt": violations(page)}
    field.fill("XXXX9999")
    field.press("Enter")
    page.get_by_text(answer["unknown"].replace("{code}", "XXXX-9999")).wait_for()
    found["unknown"] = violations(page)
    page.keyboard.press("Escape")
    expect(field).to_be_focused()

    field.fill(code.lower().replace("-", ""))
    field.press("Enter")
    expect(heading).to_be_focused()
    dialog.get_by_text(answer["text"]).first.click()
    expect(dialog.get_by_text(RECORD["passages"][0]["text"])).to_be_visible()
    found["record"] = violations(page)
    assert dialog.evaluate("box => box.scrollWidth <= box.clientWidth")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(field).to_be_focused()

    hub.arrange(TICKET)
    page.get_by_text("Residence certificate").click()
    opener = page.get_by_role("button", name=code)
    opener.press("Enter")
    expect(heading).to_be_focused()
    page.get_by_role("button", name=answer["close"], exact=True).last.press("Enter")
    expect(opener).to_be_focused()
    assert {name: lines for name, lines in found.items() if lines} == {}


@pytest.mark.parametrize(("width", "height"), [(320, 568), (640, 400), (900, 700)])
def test_the_console_fits_small_windows(open_page: OpenPage, hub: ScriptedHub, width: int, height: int) -> None:
    hub.happen(said("citizen", "Wort" * 40))
    page = open_page("/console/", locale="en-GB", viewport={"width": width, "height": height})
    page.get_by_label(STAFF["sign_in"]["name"]).wait_for()
    sign_in(page, "agent")
    hub.arrange(TICKET | {"state": "claimed", "mine": True})
    page.get_by_text("Residence certificate").first.click()
    page.get_by_label(CONSOLE["composer"]["reply_label"]).wait_for()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    for control in page.locator("button:visible, select:visible, textarea:visible").all():
        control.scroll_into_view_if_needed()
        expect(control).to_be_in_viewport()


@looks
def test_the_studio_is_accessible_and_marks_what_is_missing(
    open_page: OpenPage, hub: ScriptedHub, look: dict[str, Any]
) -> None:
    hub.files = [FILE, FILE | {"path": "crisis.yaml", "kind": "crisis", "title": {}, "state": "live"}]
    page = open_page("/studio/", locale="en-GB", **look)
    page.get_by_label(STAFF["sign_in"]["name"]).wait_for()
    sign_in(page, "owner")
    page.get_by_role("link", name="Passport", exact=True).wait_for()
    expect(page.get_by_text("de 0")).to_be_visible()
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_an_agent_is_not_let_into_the_studio(open_page: OpenPage, hub: ScriptedHub) -> None:
    page = open_page("/studio/", locale="en-GB")
    page.get_by_label(STAFF["sign_in"]["name"]).wait_for()
    sign_in(page, "agent")
    page.get_by_text(STAFF["no_role"].split("{")[0].strip()).wait_for()
    expect(page.get_by_role("table")).to_have_count(0)
    assert violations(page) == []
