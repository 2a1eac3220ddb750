"""Calls that somebody tries: what is shown, what reaches the real sandbox application, and what never does."""

from __future__ import annotations

import dataclasses
import json
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest
from celery.exceptions import SoftTimeLimitExceeded
from pydantic import SecretStr
from sqlalchemy import Engine, delete, insert, select, update

from contracts.files import MAX_FILE_BYTES
from contracts.rehearsal import CallOutcome, PreparedCall
from contracts.staff_tables import staff
from contracts.studio_tables import rehearsed_call
from contracts.tracing import set_up_tracing
from services.connectors.connector import Connector
from services.connectors.registry import read_documents
from services.connectors.sending import Prepared
from services.connectors.settings import ConnectorSettings
from services.rehearsal import INVENTED_PDF, CallRehearsal, describe_call
from services.sandbox.app import create_app
from services.sandbox.settings import SandboxSettings
from tests.channels.servers import ScriptedServer
from tests.otlp import Collector
from tests.ports import free_port
from tests.services.people import ALICE, CERTIFICATE, MOVE, NOBODY, person
from tests.services.training.conftest import PERSON

NOW = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)
DOCUMENTS = read_documents()
KEY = "a-key-of-the-sandbox"


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ScriptedServer]:
    """The sandbox administration, which wants a key."""
    state = tmp_path_factory.mktemp("sandbox")
    made = SandboxSettings(state_dir=state, sandbox_delay=0, sandbox_api_key=SecretStr(KEY))
    server = ScriptedServer(create_app(made))
    server.start()
    yield server
    server.stop()


@dataclasses.dataclass
class Rehearsals:
    """The table as the studio writes it, and a worker that reads it."""

    engine: Engine
    address: str | None
    call: str = dataclasses.field(default_factory=lambda: uuid.uuid4().hex)

    def add(self, operation: str, fields: dict[str, str], kind: str = "file", trace: str | None = None) -> None:
        row = {"id": self.call, "operation": operation, "kind": kind, "fields": fields, "state": "queued"}
        with self.engine.begin() as connection:
            connection.execute(insert(rehearsed_call).values(**row, asked_by="s1", asked_at=NOW, trace=trace))

    def run(self, call: str | None = None) -> None:
        def find(_administration: str) -> ConnectorSettings | None:
            if self.address is None:
                return None
            return ConnectorSettings(url=self.address, timeout=5, api_key=SecretStr(KEY))

        CallRehearsal(self.engine, DOCUMENTS, find, lambda: NOW + timedelta(seconds=1)).run(call or self.call)

    def row(self) -> Any:
        with self.engine.connect() as connection:
            return connection.execute(select(rehearsed_call).where(rehearsed_call.c.id == self.call)).one()

    def outcome(self) -> CallOutcome:
        row = self.row()
        assert row.state == "done"
        return msgspec.convert(row.outcome, CallOutcome)


@pytest.fixture
def rehearsals(engine: Engine, sandbox: ScriptedServer) -> Iterator[Rehearsals]:
    with engine.begin() as connection:
        connection.execute(insert(staff).values(PERSON))
    yield Rehearsals(engine, sandbox.url)
    with engine.begin() as connection:
        connection.execute(delete(rehearsed_call))
        connection.execute(delete(staff))


def test_an_application_is_shown_and_filed_in_the_sandbox(rehearsals: Rehearsals) -> None:
    fields = {**CERTIFICATE, "national_id": person(1)}
    rehearsals.add("commune.requestResidenceCertificate", fields)
    rehearsals.run()
    outcome = rehearsals.outcome()
    assert outcome.prepared is not None
    assert (outcome.prepared.method, outcome.sent, outcome.problem) == ("POST", True, None)
    assert json.loads(outcome.prepared.body or "") == fields
    assert outcome.result is not None
    assert (outcome.result.state, outcome.result.document) == ("succeeded", None)
    assert outcome.result.reference
    assert rehearsals.row().ended_at is not None
    assert KEY not in str(rehearsals.row().outcome)


