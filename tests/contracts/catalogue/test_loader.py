"""The loader gives the model of a good catalogue and all problems of a bad one."""

from __future__ import annotations

from pathlib import Path

import pytest

from contracts.catalogue.loader import load_catalogue
from contracts.catalogue.model import slot_name
from contracts.catalogue.problems import CatalogueError
from tests.contracts.catalogue.sample import SERVICE, simple_service, write_catalogue


def test_a_service_becomes_the_model(tmp_path: Path) -> None:
    catalogue = load_catalogue(write_catalogue(tmp_path))
    service = catalogue.services["bike_permit"]
    assert service.title == {"lb": "Vëlosvignette", "fr": "Vignette vélo", "de": "Fahrradvignette", "en": "Bike permit"}
    assert service.intents["about"]["en"][0] == "what is it"
    assert set(service.intents) == {"about", "apply"}
    assert service.answer.fee is not None
    assert service.answer.deadline is None
    assert service.answer.steps is not None
    assert service.answer.steps["en"] == ["Go to the commune.", "Pay €1,000."]
    assert service.form is not None
    assert [slot_name(service.id, field) for field in service.form.fields] == ["commune", "bike_permit__bike_kind"]
    assert service.form.fields[1].choices[1].label["lb"] == "elektresch"
    assert service.form.said.rejection["other"]["fr"] == "Non."


def test_small_talk_and_wording_become_the_model(tmp_path: Path) -> None:
    catalogue = load_catalogue(write_catalogue(tmp_path))
    assert catalogue.small_talk["greet"].answer == dict.fromkeys(("lb", "fr", "de", "en"), "Answer to greet")
    assert catalogue.small_talk["human"].answer is None
    assert catalogue.small_talk["human"].examples["de"][2] == "human de 2"
    assert catalogue.wording["button_change"]["lb"] == "Text {label}"


@pytest.mark.parametrize(
    ("pages", "languages"),
    [
        ("fr: https://a.lu/fr", {"lb": "fr", "fr": "fr", "de": "fr", "en": "fr"}),
        ("{de: https://a.lu/de, en: https://a.lu/en}", {"lb": "de", "fr": "de", "de": "de", "en": "en"}),
    ],
)
def test_a_reader_gets_the_page_of_their_language_or_the_first_one(
    pages: str, languages: dict[str, str], tmp_path: Path
) -> None:
    text = SERVICE.replace("link:\n  fr: https://example.lu/fr/velo", f"link:\n  {pages}")
    service = load_catalogue(write_catalogue(tmp_path, service=text)).services["bike_permit"]
    assert service.link_language == languages
    assert service.link == {reader: f"https://a.lu/{page}" for reader, page in languages.items()}


def test_services_stand_in_the_order_of_their_ids(tmp_path: Path) -> None:
    write_catalogue(tmp_path)
    for name in ("zoo", "arrival"):
        (tmp_path / "catalogue" / f"{name}.yaml").write_text(simple_service(name), encoding="utf-8")
    assert list(load_catalogue(tmp_path).services) == ["arrival", "bike_permit", "zoo"]


def test_a_bad_catalogue_is_refused_with_all_its_problems(tmp_path: Path) -> None:
    text = SERVICE.replace("2026-11-01", "2026-02-30").replace("id: bike_permit", "id: bikes")
    with pytest.raises(CatalogueError) as refused:
        load_catalogue(write_catalogue(tmp_path, service=text))
    assert [problem.code for problem in refused.value.problems] == ["id-file-name", "date-impossible"]
    assert "bike_permit.yaml:10: [date-impossible]" in str(refused.value)
