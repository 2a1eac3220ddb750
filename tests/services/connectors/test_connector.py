"""One connector against a real HTTP server: every answer becomes a typed outcome."""

import json
from collections.abc import Iterator

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.jobs import ResultValue
from services.connectors.connector import MAX_ANSWER_BYTES, Connector
from services.connectors.outcome import FinalError, Outcome, Rejected, RetryableError, Succeeded
from services.connectors.registry import find_operation, read_documents
from services.connectors.sending import prepare
from tests.services.connectors.office import make_connector
from tests.services.people import CERTIFICATE, KEY
from tests.services.scripted_server import Scripted, ScriptedServer

OPERATION = find_operation(read_documents(), "commune.requestResidenceCertificate")
JSON = {"Content-Type": "application/json"}
PROBLEM = {"Content-Type": "application/problem+json; charset=utf-8"}
RECEIVED = {"status": ResultValue(kind="code", value="received")}
FILED = Succeeded("RC-2026-000007", RECEIVED)
RECEIPT = json.dumps({"reference": "RC-2026-000007", "status": "received"}).encode()


def rejection(**more: object) -> bytes:
    return json.dumps({"type": "about:blank", "title": "No", "status": 422, **more}).encode()


def as_json(value: object) -> bytes:
    return json.dumps(value).encode()


@pytest.fixture
def server() -> Iterator[ScriptedServer]:
    running = ScriptedServer()
    yield running
    running.close()


@pytest.fixture
def connector(server: ScriptedServer) -> Iterator[Connector]:
    made = make_connector(server.url, timeout=0.3)
    yield made
    made.close()


def call(connector: Connector, fields: dict[str, str] = CERTIFICATE) -> Outcome:
    return connector.call(OPERATION, prepare(OPERATION, fields, KEY))


def test_the_request_is_what_the_document_says(server: ScriptedServer, connector: Connector) -> None:
    server.answers = [Scripted(201, RECEIPT, JSON)]
    assert call(connector) == FILED
    (seen,) = server.seen
    assert (seen.method, seen.path) == ("POST", "/residence-certificates")
    assert seen.headers["Idempotency-Key"] == KEY
    assert seen.headers["Content-Type"] == "application/json"
    assert json.loads(seen.body) == CERTIFICATE


def test_a_path_in_the_base_address_is_kept(server: ScriptedServer) -> None:
    server.answers = [Scripted(201, RECEIPT, JSON)]
    connector = make_connector(f"{server.url}/api/v2")
    call(connector)
    connector.close()
    assert server.seen[0].path == "/api/v2/residence-certificates"


def test_the_connection_is_used_again(server: ScriptedServer, connector: Connector) -> None:
    server.answers = [Scripted(201, RECEIPT, JSON)]
    call(connector)
    call(connector)
    assert server.seen[0].connection == server.seen[1].connection


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        (Scripted(201, RECEIPT, {"Content-Type": "Application/JSON; charset=utf-8"}), FILED),
        (Scripted(422, rejection(code="not_registered"), PROBLEM), Rejected("not_registered")),
        (Scripted(422, rejection(code="new_reason"), PROBLEM), Rejected("new_reason")),
        (Scripted(409, rejection(reference="RC-2026-000007"), PROBLEM), Succeeded("RC-2026-000007")),
    ],
)
def test_answers(server: ScriptedServer, connector: Connector, answer: Scripted, outcome: Outcome) -> None:
    server.answers = [answer]
    assert call(connector) == outcome


@pytest.mark.parametrize(
    ("answer", "detail", "after", "reached"),
    [
        (Scripted(500), "status 500", None, True),
        (Scripted(501), "status 501", None, True),
        (Scripted(503, headers={"Retry-After": "7"}), "status 503", 7, False),
        (Scripted(429, headers={"Retry-After": "2"}), "status 429", 2, False),
        (Scripted(503, headers={"Retry-After": "whenever"}), "status 503", None, False),
        (Scripted(408), "status 408", None, False),
        (Scripted(401, rejection(), PROBLEM), "status 401", None, False),
        (Scripted(409, rejection(), PROBLEM), "the key was used before", None, True),
        (Scripted(201, RECEIPT, JSON, pause=1.5), "time-out (ReadTimeout)", None, True),
        (Scripted(201, RECEIPT[:10], {**JSON, "Content-Length": "90"}, cut=True), "connection failed", None, True),
        (Scripted(201, b'{"reference": ', JSON), "is no JSON", None, True),
        (Scripted(201, b"\xff\xfe", JSON), "is no JSON", None, True),
        (Scripted(201, b"[" * 500_000, JSON), "is no JSON", None, True),
        (Scripted(201, b"[]", JSON), "malformed answer", None, True),
        (Scripted(201, b'{"status": "received"}', JSON), "the whole lacks reference", None, True),
        (Scripted(201, b'{"reference": 5, "status": "received"}', JSON), "reference breaks type", None, True),
        (Scripted(201, RECEIPT, {"Content-Type": "text/html"}), "is not application/json", None, True),
        (Scripted(201, RECEIPT), "is not application/json", None, True),
        (Scripted(422, rejection(), PROBLEM), "the whole lacks code", None, True),
        (Scripted(422, rejection(code="x"), JSON), "is not application/problem+json", None, True),
        (Scripted(201, b" " * (MAX_ANSWER_BYTES + 1), JSON), "longer than 1000000 bytes", None, True),
    ],
    ids=lambda value: getattr(value, "status", None),
)
def test_no_answer_this_time(
    server: ScriptedServer, connector: Connector, answer: Scripted, detail: str, after: float | None, reached: bool
) -> None:
    server.answers = [answer]
    with pytest.raises(RetryableError) as caught:
        call(connector)
    assert detail in caught.value.detail
    assert (caught.value.after, caught.value.reached) == (after, reached)