TRACE = "00-0123456789abcdef0123456789abcdef-0123456789abcdef-01"


@pytest.mark.parametrize(
    ("operation", "fields", "reached", "told"),
    [
        ("commune.requestResidenceCertificate", {**CERTIFICATE, "national_id": person(4)}, True, "succeeded"),
        ("commune.requestResidenceCertificate", {**CERTIFICATE, "national_id": NOBODY}, True, "rejected"),
        ("commune.requestResidenceCertificate", {**CERTIFICATE, "national_id": person(4)}, False, "succeeded"),
        ("commune.unknown", {}, True, "failed"),
    ],
)
def test_a_call_goes_on_with_the_trace_of_the_talk(
    rehearsals: Rehearsals,
    monkeypatch: pytest.MonkeyPatch,
    operation: str,
    fields: dict[str, str],
    reached: bool,
    told: str,
) -> None:
    rehearsals.address = rehearsals.address if reached else None
    rehearsals.add(operation, fields, trace=TRACE)
    with Collector() as collector:
        monkeypatch.setenv("MOIEN_OTLP_URL", collector.url)
        stop = set_up_tracing("worker")
        rehearsals.run()
        stop()
    [tried] = [span for span in collector.spans if span.name == "worker.rehearsal"]
    assert (tried.trace, tried.parent) == (TRACE[3:35], TRACE[36:52])
    assert tried.attributes == {"stage": "worker.rehearsal", "operation": operation, "outcome": told}
    below = [(span.name, span.parent) for span in collector.spans if span is not tried]
    assert below == ([("connector.call", tried.id)] if reached and told != "failed" else [])


def test_what_is_done_twice_is_one_application(rehearsals: Rehearsals) -> None:
    rehearsals.add("commune.requestResidenceCertificate", {**CERTIFICATE, "national_id": person(2)})
    rehearsals.run()
    first = rehearsals.outcome()
    rehearsals.run()
    assert rehearsals.outcome() == first
    with rehearsals.engine.begin() as connection:
        connection.execute(update(rehearsed_call).values(state="queued", outcome=None))
    rehearsals.run()
    assert rehearsals.outcome() == first, "the sandbox knows the key"


def test_a_file_of_a_form_is_an_invented_one(rehearsals: Rehearsals) -> None:
    rehearsals.add("commune.declareChangeOfAddress", {**MOVE, "national_id": ALICE, "proof": "f" * 32})
    rehearsals.run()
    outcome = rehearsals.outcome()
    assert outcome.prepared is not None
    lines = (outcome.prepared.body or "").splitlines()
    assert "commune: diekirch" in lines
    assert f"proof: document.pdf (application/pdf, {len(INVENTED_PDF)} bytes)" in lines
    assert outcome.result is not None
    assert outcome.result.state == "succeeded", outcome.result
    assert len(INVENTED_PDF) < MAX_FILE_BYTES


def test_what_is_looked_up_is_shown_with_its_query(rehearsals: Rehearsals) -> None:
    fields = {"commune": "dudelange", "matter": "passport", "phone": "+352621123456"}
    rehearsals.add("commune.findAppointments", fields, "look_up")
    rehearsals.run()
    outcome = rehearsals.outcome()
    assert outcome.prepared is not None
    assert outcome.prepared.method == "GET"
    assert "dudelange" in outcome.prepared.path
    assert outcome.prepared.path.endswith("matter=passport"), "what it does not ask for is not sent"
    assert outcome.prepared.body is None
    assert outcome.result is not None
    assert outcome.result.options


def test_a_rejection_is_one(rehearsals: Rehearsals) -> None:
    rehearsals.add("commune.requestResidenceCertificate", {**CERTIFICATE, "national_id": NOBODY})
    rehearsals.run()
    outcome = rehearsals.outcome()
    assert outcome.result is not None
    assert (outcome.result.state, outcome.sent) == ("rejected", True)
    assert outcome.result.code


