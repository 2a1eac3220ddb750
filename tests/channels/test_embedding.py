"""The widget on a website of somebody else: one line, a strict policy, no trace on the page."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.channels.servers import ROOT, AnswerServer, BotServer, Gateway, RedisServer, running
from tests.channels.website import Website

pytestmark = pytest.mark.browser

LAYOUT = """() => [...document.querySelectorAll("main, main *")].map((element) => {
  const { x, y, width, height } = element.getBoundingClientRect();
  return [element.tagName, x, y, width, height];
})"""
SHIFTS = """
window.shifts = 0;
new PerformanceObserver((list) => { for (const entry of list.getEntries()) window.shifts += entry.value; })
  .observe({ type: "layout-shift", buffered: true });
"""


@pytest.fixture(scope="module")
def website() -> Iterator[Website]:
    site = Website()
    with running(site):
        yield site


@pytest.fixture(scope="module")
def house(
    website: Website,
    redis_server: RedisServer,
    bot: BotServer,
    answers: AnswerServer,
    sqlite_template: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Gateway]:
    """A gateway that the website may embed."""
    assert (ROOT / "web" / "dist" / "panel.js").is_file(), "run `npm ci && npm run build` in web/"
    path = tmp_path_factory.mktemp("gateway") / "moien.db"
    shutil.copy(sqlite_template, path)
    settings = {"MOIEN_ORIGINS": website.origin, "MOIEN_ANSWER_URL": answers.url}
    server = Gateway(f"sqlite:///{path}", redis_server.url, bot.url, **settings)
    with running(server):
        yield server


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """A page on which anything that goes wrong, or against the policy, fails the test."""
    context = chromium.new_context(viewport={"width": 1280, "height": 800})
    page = context.new_page()
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda said: problems.append(said.text) if said.type in ("error", "warning") else None)
    page.add_init_script(SHIFTS)
    yield page
    assert problems == []
    context.close()


def one_line(house: Gateway) -> str:
    return f'<script src="{house.origin}/widget.js" async data-site="demo" data-name="Gemeng"></script>'


def talk(page: Page) -> None:
    """Open the chat, say something and get an answer."""
    page.get_by_role("button", name="Chat mam virtuellen Assistent").click()
    box = page.get_by_role("textbox")
    expect(box).to_be_focused()
    box.fill("Moien")
    box.press("Enter")
    expect(page.locator("moien-chat .message.bot").first).to_be_visible()


def test_one_line_on_a_page_with_a_strict_policy_is_enough(page: Page, house: Gateway, website: Website) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("websocket", lambda socket: asked.append(socket.url.replace("ws", "http", 1)))
    page.goto(website.embed(house.origin, one_line(house)))
    page.get_by_role("button", name="Chat mam virtuellen Assistent").wait_for()
    before = list(asked)
    assert before == [f"{website.origin}/", f"{website.origin}/style.css", f"{house.origin}/widget.js"]
    talk(page)
    assert {address.split("/")[2] for address in asked} == {house.origin[7:], website.origin[7:]}
    assert [address for address in asked if address.startswith(website.origin)] == before[:2]
    assert page.context.cookies() == []


def test_the_page_stays_as_it_was(page: Page, house: Gateway, website: Website) -> None:
    page.goto(website.embed(house.origin, ""))
    without: Any = page.evaluate(LAYOUT)
    page.goto(website.embed(house.origin, one_line(house)))
    page.get_by_role("button", name="Chat mam virtuellen Assistent").wait_for()
    assert page.evaluate(LAYOUT) == without
    assert page.evaluate("window.shifts") == 0
    talk(page)
    assert page.evaluate(LAYOUT) == without
    assert page.evaluate("[document.head.children.length, document.body.children.length]") == [3, 3]


def test_styles_of_the_page_do_not_reach_the_chat_but_its_theme_does(
    page: Page, house: Gateway, website: Website
) -> None:
    page.goto(website.embed(house.origin, one_line(house)))
    launcher = page.get_by_role("button", name="Chat mam virtuellen Assistent")
    expect(launcher).to_have_css("background-color", "rgb(120, 20, 90)")
    expect(launcher).to_have_css("text-transform", "none")
    expect(launcher).to_have_css("font-size", "16px")
    box = launcher.bounding_box()
    assert box is not None
    assert round(1280 - box["x"] - box["width"]) == 48
    talk(page)
    expect(page.locator("moien-chat .message.bot p").last).not_to_have_css("color", "rgb(255, 0, 0)")


def test_an_element_of_the_page_s_own_is_used_and_no_second_one_added(
    page: Page, house: Gateway, website: Website
) -> None:
    element = '<moien-chat data-site="demo" data-language="fr"></moien-chat>'
    page.goto(website.embed(house.origin, element + one_line(house)))
    page.evaluate(
        "window.told = []; for (const name of ['moien-open', 'moien-close'])"
        " document.querySelector('moien-chat').addEventListener(name, () => window.told.push(name))"
    )
    page.get_by_role("button", name="Chat avec l’assistant virtuel").wait_for()
    assert page.locator("moien-chat").count() == 1
    page.evaluate("document.querySelector('moien-chat').open()")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.evaluate("document.querySelector('moien-chat').close()")
    expect(page.get_by_role("dialog")).to_be_hidden()
    assert page.evaluate("window.told") == ["moien-open", "moien-close"]


def test_where_the_chat_cannot_be_fetched_the_launcher_says_so_and_tries_again(
    chromium: Browser, house: Gateway, website: Website
) -> None:
    context = chromium.new_context()
    page = context.new_page()
    page.goto(website.embed(house.origin, one_line(house)))
    launcher = page.get_by_role("button", name="Chat mam virtuellen Assistent")
    page.route("**/panel.js*", lambda route: route.abort())
    launcher.click()
    expect(page.get_by_role("status")).to_have_text("De Chat konnt net geluede ginn. Probéiert nach eng Kéier.")
    expect(launcher).to_have_attribute("aria-expanded", "false")
    page.unroute("**/panel.js*")
    launcher.click()
    expect(page.get_by_role("dialog")).to_be_visible()
    expect(page.locator("moien-chat .failure")).to_be_hidden()
    context.close()


@pytest.mark.parametrize("viewport", [{"width": 1280, "height": 800}, {"width": 390, "height": 844}])
def test_the_chat_may_be_a_page_of_its_own(page: Page, house: Gateway, viewport: Any) -> None:
    page.set_viewport_size(viewport)
    page.goto(f"{house.origin}/chat/?site=demo&lang=de")
    expect(page).to_have_title("Chat mit dem virtuellen Assistenten")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Musterduerf")
    expect(page.get_by_role("button", name="Chat mit dem virtuellen Assistenten")).to_be_hidden()
    box = page.get_by_role("textbox")
    box.fill("Moien")
    box.press("Enter")
    expect(page.locator("moien-chat .message.bot").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.keyboard.press("Escape")
    expect(page.get_by_role("main")).to_be_visible()
