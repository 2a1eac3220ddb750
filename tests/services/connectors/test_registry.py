"""Names of operations: the way from the catalogue to a connector, past the breaker."""

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from celery.exceptions import SoftTimeLimitExceeded
from sqlalchemy import Engine, select

from contracts.jobs import JobKind
from contracts.tables import breaker
from services.backoff import Backoff
from services.breaker import Breaker
from services.clock import utc_now
from services.connectors.connector import Connector
from services.connectors.operation import RetryPolicy
from services.connectors.outcome import DownError, FinalError, RetryableError, Succeeded
from services.connectors.registry import Connectors, check_operations, find_operation, read_documents
from services.connectors.schemas import DocumentError
from services.connectors.settings import ConnectorSettings
from tests.services.connectors.office import DOCUMENT
from tests.services.people import KEY
from tests.services.scripted_server import Scripted, ScriptedServer

JSON = {"Content-Type": "application/json"}
FILED = Scripted(201, b'{"reference": "A-1"}', JSON)
NAME = {"name": "x"}


@pytest.fixture
def server() -> Iterator[ScriptedServer]:
    running = ScriptedServer()
    yield running
    running.close()


@pytest.fixture
def connectors(engine: Engine, server: ScriptedServer) -> Iterator[Connectors]:
    made = make_connectors(engine, lambda _: server.url)
    yield made
    made.close()


def make_connectors(engine: Engine, url_of: Callable[[str], str]) -> Connectors:
    """Connectors of two offices with the same document; three failures open the breaker."""
    documents = {"office": DOCUMENT, "annex": DOCUMENT}
    pauses = RetryPolicy(attempts=3, base=1000, most=1000)
    rules = Breaker(engine, backoff=Backoff(lambda: 0), pauses=pauses, trial_seconds=40)
    return Connectors(documents, lambda name: ConnectorSettings(url=url_of(name), timeout=1), rules, utc_now)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("requestResidenceCertificate", "no connector 'requestResidenceCertificate'"),
        ("moon.requestResidenceCertificate", "administrations with a connector: "),
        ("commune.requestGold", "it has: .*requestParkingPermit, requestResidenceCertificate"),
        ("commune.", "has no operation ''"),
        ("", "no connector ''"),
    ],
)
def test_an_unknown_operation_says_what_there_is(name: str, said: str) -> None:
    with pytest.raises(DocumentError, match=said):
        find_operation(read_documents(), name)


def test_every_operation_of_every_administration_can_be_called() -> None:
    check_operations(read_documents())


def test_an_unknown_operation_is_final(connectors: Connectors, server: ScriptedServer) -> None:
    with pytest.raises(FinalError, match="administrations with a connector: annex, office"):
        connectors.call("file", "moon.file", NAME, KEY)
    assert connectors.policy("moon.file", RetryPolicy(8, 2, 300)) == RetryPolicy(8, 2, 300)


def test_each_administration_has_its_own_address(engine: Engine, server: ScriptedServer) -> None:
    server.answers = [FILED]
    asked: list[str] = []

    def url_of(administration: str) -> str:
        asked.append(administration)
        return server.url

    connectors = make_connectors(engine, url_of)
    for _ in range(2):
        assert connectors.call("file", "office.file", NAME, KEY) == Succeeded("A-1")
    connectors.close()
    assert asked == ["office"], "one client for each administration"


@pytest.mark.parametrize(
    ("kind", "operation", "fields"),
    [
        ("look_up", "office.file", NAME),
        ("file", "office.show", {"reference": "A-1"}),
        ("undo", "office.show", {"reference": "A-1"}),
        ("file", "office.takeBack", {"reference": "A-1"}),
    ],
)
def test_an_operation_does_only_what_it_can(
    connectors: Connectors, server: ScriptedServer, kind: JobKind, operation: str, fields: dict[str, str]
) -> None:
    with pytest.raises(FinalError, match=f"cannot do what '{kind}' means"):
        connectors.call(kind, operation, fields, KEY)
    assert server.seen == []


def test_the_document_changes_how_often_it_is_tried(connectors: Connectors) -> None:
    default = RetryPolicy(attempts=8, base=2, most=300)
    assert connectors.policy("office.findSlots", default) == RetryPolicy(attempts=2, base=0.5, most=5)
    assert connectors.policy("office.file", default) == default


def test_an_administration_that_is_down_is_left_alone(connectors: Connectors, server: ScriptedServer) -> None:
    server.answers = [Scripted(500)]
    for _ in range(3):
        with pytest.raises(RetryableError):
            connectors.call("file", "office.file", NAME, KEY)
    with pytest.raises(DownError, match="office is down"):
        connectors.call("file", "office.file", NAME, KEY)
    assert len(server.seen) == 3
    server.answers = [FILED]
    assert connectors.call("file", "annex.file", NAME, KEY) == Succeeded("A-1"), "others are not concerned"


@pytest.mark.parametrize(
    "answer",
    [
        FILED,
        Scripted(422, b'{"title": "No", "code": "full"}', {"Content-Type": "application/problem+json"}),
        Scripted(404),
    ],
)
def test_any_answer_shows_that_it_is_there(
    connectors: Connectors, server: ScriptedServer, engine: Engine, answer: Scripted
) -> None:
    server.answers = [Scripted(500), Scripted(500), answer, Scripted(500)]
    for _ in range(4):
        with contextlib.suppress(RetryableError, FinalError):
            connectors.call("file", "office.file", NAME, KEY)
    with engine.connect() as connection:
        assert connection.execute(select(breaker.c.failures, breaker.c.opened_at)).one() == (1, None)


def test_fields_that_do_not_fit_say_nothing_about_the_administration(connectors: Connectors, engine: Engine) -> None:
    with pytest.raises(FinalError, match="lacks name"):
        connectors.call("file", "office.file", {}, KEY)
    with engine.connect() as connection:
        assert connection.execute(select(breaker)).all() == []


def test_the_time_limit_of_a_job_is_a_time_out(
    connectors: Connectors, server: ScriptedServer, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def hang(*_: object) -> None:
        raise SoftTimeLimitExceeded

    with monkeypatch.context() as patched:
        patched.setattr(Connector, "call", hang)
        with pytest.raises(RetryableError, match="time limit of a job") as caught:
            connectors.call("file", "office.file", NAME, KEY)
    assert caught.value.reached
    with engine.connect() as connection:
        assert connection.scalar(select(breaker.c.failures)) == 1
    server.answers = [FILED]
    assert connectors.call("file", "office.file", NAME, KEY) == Succeeded("A-1"), "with new connections"


def test_a_new_folder_is_a_new_administration(tmp_path: Path) -> None:
    (tmp_path / "snca").mkdir()
    (tmp_path / "snca" / "openapi.yaml").write_bytes(read_documents()["commune"].file.read_bytes())
    (tmp_path / "notes").mkdir()
    documents = read_documents(tmp_path)
    assert list(documents) == ["snca"]
    assert find_operation(documents, "snca.requestParkingPermit").path == "/parking-permits"