def test_without_a_sandbox_nothing_is_sent(rehearsals: Rehearsals) -> None:
    rehearsals.address = None
    rehearsals.add("commune.requestResidenceCertificate", CERTIFICATE)
    rehearsals.run()
    outcome = rehearsals.outcome()
    assert outcome.prepared is not None
    assert (outcome.sent, outcome.result, outcome.problem) == (False, None, None)


@pytest.mark.parametrize(
    ("operation", "kind", "fields", "says"),
    [
        ("commune.requestResidenceCertificate", "file", {"commune": "dudelange"}, "lacks"),
        ("commune.requestResidenceCertificate", "file", {**CERTIFICATE, "shoe": "42"}, "shoe"),
        ("commune.requestResidenceCertificate", "look_up", CERTIFICATE, "cannot do what 'look_up' means"),
        ("commune.nothing", "file", CERTIFICATE, "has no operation 'nothing'"),
        ("moon.land", "file", {}, "no connector 'moon'"),
        ("nonsense", "file", {}, "no connector 'nonsense'"),
    ],
)
def test_what_does_not_fit_is_a_problem(
    rehearsals: Rehearsals, operation: str, kind: str, fields: dict[str, str], says: str
) -> None:
    rehearsals.add(operation, fields, kind)
    rehearsals.run()
    outcome = rehearsals.outcome()
    assert (outcome.prepared, outcome.sent, outcome.result) == (None, False, None)
    assert says in (outcome.problem or "")


def test_a_sandbox_that_is_away_is_a_failure_and_not_asked_again(rehearsals: Rehearsals) -> None:
    rehearsals.address = f"http://127.0.0.1:{free_port()}"
    rehearsals.add("commune.requestResidenceCertificate", CERTIFICATE)
    rehearsals.run()
    outcome = rehearsals.outcome()
    assert outcome.result is not None
    assert (outcome.result.state, outcome.sent) == ("failed", True)
    assert "connection failed" in (outcome.result.detail or "")


def test_one_that_hangs_ends_with_the_time_limit(rehearsals: Rehearsals, monkeypatch: pytest.MonkeyPatch) -> None:
    def hang(*_: object) -> None:
        raise SoftTimeLimitExceeded

    monkeypatch.setattr(Connector, "call", hang)
    rehearsals.add("commune.requestResidenceCertificate", CERTIFICATE)
    rehearsals.run()
    outcome = rehearsals.outcome()
    assert outcome.result is not None
    assert "time-out" in (outcome.result.detail or "")


def test_what_is_gone_is_left_alone(rehearsals: Rehearsals) -> None:
    rehearsals.run("unknown")


@pytest.mark.parametrize(
    ("content", "path", "body"),
    [
        ({}, "/a", None),
        ({"params": {"q": "Esch a. d. A.", "day": "2026-12-01"}}, "/a?q=Esch+a.+d.+A.&day=2026-12-01", None),
        ({"json": {"street": "Rue de l'Église"}}, "/a", '{\n  "street": "Rue de l\'Église"\n}'),
        (
            {"files": {"name": (None, "Zoé"), "proof": ("a.pdf", b"1234", "application/pdf")}},
            "/a",
            "name: Zoé\nproof: a.pdf (application/pdf, 4 bytes)",
        ),
    ],
)
def test_a_request_is_written_to_be_read(content: dict[str, Any], path: str, body: str | None) -> None:
    prepared = Prepared("POST", "/a", {"Idempotency-Key": "SECRET"}, content)
    assert describe_call(prepared) == PreparedCall(method="POST", path=path, body=body)


def test_the_invented_file_is_a_pdf() -> None:
    assert INVENTED_PDF.startswith(b"%PDF-")
    assert INVENTED_PDF.rstrip().endswith(b"%%EOF")
