"""What staff do beside a conversation: look on, write notes, propose what the bot should have known."""

from __future__ import annotations

import re
from typing import Any

import httpx
import pytest
from playwright.sync_api import Locator, expect

from tests.channels.client import sign_in
from tests.channels.console.conftest import PHONE, Counter, OpenWindow
from tests.stack.pages import PATIENCE, AgentPage, CitizenPage, StaffPage

pytestmark = pytest.mark.browser

ASKED = "Kann ech de Pass fir mäi Kand ofhuelen?"
ANSWER = "Jo, mat enger Vollmacht."
NOTE = "Kann keen Däitsch, w.e.g. lëtzebuergesch äntweren."


def meet(counter: Counter, open_window: OpenWindow, heard: list[str] | None = None) -> tuple[CitizenPage, AgentPage]:
    """A citizen and an agent have a conversation; ``heard`` gets everything that is sent to the citizen's page."""
    citizen = CitizenPage(open_window(viewport=PHONE, locale="lb-LU"), counter, "lb")
    if heard is not None:
        citizen.page.on("websocket", lambda socket: socket.on("framereceived", lambda frame: heard.append(str(frame))))
    citizen.open()
    citizen.say("person passport")
    expect(citizen.page.get_by_role("region", name=citizen.words["waiting"]["name"])).to_be_visible(timeout=PATIENCE)
    agent = AgentPage(open_window(), counter, "en")
    agent.take_next()
    citizen.say(ASKED)
    agent.sees(ASKED)
    agent.say(ANSWER)
    citizen.sees(ANSWER)
    return citizen, agent


def test_a_supervisor_looks_on_and_leaves_a_note(counter: Counter, open_window: OpenWindow) -> None:
    heard: list[str] = []
    citizen, agent = meet(counter, open_window, heard)
    supervisor = StaffPage(open_window(), counter, "en", counter.password("supervisor"))
    page = supervisor.page
    page.get_by_role("tab", name=re.compile(f"^{supervisor.words['queue']['others']}")).click()
    page.locator(".queue .card", has_text=ASKED).click()
    log = page.get_by_role("log")
    expect(log.get_by_text(ANSWER)).to_be_visible(timeout=PATIENCE)

    # Each sees the other's name.
    texts = supervisor.words["conversation"]
    expect(page.get_by_text(texts["with_agent"].replace("{agent}", "Alex Muster"))).to_be_visible()
    looks_on = texts["viewers"]["one"].replace("{name}", "Kim Muster")
    expect(agent.page.get_by_text(looks_on)).to_be_visible()

    # They cannot answer the citizen, and their note reaches colleagues alone.
    expect(page.get_by_role("textbox", name=supervisor.words["composer"]["reply_label"])).to_have_count(0)
    page.get_by_role("button", name=re.compile(f"^{supervisor.words['composer']['note']}")).click()
    box = page.get_by_role("textbox", name=supervisor.words["composer"]["note_label"])
    expect(box).to_be_focused()
    box.fill(NOTE)
    box.press("Enter")
    note = log.locator("li.message.note", has_text=NOTE)
    expect(note).to_contain_text("Kim Muster")
    agent.sees(NOTE)
    agent.say("Nach eppes?")
    citizen.sees("Nach eppes?")
    expect(citizen.log.get_by_text(NOTE)).to_have_count(0)
    assert any("Nach eppes?" in frame for frame in heard)
    assert not any("Kann keen" in frame for frame in heard)

    # Who goes away is seen no longer.
    supervisor.page.close()
    expect(agent.page.get_by_text(looks_on)).to_have_count(0, timeout=PATIENCE)
    agent.wrap_up("Answered")
    citizen.close()
    entries = counter.gateway.rows("SELECT actor, action FROM audit WHERE action = 'conversation_viewed'")
    assert entries == [("supervisor", "conversation_viewed")]


def proposals(counter: Counter) -> list[dict[str, Any]]:
    """What service owners are told."""
    cookie = sign_in(counter.url, *counter.password("owner"))
    answer = httpx.get(f"{counter.url}/api/staff/proposals", headers={"Cookie": cookie})
    assert answer.status_code == 200, answer.text
    return list(answer.json()["proposals"])


def own(page: AgentPage) -> Locator:
    return page.log.locator("li.message.agent", has_text=ANSWER)


def test_an_agent_proposes_what_the_bot_should_have_known(counter: Counter, open_window: OpenWindow) -> None:
    citizen, agent = meet(counter, open_window)
    texts = agent.assist["proposal"]
    expect(agent.log.get_by_role("button", name=texts["propose"])).to_have_count(1)
    own(agent).get_by_role("button", name=texts["propose"]).click()
    expect(own(agent).get_by_text(texts["proposed"])).to_be_visible()
    [made] = proposals(counter)
    assert (made["question"], made["answer"]) == (ASKED, ANSWER)
    assert (made["agent"], made["service"], made["language"], made["state"]) == (
        "Alex Muster",
        "passport",
        "lb",
        "new",
    )

    # It is still said after a reload; another browser that does not know of it proposes the same once more.
    agent.page.reload()
    agent.page.locator(".queue .card", has_text=ASKED).click()
    expect(own(agent).get_by_text(texts["proposed"])).to_be_visible(timeout=PATIENCE)
    elsewhere = AgentPage(open_window(), counter, "en")
    elsewhere.page.locator(".queue .card", has_text=ASKED).click()
    own(elsewhere).get_by_role("button", name=texts["propose"]).click()
    expect(own(elsewhere).get_by_text(texts["proposed"])).to_be_visible()
    assert [proposal["id"] for proposal in proposals(counter)] == [made["id"]]

    # Nothing of it reaches the citizen.
    expect(citizen.log.get_by_text(citizen.words["owner"]["closed"])).to_have_count(0)
    elsewhere.wrap_up("Answered")
    citizen.sees(citizen.words["owner"]["closed"])
    citizen.close()
