"""Both ends of a name: what the catalogue's forms file is what the connectors' documents ask for."""

import re
import secrets
from pathlib import Path

import pytest

from contracts.catalogue.model import Field, Form
from contracts.jobs import JobKind, ValueKind
from contracts.parts import FieldType
from nlu.text.fields import Checked, check_field
from nlu.text.fields.commune_names import read_commune_names
from services.connectors.registry import find_operation, read_documents
from tests.content import read_catalogue

BOT = Path(__file__).parents[3] / "bot"
DOCUMENTS = read_documents()

ANSWERS: dict[FieldType, list[str]] = {
    "national_id": ["1893 1201 05732", "1985041212393"],
    "plate": ["ab-1234", "12345", "A 99"],
    "phone": ["621 123 456", "+33 1 42 68 53 00", "26 10 60-1"],
    "email": ["numm@example.com"],
    "date": ["31.12.2026", "1. Mäerz 2026"],
    "address": ["12, rue de l'Église"],
    "postcode": ["4370", "L-4370"],
    "text": ["rue de la Gare", "RC-2026-000001"],
}
"""What a citizen may answer; the checks of fields make of it what is filed."""


def forms() -> dict[str, Form]:
    services = read_catalogue().services.values()
    return {service.id: service.form for service in services if service.form is not None}


FORMS = forms()


def values_of(field: Field) -> list[str]:
    """Values that the bot may file for a field."""
    if field.type == "commune":
        return sorted(read_commune_names().names)
    if field.type == "choice":
        return [choice.value for choice in field.choices] or ["offered-by-the-administration"]
    if field.type == "file":
        return [secrets.token_hex(16)]
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


@pytest.mark.parametrize("service", sorted(FORMS))
def test_every_operation_that_a_form_names_can_do_what_it_is_named_for(service: str) -> None:
    form = FORMS[service]
    named: list[tuple[str | None, JobKind]] = [
        (form.operation, form.kind),
        (form.undo, "undo"),
        (form.follow_up, "look_up"),
        *((field.choices_from, "look_up") for field in form.fields),
    ]
    for name, kind in named:
        assert name is None or find_operation(DOCUMENTS, name).can_do(kind), name
    for name in (form.undo, form.follow_up):
        assert name is None or find_operation(DOCUMENTS, name).required == {"reference"}


@pytest.mark.parametrize("service", sorted(FORMS))
def test_the_fields_before_a_choice_are_what_its_operation_asks_for(service: str) -> None:
    fields = FORMS[service].fields
    for number, field in enumerate(fields):
        if field.choices_from:
            known = {before.name for before in fields[:number]}
            operation = find_operation(DOCUMENTS, field.choices_from)
            assert operation.required <= known <= operation.fields


def values_given(operation: str) -> dict[str, ValueKind]:
    """What an operation says when it succeeds, besides the reference."""
    answers = find_operation(DOCUMENTS, operation).answers.values()
    return {name: kind for answer in answers if answer.kind == "success" for name, kind in answer.values.items()}


def codes_given(operation: str, value: str) -> set[str]:
    for answer in find_operation(DOCUMENTS, operation).answers.values():
        if answer.kind == "success":
            schema = answer.validator.schema
            assert isinstance(schema, dict)
            return set(schema["properties"][value]["enum"])
    raise AssertionError(f"{operation} never succeeds")


@pytest.mark.parametrize("service", sorted(FORMS))
def test_every_value_that_a_sentence_names_is_given_and_every_code_has_words(service: str) -> None:
    form = FORMS[service]
    worded = [(form.operation, form.said.success)]
    if form.follow_up and form.said.ready:
        worded.append((form.follow_up, form.said.ready))
    for operation, said in worded:
        given = values_given(operation)
        named = set(re.findall(r"[{]([a-z0-9_]+)[}]", said["lb"])) - {"reference"}
        assert named <= set(given), operation
        for name in named:
            if given[name] == "code":
                assert set(form.words[name]) == codes_given(operation, name)
