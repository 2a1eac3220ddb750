"""The sandbox keeps what the connectors' documents promise: every documented answer, byte for byte by its schema."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from typing import get_args

import httpx
import pytest

from services.sandbox.kinds import Status
from tests.services.people import BRUNO, CERTIFICATE, MOVE, NOBODY, PERMIT
from tests.services.sandbox.clock import Clock
from tests.services.sandbox.contract import Described, read_operations, resolve, rules_of

OPERATIONS = read_operations()
PROOF = b"%PDF-1.4 a rental contract"
APPOINTMENT = {"commune": "diekirch", "matter": "passport", "email": "bruno@example.org"}
RECORD = {"national_id": BRUNO, "purpose": "employer", "birthdate": "1985-04-12", "family_name": "Müller"}
CARD = {"national_id": BRUNO, "year": "2026"}


@dataclass
class Case:
    """A request that gets a certain answer."""

    status: int
    fields: dict[str, str] = field(default_factory=dict)
    key: str = "key-of-the-good-one"
    code: str | None = None
    proof: bytes = PROOF


NEAR = Case(422, key="key-of-a-late-one", code="too_late")
"""The one answer that takes another time of day."""

Send = Callable[[Described, Case], Awaitable[httpx.Response]]


@pytest.fixture
def send(client: httpx.AsyncClient) -> Send:
    """Sends a case as its operation's document says."""

    async def sending(operation: Described, case: Case) -> httpx.Response:
        path = operation.path
        for name in operation.parameters("path"):
            path = path.replace(f"{{{name}}}", case.fields[name])
        query = {name: case.fields[name] for name in operation.parameters("query") if name in case.fields}
        headers = {"Idempotency-Key": case.key} if operation.files else {}
        described = operation.body()
        if described is None:
            return await client.request(operation.method, path, params=query, headers=headers)
        if described[0] == "multipart/form-data":
            files = {"proof": ("contract.pdf", case.proof, "application/pdf")}
            return await client.request(operation.method, path, data=case.fields, files=files, headers=headers)
        return await client.request(operation.method, path, json=case.fields, headers=headers)

    return sending


def check(operation: Described, answer: httpx.Response, case: Case) -> None:
    """The answer has the status of the case and fits what the document says about it."""
    assert answer.status_code == case.status, answer.text
    media_type, schema = operation.answers()[case.status]
    assert answer.headers["content-type"].partition(";")[0] == media_type
    schema.validate(answer.json())
    assert answer.json().get("code") == case.code


def filing(good: dict[str, str], other: dict[str, str], bad: dict[str, str], *refused: Case) -> list[Case]:
    """What every operation that files something does: files, replays, refuses another body under the key."""
    return [
        Case(201, good),
        Case(201, good),
        Case(409, {**good, **other}),
        Case(400, {**good, **bad}, key="key-of-a-mistake"),
        *refused,
        *refused,
    ]


