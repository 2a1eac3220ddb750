"""Every state of the widget, as the examples page plays it: for the eye, the keyboard and programs that read aloud.

The trees that assistive technology gets are kept in ``tests/web/trees``; ``MOIEN_WRITE_TREES=1`` writes them anew.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.web.conftest import DESKTOP, PHONE, WEB
from tests.web.examples import (
    CUT,
    FOCUSED,
    MOVING,
    PATIENCE,
    SMALL,
    WITHOUT_LANGUAGE,
    faults,
    in_widget,
    show,
    states_of,
)
from tests.web.scripted_hub import ScriptedHub

pytestmark = pytest.mark.browser

LANGUAGES = ["lb", "fr", "de", "en"]
TREES = Path(__file__).parent / "trees"
WRITES = "MOIEN_WRITE_TREES" in os.environ

OpenExamples = Callable[..., Page]


@pytest.fixture
def examples(chromium: Browser, pages_hub: ScriptedHub) -> Iterator[OpenExamples]:
    """Opens the examples page; whatever goes wrong in it fails the test."""
    contexts = []
    problems: list[str] = []

    def opened(**options: Any) -> Page:
        context = chromium.new_context(**(DESKTOP | options))
        contexts.append(context)
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("console", lambda said: problems.append(said.text) if said.type == "error" else None)
        page.goto(f"{pages_hub.url}/examples/#first/lb/light")
        page.locator("html[data-shown='#first/lb/light']").wait_for()
        return page

    yield opened
    for context in contexts:
        context.close()
    assert problems == []


def over_all(page: Page, language: str, look: Callable[[], list[str]]) -> dict[str, list[str]]:
    """What ``look`` finds, by state; empty where everything is as it should be."""
    found = {}
    for state in states_of(page):
        show(page, state, language)
        found[state] = look()
    return {state: lines for state, lines in found.items() if lines}


@pytest.mark.parametrize(
    ("language", "device"), [("lb", DESKTOP), ("fr", PHONE), ("de", DESKTOP), ("en", PHONE)], ids=LANGUAGES
)
def test_every_state_is_accessible_light_and_dark(
    examples: OpenExamples, language: str, device: dict[str, Any]
) -> None:
    page = examples(reduced_motion="reduce", **device)
    found = {}
    for state in states_of(page):
        show(page, state, language)
        found[state] = faults(page) + in_widget(page, WITHOUT_LANGUAGE)
        show(page, state, language, "dark")
        found[f"{state}, dark"] = faults(page, only_contrast=True)
    assert {state: lines for state, lines in found.items() if lines} == {}


def test_a_seeded_fault_is_found(examples: OpenExamples) -> None:
    page = examples()
    show(page, "buttons")
    in_widget(page, "const close = root.querySelector('.close'); close.ariaLabel = close.title = ''")
    in_widget(page, "root.querySelector('.choice').style.color = '#ccc'")
    in_widget(page, "root.querySelector('.bubble').removeAttribute('lang')")
    assert {line.split(":")[0] for line in faults(page)} == {"button-name", "color-contrast"}
    assert len(in_widget(page, WITHOUT_LANGUAGE)) == 1


def test_nothing_to_press_is_small_and_nothing_moves_for_those_who_want_it_still(examples: OpenExamples) -> None:
    page = examples(reduced_motion="reduce", **PHONE)

    def look() -> list[str]:
        moving = in_widget(page, MOVING)
        return in_widget(page, SMALL, 24) + ([f"{moving} things move"] if moving else [])

    assert over_all(page, "de", look) == {}
    show(page, "reading")
    page.emulate_media(reduced_motion="no-preference")
    assert in_widget(page, MOVING) > 0, "the test sees what moves"


@contextmanager
def standard_text(page: Page, pixels: int) -> Iterator[None]:
    """The reader's own text size."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("Page.setFontSizes", {"fontSizes": {"standard": pixels, "fixed": pixels}})
    yield
    devtools.detach()


