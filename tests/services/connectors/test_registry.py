"""Names of operations: the way from the catalogue to a connector."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from services.connectors.document import DocumentError
from services.connectors.outcome import FinalError, Succeeded
from services.connectors.registry import Connectors, find_operation, read_documents
from tests.services.people import CERTIFICATE, KEY
from tests.services.scripted_server import Scripted, ScriptedServer


@pytest.fixture
def server() -> Iterator[ScriptedServer]:
    running = ScriptedServer()
    yield running
    running.close()


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("requestResidenceCertificate", "no connector 'requestResidenceCertificate'"),
        ("moon.requestResidenceCertificate", "administrations with a connector: commune"),
        ("commune.requestGold", "it has: requestParkingPermit, requestResidenceCertificate"),
        ("commune.", "has no operation ''"),
        ("", "no connector ''"),
    ],
)
def test_an_unknown_operation_is_final_and_says_what_there_is(name: str, said: str) -> None:
    documents = read_documents()
    with pytest.raises(DocumentError, match=said):
        find_operation(documents, name)
    with pytest.raises(FinalError, match=said):
        Connectors(documents, lambda _: "http://127.0.0.1:9", 1).call(name, CERTIFICATE, KEY)


def test_each_administration_has_its_own_address(server: ScriptedServer) -> None:
    server.answers = [
        Scripted(201, b'{"reference": "RC-2026-000001", "status": "received"}', {"Content-Type": "application/json"})
    ]
    asked: list[str] = []

    def url_of(administration: str) -> str:
        asked.append(administration)
        return server.url

    connectors = Connectors(read_documents(), url_of, 1)
    for _ in range(2):
        assert connectors.call("commune.requestResidenceCertificate", CERTIFICATE, KEY) == Succeeded("RC-2026-000001")
    connectors.close()
    assert asked == ["commune"], "one client for each administration"


def test_a_new_folder_is_a_new_administration(tmp_path: Path) -> None:
    (tmp_path / "snca").mkdir()
    (tmp_path / "snca" / "openapi.yaml").write_bytes(
        read_documents()["commune"].file.read_bytes(),
    )
    (tmp_path / "notes").mkdir()
    documents = read_documents(tmp_path)
    assert list(documents) == ["snca"]
    assert find_operation(documents, "snca.requestParkingPermit").path == "/parking-permits"
