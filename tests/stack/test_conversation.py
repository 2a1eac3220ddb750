"""What the platform is for, with every process real: a citizen gets the thing done, and reaches a person."""

import contextlib
import json
import re
import sqlite3
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from contracts.catalogue.model import Field
from contracts.languages import Language
from tests.content import read_catalogue
from tests.stack.pages import AgentPage, CitizenPage
from tests.stack.platform import Platform

pytestmark = [pytest.mark.stack, pytest.mark.browser]

REFERENCE = re.compile(r"RC-\d{4}-\d+")
DESKTOP = {"width": 1280, "height": 800}

# Synthetic national ids with valid check digits; each journey has one of its own, so that what it filed can be counted.
LUXEMBOURGISH_CITIZEN = "1985041212393"
FRENCH_CITIZEN = "2000010100120"


CATALOGUE = read_catalogue()


def wording(language: Language, key: str, **values: str) -> str:
    """A sentence of the dialogue, as the catalogue gives it."""
    return CATALOGUE.wording[key][language].format(**values)


def field(name: str) -> Field:
    """A field of the residence certificate's form."""
    form = CATALOGUE.services["residence_certificate"].form
    assert form is not None
    return next(field for field in form.fields if field.name == name)


def fill_in(citizen: CitizenPage, language: Language, national_id: str) -> None:
    """Answer the form of the residence certificate up to its summary, with one mistake on the way."""
    wrong = national_id[:-1] + str((int(national_id[-1]) + 1) % 10)
    citizen.answer(field("national_id").label[language], wrong)
    citizen.sees(wording(language, "problem_national_id_check").split(".")[0])
    citizen.answer(field("national_id").label[language], national_id)
    citizen.answer(field("commune").label[language], "Mamer")
    citizen.press(field("purpose").choices[0].label[language])
    expect(citizen.log.get_by_role("button", name=wording(language, "button_yes_send"))).to_be_visible()


def filed_fields(stack: Platform, national_id: str) -> list[dict[str, str]]:
    """What the hub's jobs asked the administration for, for one person."""
    with contextlib.closing(sqlite3.connect(stack.state_dir / "data" / "moien.db")) as database:
        jobs = [json.loads(fields) for (fields,) in database.execute("SELECT fields FROM job")]
    return [fields for fields in jobs if fields["national_id"] == national_id]


def test_a_certificate_in_luxembourgish_although_the_tab_was_closed(
    stack: Platform, chromium: Browser, screenshots: Path
) -> None:
    context = chromium.new_context(viewport=DESKTOP, locale="lb-LU")
    citizen = CitizenPage(context, stack, "lb")
    citizen.open()
    citizen.say("Moien, ech brauch e Residenzzertifikat")
    fill_in(citizen, "lb", LUXEMBOURGISH_CITIZEN)

    # One field is wrong: only that one is asked again.
    citizen.press(wording("lb", "button_change", label=field("commune").label["lb"]))
    citizen.answer(field("commune").label["lb"], "Hesper")
    citizen.sees("Hesper")
    expect(citizen.log.get_by_role("button", name=wording("lb", "button_yes_send")).last).to_be_enabled()
    citizen.picture(screenshots, "lb-summary")
    citizen.press(wording("lb", "button_yes_send"))
    expect(citizen.page.locator(".job[data-state]")).to_be_visible()
    citizen.close()

    stack.wait_until(
        lambda: len(stack.applications(LUXEMBOURGISH_CITIZEN)) == 1, "the application is filed", patience=60
    )

    back = CitizenPage(context, stack, "lb")
    back.open()
    back.sees(REFERENCE)
    expect(back.page.locator(".job[data-state=succeeded]")).to_be_visible()
    shown = REFERENCE.search(back.log.inner_text())
    [filed] = stack.applications(LUXEMBOURGISH_CITIZEN)
    assert shown is not None
    assert shown[0] == filed["reference"]
    assert [fields["commune"] for fields in filed_fields(stack, LUXEMBOURGISH_CITIZEN)] == ["hesperange"]
    answer = back.page.locator("moien-chat .bubble", has_text=REFERENCE).last
    expect(answer).to_have_attribute("lang", "lb")
    back.picture(screenshots, "lb-result")
    back.close()
    context.close()


def test_a_certificate_in_french_with_a_person_in_between(
    stack: Platform, chromium: Browser, screenshots: Path
) -> None:
    with_citizen = chromium.new_context(viewport=DESKTOP, locale="fr-LU")
    with_agent = chromium.new_context(viewport=DESKTOP, locale="fr-LU")
    citizen = CitizenPage(with_citizen, stack, "fr")
    citizen.open()
    citizen.say("Bonjour, je voudrais demander un certificat de résidence tout de suite")
    citizen.sees(re.compile("13"))

    # In the middle of the form the citizen wants a person; an agent in another browser takes over.
    citizen.page.get_by_role("button", name=citizen.words["person_wanted"]["ask"]).click()
    citizen.sees(citizen.words["owner"]["queue_asked"])
    agent = AgentPage(with_agent, stack, "fr")
    agent.take_next()
    citizen.sees(re.compile(citizen.words["owner"]["agent"].split("{")[0].strip()))
    citizen.say("J'ai une question sur mon matricule")
    agent.sees("J'ai une question sur mon matricule")
    agent.say("Bonjour, vous le trouvez sur votre carte de sécurité sociale.")
    citizen.sees("Bonjour, vous le trouvez sur votre carte de sécurité sociale.")
    agent.page.screenshot(path=screenshots / "fr-console.png")
    agent.press("conversation", "give_back")
    citizen.sees(citizen.words["owner"]["bot"])

    # The bot goes on at the same step.
    fill_in(citizen, "fr", FRENCH_CITIZEN)
    citizen.press(wording("fr", "button_yes_send"))
    expect(citizen.page.locator(".job[data-state]")).to_be_visible()
    citizen.close()
    stack.wait_until(lambda: len(stack.applications(FRENCH_CITIZEN)) == 1, "the application is filed", patience=60)
    back = CitizenPage(with_citizen, stack, "fr")
    back.open()
    back.sees(REFERENCE)
    [filed] = stack.applications(FRENCH_CITIZEN)
    assert str(filed["reference"]) in back.log.inner_text()
    back.picture(screenshots, "fr-result")
    back.close()
    with_citizen.close()
    with_agent.close()
