"""The JSON Schemas are valid, agree with the names and types of the code, and the real catalogue fits them."""

from __future__ import annotations

import itertools
import json
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, get_args

import jsonschema
import pytest

from contracts import names
from contracts.catalogue.check import check_catalogue
from contracts.catalogue.model import CLAIMS, Answer, Field, Form, Said
from contracts.catalogue.shape import (
    _EXPLANATIONS,
    CONVERSATION_SCHEMA,
    CRISIS_SCHEMA,
    OUT_OF_SCOPE_SCHEMA,
    SERVICE_SCHEMA,
    SYNONYMS_SCHEMA,
    TESTS_SCHEMA,
    load_schema,
    placeholders_at,
    takes_values,
)
from contracts.catalogue.tests import read_tests
from contracts.desk.check import QUEUES_SCHEMA, REPLIES_SCHEMA, WRAP_UP_SCHEMA
from contracts.desk.model import LEVELS, WEEKDAYS
from contracts.effects import HandoverReason
from contracts.languages import LANGUAGES
from contracts.names import service_intent
from contracts.parts import FieldType
from tests.content import read_catalogue

SCHEMAS = (
    SERVICE_SCHEMA,
    CONVERSATION_SCHEMA,
    CRISIS_SCHEMA,
    OUT_OF_SCOPE_SCHEMA,
    SYNONYMS_SCHEMA,
    TESTS_SCHEMA,
    QUEUES_SCHEMA,
    WRAP_UP_SCHEMA,
    REPLIES_SCHEMA,
)
ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize("name", SCHEMAS)
def test_a_schema_is_valid_and_every_key_is_explained(name: str) -> None:
    schema = load_schema(name)
    jsonschema.Draft7Validator.check_schema(schema)
    assert [path for path, rule in _properties(schema) if "description" not in rule] == []


