"""Jobs, files and the login of the widget in a real browser, with a hub that does what the test says."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.channels.servers import wait_until
from tests.web.conftest import PHONE, OpenPage, violations
from tests.web.scripted_hub import ScriptedHub, said
from tests.web.scripted_services import CODE
from tests.web.test_widget import FIELD, WORDS, open_chat

pytestmark = pytest.mark.browser

LB = WORDS["lb"]
JOB = {"kind": "job", "job": "j", "service": "residence_certificate", "state": "queued", "reference": None}
DOCUMENT = {"id": "f1", "name": "RC-2026-1.pdf", "media_type": "application/pdf", "size": 20480}
PROOF = FIELD | {"service": "change_of_address", "name": "proof", "type": "file", "label": "Beleeg"}
PDF = {"name": "beleeg.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7 " + b"x" * 200_000}
ASKS_LOGIN = said("bot", "Loggt Iech wannechgelift an.", login="criminal_record")


def file_input(page: Page) -> Any:
    return page.locator("moien-chat input[type=file]")


def upload_states(page: Page, hub: ScriptedHub) -> dict[str, Any]:
    wrong = PDF | {"name": "brief.docx", "mimeType": "application/msword"}
    return {
        "asked for": lambda: hub.happen(said("bot", "De Beleeg?", field=PROOF)),
        "refused": lambda: file_input(page).set_input_files(wrong),
        "on its way": lambda: (hub.services.hold_uploads(), file_input(page).set_input_files(PDF)),
        "called off": lambda: page.get_by_role("button", name=LB["upload"]["cancel"], exact=True).click(),
        "given": lambda: (hub.services.let_uploads_go(), file_input(page).set_input_files(PDF)),
    }


def job_states(page: Page, hub: ScriptedHub) -> dict[str, Any]:
    done = JOB | {"state": "succeeded", "reference": "RC-2026-1", "undoable": True, "document": DOCUMENT}
    return {
        "queued": lambda: hub.happen(JOB | {"cancellable": True}),
        "delayed": lambda: hub.happen(JOB | {"cancellable": True, "delayed": True}),
        "asks": lambda: hub.happen(JOB | {"job": "k", "job_kind": "look_up", "state": "running"}),
        "done": lambda: hub.happen(done),
        "take back?": lambda: page.get_by_role("button", name=LB["job"]["undo_it"]["start"]).click(),
        "taking back": lambda: hub.happen(JOB | {"job": "u", "job_kind": "undo", "state": "running"}),
    }


def login_states(page: Page, hub: ScriptedHub) -> dict[str, Any]:
    code = page.locator("moien-chat input[name=login-code]")
    summary = [{"field": "national_id", "label": "Matricule", "value": "1893120105732", "from_login": True}]
    return {
        "login asked": lambda: hub.happen(ASKS_LOGIN),
        "login elsewhere": lambda: (login_button(page).click(), code.wait_for()),
        "wrong code": lambda: (code.fill("FALSCH"), code.press("Enter"), page.get_by_text(wrong_code()).wait_for()),
        "logged in": lambda: (code.fill(CODE), code.press("Enter"), page.locator("moien-chat .logged-in").wait_for()),
        "from the login": lambda: hub.happen(said("bot", "Richteg?", summary=summary, buttons=[{"title": "Jo"}])),
    }


def wrong_code() -> str:
    return str(LB["login"]["wrong_code"])


def login_button(page: Page) -> Any:
    return page.get_by_role("button", name=LB["login"]["button"]).last


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("device", [{}, PHONE], ids=["desktop", "phone"])
def test_every_state_is_accessible(open_page: OpenPage, hub: ScriptedHub, scheme: str, device: dict[str, Any]) -> None:
    page = open_page("/demo/?lang=lb", color_scheme=scheme, **device)
    open_chat(page)
    found: dict[str, list[str]] = {}
    for states in (upload_states, job_states, login_states):
        for name, reach in states(page, hub).items():
            reach()
            page.wait_for_timeout(200)
            found[name] = violations(page)
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name
    assert {name: lines for name, lines in found.items() if lines} == {}


def test_a_file_is_chosen_by_keyboard_and_arrives(open_page: OpenPage, hub: ScriptedHub) -> None:
    page = open_page("/demo/?lang=lb")
    # From the beginning: Playwright takes a moment until it catches the browser's window for choosing.
    page.on("filechooser", lambda chooser: chooser.set_files(PDF))
    open_chat(page)
    hub.happen(said("bot", "De Beleeg?", field=PROOF))
    expect(file_input(page)).to_be_focused()
    page.keyboard.press("Enter")
    shown = page.locator("moien-chat .message.citizen[data-seq]")
    expect(shown).to_contain_text("beleeg.pdf 195 kB")
    assert [frame["file"] for frame in hub.received_of("attach")] == list(hub.services.files)
    # A bot that asks again after a file that it refuses gets another.
    hub.happen(said("bot", "En anere wannechgelift.", field=PROOF | {"problem": True}))
    expect(file_input(page)).to_have_attribute("aria-invalid", "true")


def test_an_upload_is_called_off_and_one_is_refused_in_words(open_page: OpenPage, hub: ScriptedHub) -> None:
    page = open_page("/demo/?lang=lb")
    open_chat(page)
    hub.happen(said("bot", "De Beleeg?", field=PROOF))
    hub.services.hold_uploads()
    file_input(page).set_input_files(PDF)
    cancel = page.get_by_role("button", name=LB["upload"]["cancel"], exact=True)
    expect(cancel).to_be_focused()
    expect(page.get_by_role("progressbar")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.get_by_text(LB["upload"]["cancelled"])).to_be_visible()
    expect(file_input(page)).to_be_focused()
    hub.services.upload_refused = "file_unsafe"
    hub.services.let_uploads_go()
    file_input(page).set_input_files(PDF)
    expect(page.get_by_text(LB["upload"]["problem"]["file_unsafe"])).to_be_visible()
    assert hub.received_of("attach") == []


def test_a_job_is_called_off_and_another_taken_back(open_page: OpenPage, hub: ScriptedHub) -> None:
    page = open_page("/demo/?lang=lb")
    open_chat(page)
    words = LB["job"]
    hub.happen(JOB | {"cancellable": True, "delayed": True})
    card = page.locator("moien-chat [data-job=j]")
    expect(card).to_contain_text(words["file"]["delayed"])
    cancel = page.get_by_role("button", name=words["file"]["cancel"])
    cancel.focus()
    page.keyboard.press("Enter")
    expect(card).to_contain_text(words["file"]["cancelled"])
    expect(card).to_be_focused()
    done = {"job": "d", "state": "succeeded", "reference": "RC-2026-1"}
    hub.happen(JOB | done | {"undoable": True})
    page.get_by_role("button", name=words["undo_it"]["start"]).click()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Enter")
    page.get_by_role("button", name=words["undo_it"]["yes"]).click()
    expect(page.locator("moien-chat [data-job=undo]")).to_contain_text(words["undo"]["queued"])
    assert [frame["job"] for frame in hub.received_of("undo_job")] == ["d"]
    hub.happen(JOB | done | {"state": "cancelled"})
    expect(page.locator("moien-chat [data-job=d]")).to_contain_text(words["undo"]["succeeded"])


def test_a_document_is_saved_and_the_token_stands_in_no_address(open_page: OpenPage, hub: ScriptedHub) -> None:
    page = open_page("/demo/?lang=lb")
    addresses: list[str] = []
    page.on("request", lambda request: addresses.append(request.url))
    open_chat(page)
    hub.happen(JOB | {"state": "succeeded", "reference": "RC-2026-1", "document": DOCUMENT})
    with page.expect_download() as download:
        page.get_by_role("button", name=LB["job"]["saving"]["start"]).click()
    assert download.value.suggested_filename == "RC-2026-1.pdf"
    assert download.value.path().read_bytes() == b"%PDF-1.7 scripted"
    assert any(address.endswith("/files/f1") for address in addresses)
    assert not [address for address in addresses if hub.services.token in address.replace("tokens", "")]
    hub.happen(JOB | {"job": "k", "state": "succeeded", "document": DOCUMENT | {"id": "gone"}})
    buttons = page.get_by_role("button", name=LB["job"]["saving"]["start"])
    expect(buttons).to_have_count(2)
    buttons.last.click()
    expect(page.get_by_text(LB["job"]["saving"]["gone"])).to_be_visible()


def test_a_login_goes_through_a_window_and_all_tabs_follow(open_page: OpenPage, hub: ScriptedHub) -> None:
    page = open_page("/demo/?lang=lb")
    open_chat(page)
    hub.happen(ASKS_LOGIN)
    login_button(page).wait_for()
    other = page.context.new_page()
    other.goto(hub.url + "/demo/?lang=lb")
    open_chat(other)
    page.bring_to_front()
    with page.expect_popup() as opened:
        login_button(page).click()
    popup = opened.value
    popup.wait_for_url("**/auth/start/abc")
    expect(page.get_by_text(LB["login"]["elsewhere"])).to_be_visible()
    popup.locator("#go").click()
    expect(page.locator("moien-chat .logged-in")).to_be_visible()
    assert popup.is_closed()
    assert [frame["code"] for frame in hub.received_of("finish_login")] == [CODE]
    assert page.evaluate("localStorage.getItem('moien:demo:token')") == "renewed"
    # The hub has ended the other tab's connection; it comes back with the new token and the same conversation.
    expect(other.locator("moien-chat .logged-in")).to_be_visible(timeout=10_000)
    expect(other.locator("moien-chat .notice[role=status]")).to_be_empty()
    page.get_by_role("button", name=LB["login"]["log_out"], exact=True).click()
    expect(page.locator("moien-chat .logged-in")).to_have_count(0)
    expect(page.get_by_text(LB["login"]["logged_out"]).last).to_be_visible()


def test_no_other_page_can_hand_a_code_over(open_page: OpenPage, hub: ScriptedHub) -> None:
    page = open_page("/demo/?lang=lb")
    open_chat(page)
    hub.happen(ASKS_LOGIN)
    login_button(page).click()
    page.get_by_text(LB["login"]["elsewhere"]).wait_for()
    page.evaluate("window.postMessage({ type: 'moien-login', code: 'EVIL1234' }, '*')")
    page.wait_for_timeout(300)
    assert hub.received_of("finish_login") == []


def test_without_a_window_the_code_is_typed(open_page: OpenPage, hub: ScriptedHub) -> None:
    page = open_page("/demo/?lang=lb")
    open_chat(page)
    page.evaluate("window.open = () => null")
    hub.happen(ASKS_LOGIN)
    login_button(page).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text(LB["login"]["blocked"])).to_be_visible()
    field = page.get_by_label(LB["login"]["code"])
    expect(field).to_be_focused()
    link = page.get_by_role("link", name=LB["login"]["open"])
    assert link.get_attribute("href") == f"{hub.url}/auth/start/abc"
    field.fill("falsch")
    page.keyboard.press("Enter")
    expect(page.get_by_text(wrong_code())).to_be_visible()
    field.fill(CODE)
    page.keyboard.press("Enter")
    wait_until(lambda: len(hub.received_of("finish_login")) == 2, "the hub hears of the second code")
    expect(page.locator("moien-chat .logged-in")).to_be_visible()


@pytest.mark.parametrize(("width", "height"), [(320, 568), (1280, 400)])
def test_no_control_is_lost_in_a_small_window(open_page: OpenPage, hub: ScriptedHub, width: int, height: int) -> None:
    page = open_page("/demo/?lang=de", viewport={"width": width, "height": height})
    open_chat(page, "de")
    long = DOCUMENT | {"name": "Wohnsitzbescheinigung" * 3 + ".pdf"}
    hub.happen(JOB | {"state": "succeeded", "reference": "RC-2026-1" * 5, "undoable": True, "document": long})
    hub.happen(JOB | {"job": "k", "cancellable": True, "delayed": True}, ASKS_LOGIN, said("bot", "?", field=PROOF))
    page.get_by_role("button", name=WORDS["de"]["login"]["button"]).click()
    page.locator("moien-chat input[name=login-code]").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    for control in page.locator("moien-chat").locator("button:visible:not(.new-messages), input").all():
        control.scroll_into_view_if_needed()
        box = control.bounding_box()
        assert box is not None
        assert 0 <= box["x"] <= box["x"] + box["width"] <= width, control.evaluate("element => element.outerHTML")
        assert min(box["width"], box["height"]) >= 24, control.evaluate("element => element.outerHTML")
