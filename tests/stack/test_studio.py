"""Service owners and a publisher at the whole platform: from a template to a citizen, and back; what is held up."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from contracts.models import copy_content, read_current
from tests.content import keep_offered
from tests.stack.pages import PATIENCE, CitizenPage
from tests.stack.platform import ROOT, Platform, make_platform
from tests.stack.studio_pages import StudioPage

pytestmark = [pytest.mark.stack, pytest.mark.browser, pytest.mark.slow]

expect.set_options(timeout=PATIENCE)

PASSWORD = re.compile(r"Password, shown this once: (\S+)")
KAYAK = (Path(__file__).parent / "kayak.yaml").read_text(encoding="utf-8")
SAID = {"lb": "Eng Kajaksplack klieft um Kajak.", "de": "Eine Kajakplakette klebt am Kajak."}
LOCAL = ("waste_collection", "family_allowance", "tax_card")
"""Services whose Luxembourgish words no other language has."""
ALWAYS = ", ".join(
    f'{day}: ["00:00-24:00"]' for day in ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
)
QUEUES = f"""\
time_zone: Europe/Luxembourg
queues:
  - id: general
    name: {{lb: Allgemeng, fr: Général, de: Allgemein, en: General}}
    level: B1
    hours: {{{ALWAYS}}}
    closed_on_holidays: false
    answer_within: 60
"""


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    """A platform with content and models of its own, of few services, so that drafts are trained in half a minute."""
    folder = tmp_path_factory.mktemp("studio")
    copy_content(ROOT / "bot", folder / "bot")
    keep_offered(folder / "bot")
    (folder / "bot" / "desk" / "queues.yaml").write_text(QUEUES, encoding="utf-8")
    platform = make_platform(
        folder / "moien", MOIEN_BOT_DIR=str(folder / "bot"), MOIEN_MODEL_DIR=str(folder / "models")
    )
    platform.start()
    yield platform
    platform.stop()


@pytest.fixture(scope="module")
def publisher(house: Platform) -> tuple[str, str]:
    done = house.moien("staff", "add", "pat", "--display-name", "Pat Muster", "--role", "publisher")
    found = PASSWORD.search(done.stdout)
    assert found, done.stdout + done.stderr
    return "pat", found[1]


@pytest.fixture
def windows(chromium: Browser) -> Iterator[list[BrowserContext]]:
    """Browsers of three people."""
    opened = [chromium.new_context(viewport={"width": 1280, "height": 900}) for _ in range(3)]
    yield opened
    for context in opened:
        context.close()


def model_of(house: Platform) -> str:
    """The model that the bot is to answer with."""
    current = read_current(Path(house.variables["MOIEN_MODEL_DIR"]))
    assert current is not None
    return current.name


def await_other_model(house: Platform, before: str) -> None:
    """Wait until the bot answers with the model that was published."""

    def serves() -> bool:
        health = httpx.get(f"http://127.0.0.1:{house.ports['rasa']}/webhooks/moien/health", timeout=10).json()
        return before != model_of(house) == health.get("model")

    house.wait_until(serves, "the published model answers")


def ask(window: BrowserContext, house: Platform, language: str, text: str) -> CitizenPage:
    citizen = CitizenPage(window, house, language)
    citizen.open()
    citizen.say(text)
    return citizen


def test_from_a_template_to_a_citizen_and_back(
    house: Platform, publisher: tuple[str, str], windows: list[BrowserContext]
) -> None:
    owner = StudioPage(windows[0], house, house.password("owner"))
    owner.begin_service("kayak_badge", "Kayak badge", "Information only")
    expect(owner.text).to_contain_text("id: kayak_badge")
    owner.write(KAYAK)
    review = owner.submit("Kayaks need badges")
    expect(owner.page.get_by_text(owner.texts["reviews"]["own"])).to_be_visible()

    second = StudioPage(windows[1], house, publisher)
    second.go(review)
    second.await_trial()
    second.approve()
    before = model_of(house)
    second.publish()
    await_other_model(house, before)

    citizen = ask(windows[2], house, "lb", "Wou kréien ech eng Kajaksplack?")
    citizen.sees(SAID["lb"])
    citizen.close()

    # Back to what was before: release 1 is what the folder held.
    with_kayaks = model_of(house)
    second.go("release/1")
    second.button(second.texts["releases"]["restore"]).click()
    second.page.get_by_role("dialog").get_by_role("button", name=second.texts["releases"]["restore"]).click()
    expect(second.page.get_by_text(second.texts["releases"]["back_to"].replace("{n}", "1"))).to_be_visible()
    await_other_model(house, with_kayaks)

    citizen = ask(windows[2], house, "de", "Wo bekomme ich eine Kajakplakette?")
    expect(citizen.log.locator("li.message.citizen ~ li.message.bot").first).to_be_visible()
    expect(citizen.log.get_by_text(SAID["de"])).to_have_count(0)
    citizen.close()


def test_a_language_that_gets_worse_holds_a_release_up(
    house: Platform, publisher: tuple[str, str], windows: list[BrowserContext]
) -> None:
    owner = StudioPage(windows[0], house, house.password("owner"))
    for service in LOCAL:
        owner.go(f"file/catalogue/{service}.yaml")
        expect(owner.text).to_contain_text(f"id: {service}")
        text = (ROOT / "bot" / "catalogue" / f"{service}.yaml").read_text(encoding="utf-8")
        owner.write(forget_luxembourgish(service, text))
    review = owner.submit("Everyday matters without Luxembourgish", len(LOCAL))

    second = StudioPage(windows[1], house, publisher)
    second.go(review)
    second.await_trial()
    expect(second.page.get_by_text(second.texts["impact"]["blocked"])).to_be_visible()
    second.approve()
    expect(second.page.get_by_text(second.texts["decision"]["override_missing"])).to_be_visible()
    expect(second.button(second.texts["reviews"]["publish"])).to_have_count(0)
    second.page.get_by_label(second.texts["decision"]["override"]).fill("Only a test.")
    second.approve()
    expect(second.button(second.texts["reviews"]["publish"])).to_be_visible()
    expect(second.page.get_by_text("Only a test.")).to_be_visible()


def forget_luxembourgish(service: str, text: str) -> str:
    """Put words that nobody writes in the place of every Luxembourgish example of a service."""
    lines: list[str] = []
    inside, number = False, 0
    for line in text.splitlines():
        if line.strip() and not line.strip().startswith(("- ", "#")):
            inside = line == "      lb:"
        example = inside and line.strip().startswith("- ")
        number += example
        lines.append(f"        - zuppkrak{number} {service[::-1]}{number * 7}" if example else line)
    assert number > 20
    return "\n".join(lines) + "\n"