def _properties(schema: dict[str, Any], path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    for key, rule in schema.items():
        if key == "properties":
            for name, child in rule.items():
                # languages are told apart by their keys; fields repeat what their type says
                if name not in LANGUAGES:
                    yield f"{path}/{name}", child
        if isinstance(rule, dict):
            yield from _properties(rule, f"{path}/{key}")


def test_every_keyword_of_the_schemas_has_plain_words() -> None:
    checked = {"type", "required", "additionalProperties", "enum", "pattern"}
    checked |= {
        "minItems",
        "maxItems",
        "minProperties",
        "maxLength",
        "minLength",
        "uniqueItems",
        "anyOf",
        "oneOf",
        "const",
    }
    used = {keyword for name in SCHEMAS for keyword in _keywords(load_schema(name)) if keyword in checked}
    assert used - set(_EXPLANATIONS) == set()


def _keywords(schema: Any) -> Iterator[str]:
    if isinstance(schema, dict):
        for key, value in schema.items():
            yield key
            yield from _keywords(list(value.values()) if key in {"properties", "definitions"} else value)
    elif isinstance(schema, list):
        for item in schema:
            yield from _keywords(item)


def test_the_schema_names_the_types_of_the_code() -> None:
    field = load_schema(SERVICE_SCHEMA)["properties"]["form"]["properties"]["fields"]["items"]
    assert set(field["properties"]["type"]["enum"]) == set(get_args(FieldType))
    assert set(field["properties"]["claim"]["enum"]) == set(CLAIMS)
    form = load_schema(SERVICE_SCHEMA)["properties"]["form"]
    assert set(form["properties"]) == set(Form.__struct_fields__)
    assert set(form["properties"]["said"]["properties"]) == set(Said.__struct_fields__)
    assert set(field["properties"]) == set(Field.__struct_fields__)
    assert set(load_schema(SERVICE_SCHEMA)["properties"]["answer"]["properties"]) == set(Answer.__struct_fields__)


def test_the_schema_asks_for_every_intent_the_bot_acts_on() -> None:
    small_talk = load_schema(CONVERSATION_SCHEMA)["properties"]["small_talk"]["required"]
    acted_on = {
        names.INTENT_AFFIRM,
        names.INTENT_DENY,
        names.INTENT_CANCEL,
        names.INTENT_RESTART,
        names.INTENT_HUMAN,
        names.INTENT_HELP,
    }
    assert acted_on <= set(small_talk)


def test_placeholders_are_declared_where_the_bot_fills_them_in() -> None:
    assert [takes_values(SERVICE_SCHEMA, ("form", "said", said)) for said in ("success", "ready", "undone")] == [
        True
    ] * 3
    assert not takes_values(SERVICE_SCHEMA, ("form", "said", "waiting"))
    assert placeholders_at(SERVICE_SCHEMA, ("form", "said", "success")) == set()
    assert placeholders_at(SERVICE_SCHEMA, ("form", "said", "rejection", "gone")) == set()
    assert placeholders_at(SERVICE_SCHEMA, ("form", "fields", 0, "label")) == set()
    assert placeholders_at(CONVERSATION_SCHEMA, ("wording", "button_change")) == {"label"}
    assert placeholders_at(SERVICE_SCHEMA, ("nowhere", "at", "all")) == set()


def test_the_real_catalogue_has_no_problem() -> None:
    today = datetime.now().astimezone().date()
    assert [str(problem) for problem in check_catalogue(ROOT / "bot", today=today, with_tests=True)] == []


PROCEDURES = [
    "ai_act",
    "application_status",
    "appointment",
    "arrival_declaration",
    "birth_declaration",
    "building_permit",
    "bulky_waste",
    "change_of_address",
    "childcare_vouchers",
    "civil_partnership",
    "cns_reimbursement",
    "consumer_complaint",
    "criminal_record",
    "data_protection",
    "death_declaration",
    "departure_declaration",
    "digital_accessibility",
    "disability",
    "dog_registration",
    "driving_licence_exchange",
    "driving_licence_renewal",
    "e_invoicing",
    "ehic",
    "emergency_numbers",
    "eu_registration_certificate",
    "family_allowance",
    "housing_aid",
    "id_card",
    "legal_aid",
    "life_certificate",
    "marriage",
    "maternity_leave",
    "myguichet_login",
    "name_change",
    "nationality",
    "noise",
    "parental_leave",
    "passport",
    "pension",
    "public_holidays",
    "public_transport",
    "rent_subsidy",
    "residence_certificate",
    "residence_permit",
    "resident_parking",
    "revis",
    "school_enrolment",
    "student_aid",
    "tax_card",
    "tax_class",
    "tax_return",
    "technical_inspection",
    "unemployment",
    "vehicle_registration",
    "voter_registration",
    "waste_collection",
]
"""The procedures that the catalogue was written for, by the ids of its facts; two are services of the bot itself."""


def test_the_real_catalogue_has_a_service_for_each_procedure() -> None:
    catalogue = read_catalogue()
    assert sorted(catalogue.services) == PROCEDURES
    with_forms = {service.id for service in catalogue.services.values() if service.form}
    filing = {"residence_certificate", "resident_parking", "criminal_record", "change_of_address", "tax_card"}
    assert with_forms == filing | {"appointment", "application_status", "waste_collection"}


def test_every_file_names_its_schema_for_the_editor() -> None:
    beside = {"conversation.yaml": "moien-conversation", "crisis.yaml": "moien-crisis"}
    beside |= {"out_of_scope.yaml": "moien-out-of-scope", "synonyms.yaml": "moien-synonyms"}
    kinds = {"catalogue": "moien-catalogue", "tests": "moien-tests"}
    listed = [path for folder in kinds for path in (ROOT / "bot" / folder).glob("*.yaml")]
    for path in [*listed, *(ROOT / "bot" / name for name in beside)]:
        first = path.read_text(encoding="utf-8").splitlines()[0]
        prefix = "# yaml-language-server: $schema="
        assert first.startswith(prefix), f"{path.name}: the first line names no schema"
        schema = json.loads((path.parent / first.removeprefix(prefix)).read_text(encoding="utf-8"))
        assert schema["$id"] == (kinds.get(path.parent.name) or beside[path.name])


def test_every_intent_has_examples_and_every_service_evaluation_sentences_in_each_language() -> None:
    catalogue = read_catalogue()
    examples = {intent: talk.examples for intent, talk in catalogue.small_talk.items()}
    for service in catalogue.services.values():
        for kind, texts in service.intents.items():
            examples[service_intent(service.id, kind)] = texts
    few = [(i, lang) for i, lang in itertools.product(examples, LANGUAGES) if len(examples[i][lang]) < 12]
    assert few == [], f"fewer than 12 examples: {few}"
    sentences = (sentence for file in read_tests(ROOT / "bot") for sentence in file.sentences)
    held = Counter(((names.split_intent(it.intent) or (it.intent,))[0], it.language) for it in sentences)
    topics = [*catalogue.services, *catalogue.small_talk, *map(names.crisis_intent, names.CRISIS_KINDS)]
    few = [pair for pair in itertools.product([*topics, names.FALLBACK_INTENT], LANGUAGES) if held[pair] < 5]
    assert few == [], f"fewer than 5 evaluation sentences: {few}"


def test_the_schema_of_queues_knows_the_days_levels_reasons_and_languages() -> None:
    queue = load_schema(QUEUES_SCHEMA)["properties"]["queues"]["items"]["properties"]
    assert tuple(queue["hours"]["properties"]) == WEEKDAYS
    assert tuple(queue["level"]["enum"]) == LEVELS
    assert tuple(queue["reasons"]["items"]["enum"]) == get_args(HandoverReason)
    assert tuple(queue["languages"]["items"]["enum"]) == LANGUAGES