def test_an_endless_answer_is_broken_off(server: ScriptedServer, connector: Connector) -> None:
    size = 200 * MAX_ANSWER_BYTES
    server.answers = [Scripted(500, b"x" * (2 * MAX_ANSWER_BYTES), {"Content-Length": str(size)})]
    with pytest.raises(RetryableError, match="longer than"):
        call(connector)


@pytest.mark.parametrize(
    ("answer", "detail"),
    [
        (Scripted(400, rejection(), PROBLEM), "refuses our request itself"),
        (Scripted(404, b"<h1>Not Found</h1>", {"Content-Type": "text/html"}), "status 404 is not in the document"),
        (Scripted(302, b"", {"Location": "/elsewhere"}), "status 302 is not in the document"),
        (Scripted(200, RECEIPT, JSON), "status 200 is not in the document"),
    ],
    ids=lambda value: getattr(value, "status", None),
)
def test_no_answer_ever(server: ScriptedServer, connector: Connector, answer: Scripted, detail: str) -> None:
    server.answers = [answer]
    with pytest.raises(FinalError, match=detail):
        call(connector)
    assert len(server.seen) == 1, "a redirect must not be followed"


@pytest.mark.parametrize(
    ("fields", "detail"),
    [
        ({**CERTIFICATE, "iban": "LU28"}, "the whole has unknown iban"),
        ({"national_id": CERTIFICATE["national_id"]}, "the whole lacks commune, purpose"),
        ({**CERTIFICATE, "national_id": "1985-SECRET"}, "national_id breaks pattern"),
    ],
)
def test_fields_that_do_not_fit_are_not_sent(
    server: ScriptedServer, connector: Connector, fields: dict[str, str], detail: str
) -> None:
    server.answers = [Scripted(201, RECEIPT, JSON)]
    with pytest.raises(FinalError) as caught:
        call(connector, fields)
    assert detail in caught.value.detail
    assert "SECRET" not in caught.value.detail
    assert server.seen == []


def test_what_the_administration_writes_is_never_quoted(server: ScriptedServer, connector: Connector) -> None:
    answer = json.dumps({"reference": "Bruno SECRET", "status": "received"}).encode()
    server.answers = [Scripted(201, answer, JSON)]
    with pytest.raises(RetryableError) as caught:
        call(connector)
    assert "reference breaks pattern" in caught.value.detail
    assert "SECRET" not in caught.value.detail


@given(
    status=st.integers(200, 599),
    media_type=st.sampled_from(["application/json", "application/problem+json", "text/html", ""]),
    body=st.binary(max_size=60)
    | st.recursive(st.none() | st.booleans() | st.integers() | st.text(max_size=5), st.lists, max_leaves=5).map(as_json)
    | st.dictionaries(st.sampled_from(["reference", "status", "code", "type", "title"]), st.integers() | st.text()).map(
        as_json
    ),
)
def test_any_answer_is_an_outcome_or_a_known_error(status: int, media_type: str, body: bytes) -> None:
    def answer(_request: httpx.Request) -> httpx.Response:
        return httpx.Response(status, content=iter([body]), headers={"Content-Type": media_type})

    client = httpx.Client(transport=httpx.MockTransport(answer), base_url="http://administration")
    try:
        outcome = call(Connector(client))
    except (RetryableError, FinalError) as error:
        assert error.detail
    else:
        assert isinstance(outcome, Succeeded if status in (201, 409) else Rejected)
        assert status in (201, 409, 422)


def test_nobody_listens(server: ScriptedServer) -> None:
    server.close()
    connector = make_connector(server.url)
    with pytest.raises(RetryableError, match="ConnectError") as caught:
        call(connector)
    assert not caught.value.reached
    connector.close()


def test_a_proxy_of_the_environment_is_not_asked(server: ScriptedServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    server.answers = [Scripted(201, RECEIPT, JSON)]
    connector = make_connector(server.url)
    assert call(connector) == FILED
    connector.close()