@pytest.fixture
async def cases(client: httpx.AsyncClient, clock: Clock) -> dict[str, list[Case]]:
    """Requests by operation; the answers of each cover all that its document names, but for faults and access."""
    slots = (await client.get("/appointments", params={"commune": "diekirch", "matter": "passport"})).json()["options"]
    references = [
        (await client.post(path, json=fields, headers={"Idempotency-Key": f"key-before-{number}"})).json()["reference"]
        for number, (path, fields) in enumerate(
            [
                ("/residence-certificates", CERTIFICATE),
                ("/residence-certificates", CERTIFICATE),
                ("/appointments", {**APPOINTMENT, "slot": slots[0]["value"]}),
                ("/justice/criminal-records", RECORD),
                ("/taxes/tax-card-copies", CARD),
            ]
        )
    ]
    application, second, appointment, record, card = references
    book = {**APPOINTMENT, "slot": slots[1]["value"]}
    unknown = {"reference": "RC-2026-999999"}
    nobody = {"national_id": NOBODY}
    short = {"national_id": "12"}
    return {
        "commune.requestResidenceCertificate": filing(
            CERTIFICATE,
            {"commune": "diekirch"},
            short,
            Case(422, {**CERTIFICATE, **nobody}, "key-of-nobody", "not_registered"),
        ),
        "commune.requestParkingPermit": filing(
            PERMIT,
            {"commune": "diekirch"},
            short,
            Case(422, {**PERMIT, **nobody}, "key-of-nobody", "not_registered"),
            Case(422, {**PERMIT, "plate": "ZZ 9999"}, "key-of-a-stranger", "plate_not_yours"),
            Case(422, {**PERMIT, "plate": "ZZ 8888"}, "key-of-a-second", "already_has_permit"),
        ),
        "commune.declareChangeOfAddress": filing(
            MOVE,
            {"commune": "esch-sur-alzette"},
            {"moved_on": "2026-02-30"},
            Case(422, {**MOVE, **nobody}, "key-of-nobody", "not_registered"),
            Case(422, MOVE, "key-of-a-text", "unreadable_proof", proof=b"just words"),
        ),
        "commune.bookAppointment": filing(
            book,
            {"email": "other@example.org"},
            {"matter": "fishing"},
            Case(422, {**book, "slot": slots[0]["value"]}, "key-of-a-late-one", "slot_taken"),
            Case(422, {**book, "slot": "diekirch-20260101-0001"}, "key-of-no-slot", "unknown_slot"),
        ),
        "commune.withdrawApplication": filing(
            {"reference": application},
            {"reference": second},
            {"reference": "-"},
            Case(422, {"reference": application}, "key-of-a-second", "already_decided"),
            Case(404, unknown, "key-of-nothing", "unknown_reference"),
        ),
        "commune.cancelAppointment": filing(
            {"reference": appointment},
            {"reference": second},
            {"reference": "-"},
            Case(404, unknown, "key-of-nothing", "unknown_reference"),
        ),
        "commune.findAppointments": [
            Case(200, {"commune": "diekirch", "matter": "passport"}),
            Case(400, {"commune": "diekirch"}),
        ],
        "commune.showWasteCalendar": [
            Case(200, {"commune": "diekirch", "street": "Rue de l’Hôpital, 3"}),
            Case(422, {"commune": "diekirch", "street": "rue de nulle part"}, code="unknown_street"),
            Case(400, {"commune": "diekirch"}),
        ],
        "commune.showApplication": [
            Case(200, {"reference": second}),
            Case(404, unknown, code="unknown_reference"),
            Case(404, {"reference": record}, code="unknown_reference"),
            Case(400, {"reference": "-"}),
        ],
        "commune.trackApplication": [
            Case(200, {"reference": second}),
            Case(404, {"reference": record}, code="unknown_reference"),
            Case(400, {"reference": "-"}),
        ],
        "justice.requestCriminalRecord": filing(
            RECORD,
            {"purpose": "other"},
            {"purpose": "love"},
            Case(422, {**RECORD, "birthdate": "1985-04-13"}, "key-of-nobody", "unknown_person"),
        ),
        "justice.showCriminalRecord": [
            Case(200, {"reference": record.lower()}),
            Case(404, {"reference": application}, code="unknown_reference"),
            Case(400, {"reference": "-"}),
        ],
        "taxes.requestTaxCardCopy": filing(
            CARD,
            {"year": "2025"},
            {"year": "26"},
            Case(422, {**CARD, "year": "1999"}, "key-of-no-card", "no_card"),
        ),
        "taxes.showTaxCardCopy": [
            Case(200, {"reference": card}),
            Case(404, {"reference": record}, code="unknown_reference"),
            Case(400, {"reference": "-"}),
        ],
    }


async def test_every_operation_has_cases_for_every_answer(cases: dict[str, list[Case]]) -> None:
    assert set(cases) == set(OPERATIONS)
    for name, operation in OPERATIONS.items():
        near = [NEAR] if name == "commune.cancelAppointment" else []
        assert {case.status for case in [*cases[name], *near]} == set(operation.answers()) - {401, 500, 503}
        assert {case.code for case in [*cases[name], *near] if case.code} == operation.codes()


