"""Services that are done to the end, with every process real: login with an eID, a file, an appointment, a document."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import httpx
import pytest
from fpdf import FPDF
from playwright.sync_api import Browser, Page, expect
from ruamel.yaml import YAML

from contracts.catalogue.model import Form
from tests.content import read_catalogue
from tests.services.people import person
from tests.stack.pages import PATIENCE, CitizenPage
from tests.stack.platform import ROOT, Platform
from tests.stack.rest_citizen import RestCitizen

pytestmark = [pytest.mark.stack, pytest.mark.browser]

PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1280, "height": 800}
CATALOGUE = read_catalogue()
PEOPLE = YAML(typ="safe").load(ROOT / "services" / "eid" / "people.yaml")
LATER = 60_000
"""Milliseconds until beat has asked the administration whether a document is ready, on a busy machine."""


def form_of(service: str) -> Form:
    form = CATALOGUE.services[service].form
    assert form is not None
    return form


def make_pdf(text: str) -> bytes:
    pdf = FPDF()
    pdf.add_page()
    pdf.set_font("Helvetica")
    pdf.cell(text=text)
    return bytes(pdf.output())


def log_in(citizen: CitizenPage, person: str, folder: Path | None = None) -> None:
    """Log in at the sandbox identity provider, in the window that the chat opens."""
    said = citizen.words["login"]
    with citizen.page.expect_popup() as opened:
        citizen.log.get_by_role("button", name=said["button"]).last.click()
    window: Page = opened.value
    chosen = window.locator(f"button[name=person][value={person}]")
    expect(chosen).to_be_visible(timeout=PATIENCE)
    if folder:
        window.screenshot(path=folder / f"{citizen.language}-eid.png")
    chosen.click()
    citizen.sees(said["logged_in"])


def test_a_criminal_record_with_a_login_until_the_document_is_there(
    stack: Platform, chromium: Browser, screenshots: Path, tmp_path: Path
) -> None:
    context = chromium.new_context(viewport=PHONE, locale="fr-LU")
    citizen = CitizenPage(context, stack, "fr")
    citizen.open()
    citizen.say("Je veux demander mon extrait de casier judiciaire maintenant")
    log_in(citizen, "sofia", screenshots)
    purpose = next(field for field in form_of("criminal_record").fields if field.name == "purpose")
    citizen.press(purpose.choices[0].label["fr"])
    citizen.sees("Exemplo")
    citizen.picture(screenshots, "fr-login-summary")
    citizen.press(CATALOGUE.wording["button_yes_send"]["fr"])
    citizen.sees(re.compile(r"CR-\d{4}-\d+"))
    [filed] = stack.applications(PEOPLE["sofia"]["national_id"])

    # Beat asks for it; the document comes to the conversation by itself.
    save = citizen.log.get_by_role("button", name=re.compile(citizen.words["job"]["saving"]["start"]))
    expect(save.last).to_be_visible(timeout=LATER)
    citizen.picture(screenshots, "fr-document-ready")
    with citizen.page.expect_download() as loading:
        save.last.click()
    loading.value.save_as(tmp_path / "record.pdf")
    assert (tmp_path / "record.pdf").read_bytes().startswith(b"%PDF-")
    assert str(filed["reference"]) in citizen.log.inner_text()

    citizen.page.get_by_role("button", name=citizen.words["login"]["log_out"]).click()
    citizen.sees(citizen.words["login"]["logged_out"])
    citizen.close()
    context.close()


def test_a_move_is_declared_with_a_file_that_proves_it(stack: Platform, chromium: Browser, screenshots: Path) -> None:
    context = chromium.new_context(viewport=DESKTOP, locale="lb-LU", color_scheme="dark")
    citizen = CitizenPage(context, stack, "lb")
    citizen.open()
    citizen.say("Ech wëll meng Adressännerung elo umellen")
    log_in(citizen, "luc")
    fields = {field.name: field for field in form_of("change_of_address").fields}
    citizen.answer(fields["commune"].label["lb"], "Mamer")
    citizen.answer(fields["address"].label["lb"], "12, rue de la Gare")
    citizen.answer(fields["postcode"].label["lb"], "8229")
    citizen.answer(fields["moved_on"].label["lb"], "20.11.2026")
    citizen.picture(screenshots, "lb-file-wanted")
    lease = make_pdf("Bail, 12, rue de la Gare, Mamer")
    proof = {"name": "Bail rue de la Gare.pdf", "mimeType": "application/pdf", "buffer": lease}
    citizen.page.locator("moien-chat input[type=file]").set_input_files(files=[proof])
    citizen.sees("Bail rue de la Gare.pdf")
    citizen.press(CATALOGUE.wording["button_yes_send"]["lb"])
    citizen.sees(re.compile(r"CA-\d{4}-\d+"))
    assert len(stack.applications(PEOPLE["luc"]["national_id"])) == 1
    assert any(file.read_bytes() == lease for file in (stack.state_dir / "files").iterdir())
    citizen.picture(screenshots, "lb-file-sent")
    citizen.close()
    context.close()


def test_an_appointment_is_chosen_booked_and_taken_back(stack: Platform, chromium: Browser, screenshots: Path) -> None:
    context = chromium.new_context(viewport=DESKTOP, locale="de-LU")
    citizen = CitizenPage(context, stack, "de")
    citizen.open()
    citizen.say("Ich möchte jetzt einen Termin bei der Gemeinde buchen")
    fields = {field.name: field for field in form_of("appointment").fields}
    citizen.answer(fields["commune"].label["de"], "Diekirch")
    citizen.press(fields["matter"].choices[0].label["de"])
    offered = citizen.log.get_by_role("button", name=re.compile("Diekirch$"))
    expect(offered.first).to_be_visible(timeout=PATIENCE)
    citizen.picture(screenshots, "de-appointments")
    chosen = offered.first.inner_text()
    offered.first.click()
    citizen.answer(fields["email"].label["de"], "emma.sample@example.org")
    citizen.press(CATALOGUE.wording["button_yes_send"]["de"])
    card = citizen.page.locator(".job[data-state=succeeded]", has_text=citizen.words["job"]["undo_it"]["start"])
    expect(card.last).to_be_visible(timeout=PATIENCE)
    citizen.picture(screenshots, "de-appointment-booked")

    # The time is nobody else's now; taken back, it is free again.
    assert chosen not in times_of(stack, "Diekirch")
    card.last.get_by_role("button", name=citizen.words["job"]["undo_it"]["start"]).click()
    citizen.log.get_by_role("button", name=citizen.words["job"]["undo_it"]["yes"]).click()
    undone = form_of("appointment").said.undone
    assert undone is not None
    citizen.sees(undone["de"].rpartition("**")[2].strip())
    citizen.picture(screenshots, "de-appointment-taken-back")
    assert chosen in times_of(stack, "Diekirch")
    citizen.close()
    context.close()


def times_of(stack: Platform, commune: str) -> list[str]:
    """What another citizen is offered."""
    fields = {field.name: field for field in form_of("appointment").fields}
    with RestCitizen(stack.url, "de") as other:
        other.ask("Ich möchte jetzt einen Termin bei der Gemeinde buchen")
        other.ask(commune)
        other.ask(fields["matter"].choices[0].label["de"])
        return other.wait_for_buttons(fields["slot"].question["de"].strip())


def test_an_administration_that_is_away_is_told_at_once_and_the_application_goes_on_by_itself(stack: Platform) -> None:
    faults = {"faults": ["unavailable:3"] * 2}
    httpx.post(f"{stack.sandbox_url}/sandbox/faults", json=faults, timeout=10).raise_for_status()
    jobs = apply(stack, person(901))
    assert ("queued", True) in [(job["state"], job["delayed"]) for job in jobs], jobs
    assert len(stack.applications(person(901))) == 1


def apply(stack: Platform, national_id: str) -> list[dict[str, Any]]:
    """Apply for a residence certificate over REST; gives what the log says about the job."""
    with RestCitizen(stack.url, "en") as citizen:
        citizen.ask("I want to apply for a residence certificate")
        citizen.ask(national_id)
        citizen.ask("Mamer")
        citizen.ask(form_of("residence_certificate").fields[2].choices[1].label["en"])
        citizen.ask("yes")
        citizen.wait_for_job("succeeded")
        return citizen.jobs()


def test_staff_see_jobs_and_the_status_page_names_administrations(stack: Platform) -> None:
    [job] = {job["job"] for job in apply(stack, person(902))}
    listed = stack.moien("jobs")
    assert listed.returncode == 0, listed.stderr
    [line] = [line for line in listed.stdout.splitlines() if line.startswith(job)]
    assert "commune.requestResidenceCertificate" in line
    assert person(902) not in listed.stdout
    status = httpx.get(f"{stack.url}/api/status", timeout=10).json()
    assert {"name": "commune", "state": "up"}.items() <= next(
        it for it in status["administrations"] if it["name"] == "commune"
    ).items()
    page = httpx.get(f"{stack.url}/status/", headers={"Accept-Language": "lb"}, timeout=10)
    assert '<html lang="lb"' in page.text