@pytest.mark.parametrize(
    ("width", "height", "text"),
    [(320, 256, 16), (390, 844, 32), (1280, 800, 32)],
    ids=["zoomed to 400 %", "text at 200 % on a phone", "text at 200 %"],
)
def test_nothing_is_cut_off_when_enlarged(examples: OpenExamples, width: int, height: int, text: int) -> None:
    page = examples(viewport={"width": width, "height": height}, reduced_motion="reduce")
    with standard_text(page, text):
        show(page, "texts")
        assert in_widget(page, "return getComputedStyle(root.querySelector('.bubble')).fontSize") == f"{text}px"
        assert over_all(page, "de", lambda: in_widget(page, CUT)) == {}


def test_nothing_is_cut_off_when_text_is_spaced(examples: OpenExamples) -> None:
    page = examples(viewport={"width": 390, "height": 844}, reduced_motion="reduce")
    spacing = """
        const sheet = new CSSStyleSheet();
        sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: 0.12em !important;
            word-spacing: 0.16em !important } p { margin-block-end: 2em !important }`);
        root.adoptedStyleSheets.push(sheet);
    """
    assert over_all(page, "fr", lambda: in_widget(page, spacing + CUT)) == {}


def test_colours_of_the_reader(examples: OpenExamples) -> None:
    page = examples(forced_colors="active", reduced_motion="reduce")
    # Without backgrounds of its own, what stands apart needs a border.
    edgeless = """
        const parts = ".panel, .bubble, .box, .choice, .job, .waiting, .score, .send, .small.strong, .download";
        return [...root.querySelectorAll(parts)].filter(element => element.checkVisibility())
            .filter(element => ["none", "0px"].includes(getComputedStyle(element).borderBlockStartStyle))
            .map(element => element.outerHTML.slice(0, 120));
    """
    assert over_all(page, "lb", lambda: in_widget(page, edgeless)) == {}


WALKED = ["texts", "buttons", "sources", "field-date", "field-file", "job-to-be-taken-back", "login", "queue"]


@pytest.mark.parametrize("colours", ["none", "active"])
@pytest.mark.parametrize("state", [*WALKED, "call-back", "score", "translated"])
def test_the_focus_goes_through_everything_and_is_seen(examples: OpenExamples, state: str, colours: str) -> None:
    page = examples(forced_colors=colours, reduced_motion="reduce")
    show(page, state)
    controls = in_widget(
        page,
        """return [...root.querySelectorAll(".panel :is(button, select, input, textarea, a[href])")]
            .filter(element => element.checkVisibility() && element.tabIndex >= 0 && !element.matches(".new-messages"))
            .filter(element => element.type !== "radio" || element === root.querySelector(`[name="${element.name}"]`))
            .length""",
    )
    in_widget(page, "root.querySelector('h2').focus()")
    stops: list[dict[str, Any]] = []
    for _ in range(controls + 5):
        page.keyboard.press("Tab")
        stop = in_widget(page, FOCUSED)
        if stop is None or stop["tag"] == "h2":
            break
        # This one goes away as soon as the reader comes down.
        if stop["className"] != "new-messages":
            stops.append(stop)
    assert [stop for stop in stops if not (stop["ringed"] and stop["inView"])] == []
    # All controls, the log itself, and the launcher behind the panel; then the focus leaves: nobody is trapped.
    assert len(stops) == controls + 2
    assert in_widget(page, FOCUSED) is None
    in_widget(page, "root.querySelector('.close').focus()")
    page.keyboard.press("Escape")
    assert in_widget(page, "return root.activeElement.matches('.launcher') && root.querySelector('.panel').hidden")


def test_another_language_changes_everything_but_what_was_said(examples: OpenExamples) -> None:
    page = examples()
    show(page, "buttons", "lb")
    page.locator("moien-chat .language select").select_option("de")
    page.locator("moien-chat .panel:lang(de)").wait_for()
    # What the bot asked stays in its own language, and says so.
    assert in_widget(page, "return root.querySelector('.bubble').lang") == "lb"
    assert in_widget(page, "return root.querySelector('.choice').lang") == "lb"
    assert in_widget(page, "return root.querySelector('.items .notice').lang") == "de"