@pytest.mark.parametrize("name", sorted(OPERATIONS))
async def test_every_documented_answer_fits(send: Send, cases: dict[str, list[Case]], name: str) -> None:
    first: dict[str, httpx.Response] = {}
    for case in cases[name]:
        answer = await send(OPERATIONS[name], case)
        check(OPERATIONS[name], answer, case)
        if not OPERATIONS[name].files or case.status in (400, 409):
            continue
        before = first.setdefault(case.key, answer)
        assert answer.json() == before.json(), "the same key must get the same answer"
        assert answer.headers.get("Idempotent-Replay") == (None if before is answer else "true")


async def test_an_appointment_that_is_near(send: Send, cases: dict[str, list[Case]], clock: Clock) -> None:
    booked = await send(OPERATIONS["commune.bookAppointment"], cases["commune.bookAppointment"][0])
    clock.set(booked.json()["at"])
    case = replace(NEAR, fields={"reference": booked.json()["reference"]})
    check(OPERATIONS["commune.cancelAppointment"], await send(OPERATIONS["commune.cancelAppointment"], case), case)


@pytest.mark.parametrize("name", sorted(OPERATIONS))
async def test_the_sandbox_describes_the_same_request(client: httpx.AsyncClient, name: str) -> None:
    theirs = (await client.get("/openapi.json")).json()
    ours = OPERATIONS[name]
    described = Described(ours.id, ours.method, ours.path, theirs)
    assert described.node["operationId"] == ours.id
    for place in ("path", "query"):
        assert rules_of(theirs, described.parameters(place)) == rules_of(ours.document, ours.parameters(place))
    assert ("Idempotency-Key" in ours.parameters("header")) is ours.files
    body, their_body = ours.body(), described.body()
    assert (body is None) is (their_body is None)
    if body and their_body:
        assert their_body[0] == body[0]
        assert rules_of(theirs, their_body[1]["properties"]) == rules_of(ours.document, body[1]["properties"])
        assert set(their_body[1]["required"]) == set(body[1]["required"])
        assert their_body[1]["additionalProperties"] is body[1]["additionalProperties"] is False
    assert set(ours.answers()) <= {int(status) for status in described.node["responses"] if status.isdigit()}


@pytest.mark.parametrize(("fault", "status"), [("error", 500), ("unavailable:3", 503)])
@pytest.mark.parametrize("name", ["commune.requestResidenceCertificate", "commune.showWasteCalendar"])
async def test_faults_fit_the_document_too(
    client: httpx.AsyncClient, send: Send, cases: dict[str, list[Case]], name: str, fault: str, status: int
) -> None:
    await client.post("/sandbox/faults", json={"faults": [fault], "look_ups": [fault]})
    case = cases[name][0]
    check(OPERATIONS[name], await send(OPERATIONS[name], case), Case(status))


async def test_a_conflict_fits_the_document_too(
    client: httpx.AsyncClient, send: Send, cases: dict[str, list[Case]]
) -> None:
    name = "justice.requestCriminalRecord"
    first = await send(OPERATIONS[name], cases[name][0])
    await client.post("/sandbox/faults", json={"faults": ["conflict"]})
    again = await send(OPERATIONS[name], cases[name][0])
    check(OPERATIONS[name], again, Case(409))
    assert again.json()["reference"] == first.json()["reference"]


@pytest.mark.parametrize(
    "name",
    ["commune.showApplication", "commune.trackApplication", "justice.showCriminalRecord", "taxes.showTaxCardCopy"],
)
def test_the_documents_know_every_status_of_the_sandbox(name: str) -> None:
    answer = resolve(OPERATIONS[name].document, OPERATIONS[name].node["responses"]["200"])
    schema = resolve(OPERATIONS[name].document, answer["content"]["application/json"]["schema"])
    withdrawable = {"withdrawn"} if name.startswith("commune.") else set()
    assert set(schema["properties"]["status"]["enum"]) == set(get_args(Status)) - {"withdrawn"} | withdrawable
