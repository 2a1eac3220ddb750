"""The sandbox keeps what the connector's document promises: every documented answer, byte for byte by its schema."""

from typing import Any

import httpx
import pytest
from jsonschema import Draft202012Validator

from services.connectors.connector import RETRYABLE_STATUSES
from services.connectors.document import Document, Operation
from services.connectors.registry import read_documents
from services.sandbox.register import Register
from tests.services.people import ALICE, BRUNO, CERTIFICATE, KEY, NOBODY, PERMIT

COMMUNE: Document = read_documents()["commune"]
OPERATIONS = {name: COMMUNE.operation(name) for name in COMMUNE.operation_ids}
GOOD = {"requestResidenceCertificate": CERTIFICATE, "requestParkingPermit": PERMIT}


def test_every_operation_has_an_example() -> None:
    assert set(GOOD) == set(OPERATIONS)


def resolve(document: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    while "$ref" in schema:
        schema = document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    return schema


RULES = ("type", "pattern", "minLength", "maxLength")


def rules_of(document: dict[str, Any], schema: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """What each property of a request must be."""
    whole = resolve(document, schema)
    return {
        name: {key: value for key, value in resolve(document, property_).items() if key in RULES}
        for name, property_ in whole["properties"].items()
    }


@pytest.mark.parametrize("name", sorted(OPERATIONS))
async def test_the_sandbox_describes_the_same_request(client: httpx.AsyncClient, name: str) -> None:
    theirs = (await client.get("/openapi.json")).json()
    operation = OPERATIONS[name]
    described = theirs["paths"][operation.path][operation.method.lower()]
    body = described["requestBody"]["content"]["application/json"]["schema"]
    ours = dict(operation.request.schema)
    assert rules_of(theirs, body) == rules_of(ours, ours)
    assert set(resolve(theirs, body)["required"]) == operation.required
    assert resolve(theirs, body)["additionalProperties"] is False
    assert set(operation.answers) <= {int(status) for status in described["responses"]}


async def send(
    client: httpx.AsyncClient, operation: Operation, fields: dict[str, str], key: str = KEY, fault: str | None = None
) -> httpx.Response:
    headers = {"Idempotency-Key": key} | ({"X-Sandbox-Fault": fault} if fault else {})
    return await client.request(operation.method, operation.path, json=fields, headers=headers)


def check(operation: Operation, answer: httpx.Response, status: int) -> None:
    """The answer has this status and fits what the document says about it."""
    assert answer.status_code == status, answer.text
    documented = operation.answers[status]
    assert answer.headers["content-type"].partition(";")[0] == documented.media_type
    documented.validator.validate(answer.json())


@pytest.mark.parametrize("name", sorted(OPERATIONS))
async def test_every_documented_answer_fits(client: httpx.AsyncClient, name: str) -> None:
    operation, good = OPERATIONS[name], GOOD[name]
    refused = {**good, "national_id": NOBODY}
    seen = set()
    for fields, key, status in [
        (good, KEY, 201),
        (good, KEY, 201),
        ({**good, "commune": "diekirch"}, KEY, 409),
        (refused, "key-of-a-rejection", 422),
        (refused, "key-of-a-rejection", 422),
        ({**good, "national_id": "12"}, "key-of-a-mistake", 400),
    ]:
        answer = await send(client, operation, fields, key)
        check(operation, answer, status)
        seen.add(status)
    assert seen == set(operation.answers), "an answer that the document names was never checked"


@pytest.mark.parametrize(("fault", "status"), [("error", 500), ("unavailable:3", 503)])
async def test_faults_fit_the_document_too(client: httpx.AsyncClient, fault: str, status: int) -> None:
    operation = OPERATIONS["requestResidenceCertificate"]
    answer = await send(client, operation, CERTIFICATE, fault=fault)
    assert answer.status_code == status
    assert status >= 500 or status in RETRYABLE_STATUSES
    bad_request = operation.answers[400].validator
    assert isinstance(bad_request, Draft202012Validator)
    bad_request.validate(answer.json())


async def test_the_sandbox_gives_every_reason_that_the_document_names(client: httpx.AsyncClient) -> None:
    seen: dict[str, set[str]] = {name: set() for name in OPERATIONS}
    cases = [
        ("requestResidenceCertificate", {**CERTIFICATE, "national_id": NOBODY}),
        ("requestParkingPermit", {**PERMIT, "national_id": NOBODY}),
        ("requestParkingPermit", {**PERMIT, "plate": "ZZ 9999"}),
        ("requestParkingPermit", {**PERMIT, "plate": "ZZ 8888"}),
    ]
    for number, (name, fields) in enumerate(cases):
        answer = await send(client, OPERATIONS[name], fields, f"key-of-case-{number}")
        check(OPERATIONS[name], answer, 422)
        seen[name].add(answer.json()["code"])
    assert seen == {name: set(operation.rejection_codes()) for name, operation in OPERATIONS.items()}
    assert {ALICE, BRUNO}.isdisjoint(Register.read().not_registered)
