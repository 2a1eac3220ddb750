"""Both ends of a name: what the catalogue's forms file is what the connectors' documents ask for."""

from pathlib import Path

import pytest

from contracts.catalogue.loader import load_catalogue
from contracts.catalogue.model import Field, Form
from contracts.parts import FieldType
from nlu.text.fields import Checked, check_field
from nlu.text.fields.commune_names import read_commune_names
from services.connectors.registry import find_operation, read_documents

BOT = Path(__file__).parents[3] / "bot"
DOCUMENTS = read_documents()

ANSWERS: dict[FieldType, list[str]] = {
    "national_id": ["1893 1201 05732", "1985041212393"],
    "plate": ["ab-1234", "12345", "A 99"],
    "phone": ["621 123 456", "+33 1 42 68 53 00", "26 10 60-1"],
}
"""What a citizen may answer; the checks of fields make of it what is filed."""


def forms() -> dict[str, Form]:
    services = load_catalogue(BOT).services.values()
    return {service.id: service.form for service in services if service.form is not None}


FORMS = forms()


def values_of(field: Field) -> list[str]:
    """Values that the bot may file for a field."""
    if field.type == "commune":
        return sorted(read_commune_names().names)
    if field.type == "choice":
        return [choice.value for choice in field.choices]
    checked = [check_field(field.type, answer, language="lb") for answer in ANSWERS[field.type]]
    values = [one.value for one in checked if isinstance(one, Checked)]
    assert len(values) == len(checked), f"{field.name}: {checked}"
    return values


def test_there_are_forms() -> None:
    assert {"residence_certificate", "resident_parking"} <= set(FORMS)


@pytest.mark.parametrize("service", sorted(FORMS))
def test_the_operation_exists_and_asks_for_the_fields_of_the_form(service: str) -> None:
    form = FORMS[service]
    operation = find_operation(DOCUMENTS, form.operation)
    names = {field.name for field in form.fields}
    assert operation.required <= names <= operation.fields


@pytest.mark.parametrize("service", sorted(FORMS))
def test_what_the_form_files_fits_the_operation(service: str) -> None:
    form = FORMS[service]
    operation = find_operation(DOCUMENTS, form.operation)
    values = {field.name: values_of(field) for field in form.fields}
    first = {name: candidates[0] for name, candidates in values.items()}
    for name, candidates in values.items():
        for value in candidates:
            problems = [error.message for error in operation.request.iter_errors({**first, name: value})]
            assert problems == [], f"{name}: {problems}"


@pytest.mark.parametrize("service", sorted(FORMS))
def test_every_reason_of_the_administration_has_its_words(service: str) -> None:
    form = FORMS[service]
    operation = find_operation(DOCUMENTS, form.operation)
    assert set(form.said.rejection) - {"other"} == operation.rejection_codes()
