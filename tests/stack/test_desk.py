"""Handovers with every process real and a browser for each side: queue, agents, call-backs, forms, supervisors."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from fpdf import FPDF
from playwright.sync_api import Browser, BrowserContext, expect

from contracts.catalogue.loader import load_catalogue
from contracts.desk.loader import load_desk
from tests.stack.pages import PATIENCE, AgentPage, CitizenPage, StaffPage, words
from tests.stack.platform import ROOT, Platform

pytestmark = [pytest.mark.stack, pytest.mark.browser]

PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1440, "height": 900}
CATALOGUE = load_catalogue(ROOT / "bot")
DESK = load_desk(ROOT / "bot").plan
PASSWORD = re.compile(r"Password, shown this once: (\S+)")


@pytest.fixture
def citizen_window(chromium: Browser) -> Iterator[BrowserContext]:
    context = chromium.new_context(viewport=PHONE, locale="lb-LU")
    yield context
    context.close()


@pytest.fixture
def agent_window(chromium: Browser) -> Iterator[BrowserContext]:
    context = chromium.new_context(viewport=DESKTOP, locale="en-GB")
    yield context
    context.close()


@pytest.fixture(scope="module")
def kim(stack: Platform) -> tuple[str, str]:
    """A second agent, who speaks all languages."""
    done = stack.moien("staff", "add", "kim", "--display-name", "Kim Muster", "--role", "agent")
    found = PASSWORD.search(done.stdout)
    assert found, done.stdout + done.stderr
    return "kim", found[1]


def ask_for_person(citizen: CitizenPage) -> None:
    citizen.page.get_by_role("button", name=citizen.words["person_wanted"]["ask"]).first.click()
    expect(citizen.page.get_by_role("region", name=citizen.words["waiting"]["name"])).to_be_visible(timeout=PATIENCE)


def make_pdf(text: str) -> bytes:
    pdf = FPDF()
    pdf.add_page()
    pdf.set_font("Helvetica")
    pdf.cell(text=text)
    return bytes(pdf.output())


def test_a_handover_from_the_queue_to_the_rating(
    stack: Platform,
    citizen_window: BrowserContext,
    agent_window: BrowserContext,
    chromium: Browser,
    kim: tuple[str, str],
    screenshots: Path,
) -> None:
    citizen = CitizenPage(citizen_window, stack, "lb")
    citizen.open()
    citizen.say("Wat kascht e Pass?")
    citizen.sees(re.compile("Pass"))
    ask_for_person(citizen)
    citizen.picture(screenshots, "lb-waiting")

    agent = AgentPage(agent_window, stack, "en")
    agent.take_next()
    agent.sees("Wat kascht e Pass?")
    details = agent.page.get_by_role("complementary", name=agent.words["details"]["heading"])
    summary = details.get_by_role("heading", name=agent.assist["brief"]["heading"], exact=True)
    expect(summary).to_be_visible(timeout=PATIENCE)
    expect(details.get_by_text("Wat kascht e Pass?").first).to_be_visible(timeout=PATIENCE)

    # Both sides see that the other one writes.
    agent.box.press_sequentially("Moien", delay=30)
    expect(citizen.page.get_by_text(re.compile(citizen.words["writes"]["agent"].split("}")[1].strip()))).to_be_visible()
    citizen.page.locator("moien-chat form").get_by_role("textbox").press_sequentially("Ech hu", delay=30)
    expect(agent.page.get_by_text(agent.words["conversation"]["citizen_writes"]).last).to_be_visible()
    citizen.say("Ech hunn eng Fro zu mengem Pass.")
    agent.sees("Ech hunn eng Fro zu mengem Pass.")

    # A prepared reply, in the citizen's language; nobody translates here, and the console says so.
    agent.box.fill("")
    agent.box.press("/")
    agent.page.get_by_role("combobox", name=agent.assist["replies"]["search"]).fill("merci")
    agent.page.keyboard.press("Enter")
    waited = next(reply for reply in DESK.replies if reply.id == "waited").text["lb"]
    expect(agent.box).to_have_value(waited)
    unserved = agent.assist["writing"]["none"].split("{")[0].strip()
    expect(agent.page.get_by_text(re.compile(unserved))).to_be_visible()
    agent.send()
    citizen.sees(waited)

    # A file goes with the next message; a note stays among colleagues.
    agent.page.locator("input[type=file]").set_input_files(
        {"name": "fiche.pdf", "mimeType": "application/pdf", "buffer": make_pdf("Fiche")}
    )
    expect(agent.page.get_by_text(agent.assist["upload"]["ready"])).to_be_visible(timeout=PATIENCE)
    agent.say("Hei ass d'Fiche.")
    citizen.sees("Hei ass d'Fiche.")
    with citizen.page.expect_download() as loading:
        citizen.log.get_by_role("button", name=re.compile("fiche.pdf")).click()
    assert loading.value.suggested_filename == "fiche.pdf"
    agent.page.get_by_role("radio", name=agent.words["composer"]["note"]).check()
    agent.page.get_by_role("textbox", name=agent.words["composer"]["note_label"]).fill("Kann keen Däitsch.")
    agent.page.keyboard.press("Enter")
    agent.sees("Kann keen Däitsch.")
    expect(citizen.log.get_by_text("Kann keen Däitsch.")).to_have_count(0)
    agent.picture(screenshots, "en-console")

    # A colleague goes on, and starts a form that the citizen completes with the bot.
    other_window = chromium.new_context(viewport=DESKTOP, locale="en-GB")
    colleague = AgentPage(other_window, stack, "en", kim)
    agent.transfer("Kim Muster", "Fir d'Parkvignette.")
    citizen.sees(re.compile("Kim Muster"))
    colleague.page.get_by_role("button", name=re.compile("Hei ass|Ech hunn")).first.click()
    colleague.sees("Fir d'Parkvignette.")
    start_form(colleague)
    citizen.sees(re.compile(citizen.words["owner"]["agent_service_started"].split("}")[1].strip()[:20]))
    colleague.picture(screenshots, "en-form-started")
    colleague.button(colleague.assist["service"]["stop"]).click()
    citizen.sees(re.compile(citizen.words["owner"]["agent_service_stopped"].split("{")[0].strip()[:20]))

    # The matter is closed and the citizen says how it was.
    colleague.wrap_up(DESK.wrap_up[0].label["en"])
    citizen.sees(citizen.words["owner"]["closed"])
    score = citizen.words["score"]
    citizen.page.get_by_role("radio", name=score["5"], exact=True).check(force=True)
    citizen.page.get_by_role("button", name=score["send"]).click()
    citizen.sees(score["thanks"].replace("{score}", score["5"]))
    citizen.picture(screenshots, "lb-rated")
    citizen.close()
    other_window.close()


def start_form(agent: AgentPage) -> None:
    """Begin a form of which nothing is known yet."""
    texts = agent.assist["service"]
    agent.button(re.compile(texts["heading"])).first.click()
    dialog = agent.page.get_by_role("dialog", name=texts["heading"])
    dialog.get_by_role("combobox").fill(CATALOGUE.services["residence_certificate"].title["en"])
    dialog.get_by_role("combobox").press("Enter")
    dialog.get_by_role("button", name=texts["start"]).click()
    expect(dialog).to_be_hidden(timeout=PATIENCE)


def test_who_waits_goes_on_with_the_bot_and_is_called_back(
    stack: Platform, citizen_window: BrowserContext, agent_window: BrowserContext, screenshots: Path
) -> None:
    citizen = CitizenPage(citizen_window, stack, "lb")
    citizen.open()
    ask_for_person(citizen)
    waiting = citizen.page.get_by_role("region", name=citizen.words["waiting"]["name"])
    waiting.get_by_role("button", name=citizen.words["waiting"]["meanwhile"]).click()
    citizen.sees(citizen.words["owner"]["queue_meanwhile"])
    citizen.say("Wou kréien ech e Residenzzertifikat?")
    citizen.sees(re.compile("Residenzzertifikat", re.IGNORECASE))
    expect(citizen.log.locator("[data-author=bot], .message.bot").last).to_be_visible()

    # A number that is none is refused at its field; a right one goes to the agents' list.
    waiting.get_by_role("button", name=citizen.words["waiting"]["call"]).click()
    form = citizen.page.get_by_role("form", name=citizen.words["callback"]["title"])
    number = form.get_by_role("textbox", name=citizen.words["callback"]["phone"])
    number.fill("12")
    form.get_by_role("button", name=citizen.words["callback"]["send"]).click()
    expect(number).to_have_attribute("aria-invalid", "true")
    citizen.picture(screenshots, "lb-callback")
    number.fill("621 123 456")
    form.get_by_role("button", name=citizen.words["callback"]["send"]).click()
    citizen.sees(citizen.words["owner"]["bot_call_back"])

    agent = AgentPage(agent_window, stack, "en")
    texts = agent.words["callbacks"]
    agent.page.get_by_text(agent.words["queue"]["callbacks"]).first.click()
    agent.button(re.compile(texts["claim"])).first.click()
    expect(agent.page.get_by_role("link", name=re.compile("621"))).to_be_visible()
    agent.picture(screenshots, "en-callbacks")
    agent.button(re.compile(texts["done"])).first.click()
    expect(agent.page.get_by_text(texts["none"])).to_be_visible(timeout=PATIENCE)
    citizen.close()


def test_what_is_written_without_a_connection_is_sent_once(
    stack: Platform, citizen_window: BrowserContext, agent_window: BrowserContext
) -> None:
    citizen = CitizenPage(citizen_window, stack, "lb")
    citizen.open()
    ask_for_person(citizen)
    agent = AgentPage(agent_window, stack, "en")
    agent.take_next()
    agent.say("Moien, ech sinn elo do.")
    citizen.sees("Moien, ech sinn elo do.")

    stack.kill("gateway")
    expect(agent.page.get_by_text(agent.words["connection"]["lost"]).first).to_be_visible(timeout=PATIENCE)
    agent.box.fill("Dat hei gëtt eemol geschéckt.")
    agent.box.press("Enter")
    stack.wait_ready("gateway")
    citizen.sees("Dat hei gëtt eemol geschéckt.")
    expect(citizen.log.get_by_text("Dat hei gëtt eemol geschéckt.")).to_have_count(1)
    agent.wrap_up(DESK.wrap_up[0].label["en"])
    citizen.page.close()


def test_supervisors_see_the_moment_and_the_past(
    stack: Platform, citizen_window: BrowserContext, agent_window: BrowserContext, screenshots: Path
) -> None:
    citizen = CitizenPage(citizen_window, stack, "lb")
    citizen.open()
    ask_for_person(citizen)
    supervisor = StaffPage(agent_window, stack, "en", stack.password("supervisor"), "#overview")
    texts = words("console", "en", "supervision")
    expect(supervisor.page.get_by_role("heading", name=texts["overview"]["heading"])).to_be_visible()
    expect(supervisor.page.get_by_text(texts["overview"]["longest"]).first).to_be_visible(timeout=PATIENCE)
    supervisor.picture(screenshots, "en-overview")
    supervisor.page.goto(f"{stack.url}/console/#history")
    expect(supervisor.page.get_by_role("heading", name=texts["history"]["heading"])).to_be_visible()
    supervisor.picture(screenshots, "en-history")
    with supervisor.page.expect_download() as loading:
        supervisor.page.get_by_role("link", name=texts["history"]["csv"]).click()
    rows = Path(loading.value.path()).read_text(encoding="utf-8").splitlines()
    assert len(rows) > 1, rows
    citizen.page.get_by_role("button", name=citizen.words["waiting"]["leave"]).click()
    citizen.sees(citizen.words["owner"]["bot_cancelled"])
    citizen.close()
