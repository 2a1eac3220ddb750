"""The console's page of all jobs in a real browser: whether staff can use it, with eyes, ears and keyboard."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.web.conftest import OpenPage, violations
from tests.web.scripted_hub import CONVERSATION, ScriptedHub, said
from tests.web.test_pages import CONSOLE, STAFF, TICKET, looks, sign_in

pytestmark = pytest.mark.browser

WORDS = CONSOLE["jobs"]


def job(number: int, **change: Any) -> dict[str, Any]:
    at = (datetime.now(UTC) - timedelta(hours=number)).isoformat().replace("+00:00", "Z")
    plain = {"kind": "file", "service": "residence_certificate", "state": "succeeded", "operation": "commune.x"}
    marks = {"delayed": False, "unsure": False, "ready": False, "cancellable": False, "code": None, "detail": None}
    counts = {"attempts": 1, "failures": 0, "reference": None, "created_at": at, "updated_at": at}
    return plain | marks | counts | {"id": f"j{number}", "conversation": CONVERSATION} | change


def many() -> list[dict[str, Any]]:
    return [
        job(1, state="queued", delayed=True, cancellable=True, attempts=3, failures=2),
        job(2, state="failed", attempts=9, failures=8, unsure=True, detail="gave up after 8 attempts"),
        job(3, kind="look_up", service="waste_collection", state="running"),
        job(30, reference="RC-2026-000123", ready=True),
        job(99, state="rejected", code="plate_unknown", service="resident_parking"),
    ]


def open_jobs(open_page: OpenPage, name: str = "agent", **options: Any) -> Page:
    page = open_page("/console/#jobs", locale="en-GB", **options)
    page.get_by_label(STAFF["sign_in"]["name"]).wait_for()
    sign_in(page, name)
    page.get_by_role("heading", name=WORDS["heading"], level=1).wait_for()
    return page


@looks
def test_every_state_is_accessible(open_page: OpenPage, hub: ScriptedHub, look: dict[str, Any]) -> None:
    page = open_jobs(open_page, **look)
    page.get_by_text(WORDS["empty"]).wait_for()
    found = {"empty": violations(page)}
    hub.services.jobs = many()
    page.get_by_role("button", name=WORDS["refresh"]).click()
    page.get_by_role("button", name=WORDS["more"]).click()
    page.get_by_text(WORDS["found"]["other"].replace("{n}", "4")).wait_for()
    found["list"] = violations(page)
    page.get_by_role("button", name=WORDS["cancel"]).click()
    page.get_by_text(WORDS["cancel_really"]).wait_for()
    found["cancel?"] = violations(page)
    page.get_by_role("button", name=WORDS["retry"]).click()
    page.get_by_text(WORDS["retried"]).wait_for()
    found["sent again"] = violations(page)
    hub.services.away = True
    page.get_by_role("button", name=WORDS["refresh"]).click()
    page.get_by_text(WORDS["failed"]).wait_for()
    found["failed"] = violations(page)
    assert {name: lines for name, lines in found.items() if lines} == {}


def test_staff_find_a_job_and_act_by_keyboard_alone(open_page: OpenPage, hub: ScriptedHub) -> None:
    hub.services.jobs = many()
    page = open_jobs(open_page, "owner")
    rows = page.locator(".jobs .row")
    expect(rows).to_have_count(2)
    state = page.get_by_label(WORDS["state"])
    state.focus()
    page.keyboard.type(WORDS["states"]["failed"])
    expect(rows).to_have_count(1)
    expect(rows).to_contain_text("gave up after 8 attempts")
    retry = page.get_by_role("button", name=WORDS["retry"])
    for _ in range(10):
        page.keyboard.press("Tab")
        if retry.evaluate("element => element.matches(':focus')"):
            break
    page.keyboard.press("Enter")
    expect(page.get_by_text(WORDS["retried"])).to_be_visible()
    expect(page.get_by_text(WORDS["empty"])).to_be_visible()
    assert hub.services.changed == [("j2", "retry")]
    # The job is no longer on the list of what failed, and its button with it.
    expect(page.get_by_role("heading", name=WORDS["heading"], level=1)).to_be_focused()
    state.select_option("queued")
    expect(rows).to_have_count(2)
    page.get_by_role("button", name=WORDS["cancel"]).first.press("Enter")
    expect(page.get_by_role("button", name=WORDS["cancel_yes"])).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_text(WORDS["called_off"])).to_be_visible()
    expect(rows).to_have_count(1)


def test_an_agent_goes_from_a_job_to_its_conversation_and_fetches_the_document(
    open_page: OpenPage, hub: ScriptedHub
) -> None:
    hub.services.jobs = [job(1, state="failed")]
    document = {"id": "f1", "name": "RC-1.pdf", "media_type": "application/pdf", "size": 20480}
    hub.happen(said("citizen", "beleeg.png", document=document | {"name": "beleeg.png"}))
    hub.desk.tickets = [TICKET | {"reason": "dead_letter"}]
    page = open_jobs(open_page)
    page.get_by_role("button", name=WORDS["open"]).click()
    expect(page.locator("#conversation")).to_be_focused()
    expect(page.locator(".details")).to_contain_text(CONSOLE["reason"]["dead_letter"])
    with page.expect_download() as download:
        page.get_by_role("link", name="beleeg.png").click()
    assert download.value.path().read_bytes() == b"%PDF-1.7 scripted"
    page.get_by_role("link", name=WORDS["heading"], exact=True).click()
    page.locator(".jobs .row").wait_for()
    # The way to the content leads nowhere else.
    page.locator(".skip").press("Enter")
    expect(page.locator(".jobs .row")).to_be_visible()


@pytest.mark.parametrize(("width", "height"), [(320, 568), (640, 400), (900, 700)])
def test_it_fits_small_windows(open_page: OpenPage, hub: ScriptedHub, width: int, height: int) -> None:
    hub.services.jobs = [job(1, state="failed", service="x" * 60, detail="y" * 90, reference="Z" * 60)]
    hub.services.jobs.append(job(2, state="queued", cancellable=True))
    hub.desk.tickets = [TICKET]
    page = open_jobs(open_page, viewport={"width": width, "height": height})
    page.locator(".jobs .row").first.wait_for()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    for control in page.locator("button:visible, select:visible, nav a").all():
        control.scroll_into_view_if_needed()
        expect(control).to_be_in_viewport()
        box = control.bounding_box()
        assert box is not None
        assert 0 <= box["x"] <= box["x"] + box["width"] <= width, control.evaluate("element => element.outerHTML")
