"""An agent's day at the desk: who takes whom, several tabs, what is unread, passing on to a queue, finding it again."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.channels.console.conftest import PHONE, Counter, OpenWindow
from tests.channels.servers import PASSWORD
from tests.stack.pages import PATIENCE, AgentPage, CitizenPage

pytestmark = pytest.mark.browser

KIM = ("kim-agent", PASSWORD)


@pytest.fixture(scope="module", autouse=True)
def colleague(counter: Counter) -> None:
    counter.gateway.hire("kim-agent", "agent", display_name="Kim Zwou")


@pytest.fixture
def citizens(counter: Counter, open_window: OpenWindow) -> Iterator[list[CitizenPage]]:
    """Citizens in windows of their own, who come when they are asked to; what went wrong with them fails the test."""
    come: list[CitizenPage] = []
    yield come
    for citizen in come:
        citizen.close()


def wish(counter: Counter, open_window: OpenWindow, citizens: list[CitizenPage], text: str) -> CitizenPage:
    """Somebody wants a person, and says why."""
    citizen = CitizenPage(open_window(viewport=PHONE, locale="lb-LU"), counter, "lb")
    citizens.append(citizen)
    citizen.open()
    citizen.say("person passport")
    expect(citizen.page.get_by_role("region", name=citizen.words["waiting"]["name"])).to_be_visible(timeout=PATIENCE)
    citizen.say(text)
    citizen.sees(text)
    return citizen


def tickets(page: Page, text: str) -> Locator:
    """The tickets in the column that hold a text."""
    return page.locator(".queue li.ticket", has_text=text)


def test_of_two_agents_one_takes_somebody_and_the_other_sees_so(
    counter: Counter, open_window: OpenWindow, citizens: list[CitizenPage]
) -> None:
    alex, kim = AgentPage(open_window(), counter, "en"), AgentPage(open_window(), counter, "en", KIM)
    text = "Ech waarden op een vun Iech zwee."
    citizen = wish(counter, open_window, citizens, text)
    buttons = [tickets(page.page, text).locator("button.take") for page in (alex, kim)]
    for button in buttons:
        expect(button).to_be_visible(timeout=PATIENCE)
    # Both at once: the second click counts even where the page has just learnt of the first.
    for handle in [button.element_handle() for button in buttons]:
        handle.dispatch_event("click")
    citizen.sees(re.compile("Alex Muster|Kim Zwou"))
    winner, loser = (alex, kim) if citizen.log.get_by_text(re.compile("Alex Muster")).count() else (kim, alex)
    expect(winner.box).to_be_visible(timeout=PATIENCE)
    assert counter.gateway.rows("SELECT count(*) FROM audit WHERE action = 'ticket_claimed'") == [(1,)]
    name = "Alex Muster" if winner is alex else "Kim Zwou"
    expect(loser.page.get_by_text(loser.words["conversation"]["with_agent"].replace("{agent}", name))).to_be_visible()
    expect(loser.box).to_have_count(0)
    winner.wrap_up("Answered")


def test_tabs_agree_and_what_is_unread_is_marked(
    counter: Counter, open_window: OpenWindow, citizens: list[CitizenPage]
) -> None:
    window = open_window()
    first, second = "Meng éischt Fro.", "Meng zweet Fro."
    one = wish(counter, open_window, citizens, first)
    alex = AgentPage(window, counter, "en")
    alex.take_next()
    wish(counter, open_window, citizens, second)
    alex.take_next()
    alex.sees(second)

    # The other conversation is marked until it is looked at, in the window's title as well.
    one.say("Sidd Dir nach do?")
    unread = alex.page.locator(".queue li.ticket.unread")
    expect(unread).to_contain_text(alex.words["unread"]["one"].replace("{n}", "1"), timeout=PATIENCE)
    expect(alex.page).to_have_title(re.compile(re.escape(alex.words["title_unread"].replace("{n}", "1"))))
    unread.locator("button.card").click()
    alex.sees("Sidd Dir nach do?")
    expect(alex.page.locator(".queue li.ticket.unread")).to_have_count(0)

    # A second tab of the same agent shows the same, and what is sent in one stands in both, once.
    tab = window.new_page()
    tab.goto(f"{counter.url}/console/")
    tickets(tab, "Sidd Dir nach do?").locator("button.card").click()
    log = tab.get_by_role("log")
    expect(log.get_by_text("Sidd Dir nach do?")).to_be_visible(timeout=PATIENCE)
    alex.say("Jo, ech kucken no.")
    one.sees("Jo, ech kucken no.")
    for shown in (alex.log, log, one.log):
        expect(shown.get_by_text("Jo, ech kucken no.")).to_have_count(1)
    tab.close()
    alex.wrap_up("Answered")
    tickets(alex.page, second).locator("button.card").click()
    alex.sees(second)
    alex.wrap_up("Answered")


def test_passed_on_to_a_queue_taken_there_and_found_again(
    counter: Counter, open_window: OpenWindow, citizens: list[CitizenPage]
) -> None:
    text = "Meng Fro geet op d'Steieren."
    citizen = wish(counter, open_window, citizens, text)
    alex = AgentPage(open_window(), counter, "en")
    alex.take_next()
    alex.sees(text)
    alex.transfer("Taxes", "Et geet ëm Steieren.")

    kim = AgentPage(open_window(), counter, "en", KIM)
    tickets(kim.page, text).locator("button.take").click(timeout=PATIENCE)
    kim.sees("Et geet ëm Steieren.")
    kim.say("Ech hunn Är Fro gelies.")
    citizen.sees("Ech hunn Är Fro gelies.")
    kim.wrap_up("Answered")

    kim.page.goto(f"{counter.url}/console/#search")
    search = kim.page.get_by_role("searchbox", name=kim.words["search"]["query"])
    search.fill("Steieren")
    found = kim.page.locator("ul.found li")
    expect(found).to_have_count(1, timeout=PATIENCE)
    found.first.get_by_role("button").click()
    expect(kim.page.get_by_role("log").get_by_text("Ech hunn Är Fro gelies.")).to_be_visible(timeout=PATIENCE)


def test_sound_and_notifications_are_turned_off_and_stay_off(counter: Counter, open_window: OpenWindow) -> None:
    window = open_window(permissions=["notifications"])
    alex = AgentPage(window, counter, "en")
    settings = alex.words["settings"]

    def open_settings() -> dict[str, Locator]:
        alex.page.get_by_role("button", name=settings["heading"]).click()
        dialog = alex.page.get_by_role("dialog")
        return {name: dialog.get_by_role("switch", name=settings[name], exact=True) for name in ("sound", "desktop")}

    switches = open_settings()
    before = {name: switch.is_checked() for name, switch in switches.items()}
    for switch in switches.values():
        switch.click()
    alex.page.reload()
    for name, switch in open_settings().items():
        expect(switch).to_be_checked(checked=not before[name])