def test_progress_is_said_once(examples: OpenExamples) -> None:
    page = examples()
    show(page, "reading", "en")
    words = json.loads((WEB / "widget" / "src" / "words" / "en.json").read_text("utf-8"))
    said = in_widget(page, "return [...root.querySelectorAll('[aria-live=polite] p')].map(line => line.textContent)")
    assert said.count("Reading 4 pages…") == 1
    assert sum(words["notice"]["ai_disclosure"][:30] in line for line in said) == 1


def test_a_reader_goes_up_a_long_conversation_and_back(examples: OpenExamples) -> None:
    page = examples(reduced_motion="reduce")
    show(page, "thousand", "en")
    page.evaluate("window.root = document.querySelector('moien-chat').shadowRoot")
    page.evaluate("window.frames_ = () => new Promise(done => requestAnimationFrame(() => setTimeout(done)))")
    entries = "root.querySelectorAll('[data-seq]').length"
    to_begin_with = page.evaluate(entries)
    assert to_begin_with < 80
    moved = page.evaluate(
        """async () => {
            const log = root.querySelector(".log");
            log.scrollTop = 700;
            const entry = [...root.querySelectorAll("[data-seq]")].find(one => one.offsetTop > 700);
            const before = entry.getBoundingClientRect().top;
            await frames_();
            await frames_();
            return entry.getBoundingClientRect().top - before;
        }"""
    )
    assert abs(moved) < 1, "earlier entries came in above, and the reader sees what was there before"
    assert page.evaluate(entries) > to_begin_with
    page.get_by_role("log").focus()
    while page.evaluate("root.querySelector('[data-seq=\"1\"]') === null"):
        page.keyboard.press("Home")
        page.evaluate("frames_()")
    assert page.locator("moien-chat .earlier").count() == 0
    page.keyboard.press("End")
    page.locator("moien-chat [data-seq='1']").wait_for(state="detached")
    assert page.evaluate(entries) < 80


def test_a_page_that_reads_from_right_to_left(examples: OpenExamples) -> None:
    page = examples()
    page.evaluate("document.documentElement.dir = 'rtl'")
    show(page, "right-to-left", "fr")
    box = page.locator("moien-chat .panel").bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 1280
    directions = in_widget(
        page,
        """return ["h2", ".message.bot .bubble p", ".message.citizen .bubble p"].map(selector => {
            const range = document.createRange();
            const element = root.querySelector(selector);
            range.selectNodeContents(element);
            const { left, right } = range.getBoundingClientRect();
            const around = element.getBoundingClientRect();
            return left - around.left <= around.right - right ? "ltr" : "rtl";
        })""",
    )
    assert directions[:2] == ["ltr", "ltr"]
    assert (
        in_widget(page, "return getComputedStyle(root.querySelector('.citizen .bubble p')).unicodeBidi") == "plaintext"
    )


KEPT = ["first", "buttons", "sources", "summary", "job-done", "login", "queue", "call-back", "score", "menu"]


@pytest.mark.parametrize(
    ("state", "language"), [*((state, "lb") for state in KEPT), *(("texts", one) for one in LANGUAGES)]
)
def test_the_tree_that_assistive_technology_gets(examples: OpenExamples, state: str, language: str) -> None:
    page = examples()
    show(page, state, language)
    address = page.evaluate("location.origin")
    tree = page.locator("moien-chat").aria_snapshot().replace(address, "https://gateway.example") + "\n"
    kept = TREES / f"{state}.{language}.yaml"
    if WRITES:
        TREES.mkdir(exist_ok=True)
        kept.write_text(tree, encoding="utf-8")
    assert tree == kept.read_text("utf-8"), "look at what has changed; MOIEN_WRITE_TREES=1 keeps it"
