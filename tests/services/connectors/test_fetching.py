"""Documents that answers point to: from the same host only, of kinds that are kept, with harmless names."""

import json
from collections.abc import Iterator

import httpx
import pytest
from structlog.testing import capture_logs

from contracts.files import MAX_FILE_BYTES
from services.connectors.connector import Connector
from services.connectors.fetching import read_document, resolve_link
from services.connectors.outcome import Fetched, FinalError, Outcome, RetryableError, Succeeded
from services.connectors.sending import prepare
from tests.services.connectors.office import DOCUMENT, make_connector
from tests.services.people import KEY
from tests.services.scripted_server import Scripted, ScriptedServer

FILE, SHOW = DOCUMENT.operation("file"), DOCUMENT.operation("show")
PDF = {"Content-Type": "application/pdf"}
BASE = httpx.URL("https://office.example/api/applications")


@pytest.fixture
def server() -> Iterator[ScriptedServer]:
    running = ScriptedServer()
    yield running
    running.close()


@pytest.fixture
def connector(server: ScriptedServer) -> Iterator[Connector]:
    made = make_connector(f"{server.url}/api", api_key="secret")
    yield made
    made.close()


def file_with(server: ScriptedServer, connector: Connector, link: str, *answers: Scripted) -> Outcome:
    receipt = json.dumps({"reference": "A-1", "document": link}).encode()
    server.answers = [Scripted(201, receipt, {"Content-Type": "application/json"}), *answers]
    return connector.call(FILE, prepare(FILE, {"name": "x"}, KEY))


@pytest.mark.parametrize(
    ("link", "path"),
    [("/documents/a.pdf?v=1", "/documents/a.pdf?v=1"), ("applications/a.pdf", "/api/applications/a.pdf")],
)
def test_a_document_comes_with_the_answer(server: ScriptedServer, connector: Connector, link: str, path: str) -> None:
    outcome = file_with(server, connector, link, Scripted(200, b"%PDF-1.7", PDF))
    assert outcome == Succeeded("A-1", document=Fetched("a.pdf", "application/pdf", b"%PDF-1.7"))
    assert (server.seen[1].method, server.seen[1].path) == ("GET", path)
    assert server.seen[1].headers["X-API-Key"] == "secret"
    assert server.seen[0].connection == server.seen[1].connection


@pytest.mark.parametrize(
    "answer",
    [
        Scripted(404),
        Scripted(302, headers={"Location": "http://127.0.0.1:1/a.pdf"}),
        Scripted(200, b"<html>", {"Content-Type": "text/html"}),
    ],
    ids=lambda answer: answer.status,
)
def test_what_was_filed_stays_filed_without_its_document(
    server: ScriptedServer, connector: Connector, answer: Scripted
) -> None:
    with capture_logs() as logs:
        assert file_with(server, connector, "/a.pdf", answer) == Succeeded("A-1")
    assert logs[0]["event"] == "connector.document_missed"
    assert len(server.seen) == 2, "a redirect must not be followed"


@pytest.mark.parametrize(
    "answer",
    [
        Scripted(500),
        Scripted(200, b"<html>", PDF),
        Scripted(200, b"%PDF-1", {**PDF, "Content-Length": "90"}, cut=True),
        Scripted(200, b"%PDF-" + b" " * MAX_FILE_BYTES, PDF),
    ],
    ids=["error", "malformed", "cut", "too long"],
)
def test_a_document_that_does_not_come_is_asked_for_again(
    server: ScriptedServer, connector: Connector, answer: Scripted
) -> None:
    with pytest.raises(RetryableError) as caught:
        file_with(server, connector, "/a.pdf", answer)
    assert (caught.value.partly, caught.value.reached) == (Succeeded("A-1"), True)


@pytest.mark.parametrize(
    "link",
    [
        "http://169.254.169.254/latest/meta-data",
        "https://office.example.evil.example/a.pdf",
        "//elsewhere.example/a.pdf",
        "http://office.example/a.pdf",
        "https://office.example:8443/a.pdf",
        "https://user@office.example/a.pdf",
        "file:///etc/passwd",
        "http://[::1/a.pdf",
        "https://office.example:notaport/a.pdf",
    ],
)
def test_no_other_host_is_asked(server: ScriptedServer, connector: Connector, link: str) -> None:
    with pytest.raises(FinalError, match="link"):
        resolve_link(BASE, link)
    assert file_with(server, connector, link) == Succeeded("A-1")
    assert len(server.seen) == 1


@pytest.mark.parametrize(
    ("link", "found"),
    [
        ("/a.pdf", "https://office.example/a.pdf"),
        ("a.pdf", "https://office.example/api/a.pdf"),
        ("https://office.example:443/a.pdf", "https://office.example/a.pdf"),
        ("HTTPS://OFFICE.example/../a.pdf", "https://office.example/a.pdf"),
    ],
)
def test_links_of_the_same_host(link: str, found: str) -> None:
    assert str(resolve_link(BASE, link)) == found


@pytest.mark.parametrize(
    ("disposition", "path", "name"),
    [
        ("", "/x/RC-2026-000001.pdf", "RC-2026-000001.pdf"),
        ("", "/x/document", "document.pdf"),
        ("", "/", "document.pdf"),
        ('attachment; filename="Certificat de résidence.pdf"', "/x", "Certificat-de-résidence.pdf"),
        ("attachment; filename*=UTF-8''R%C3%A9sidence.pdf", "/x", "Résidence.pdf"),
        ('attachment; filename="../../etc/passwd"', "/x", "passwd.pdf"),
        ('attachment; filename="C:\\\\x\\\\y.exe"', "/x", "y.exe.pdf"),
        ('attachment; filename="a\r\nSet-Cookie: x"', "/x", "a-Set-Cookie-x.pdf"),
        ('attachment; filename="' + "n" * 300 + '"', "/x", "n" * 100 + ".pdf"),
    ],
)
def test_names_are_harmless(disposition: str, path: str, name: str) -> None:
    headers = httpx.Headers({**PDF, "Content-Disposition": disposition.encode()})
    assert read_document(200, headers, b"%PDF-", httpx.URL("http://office").join(path)).name == name


def test_calendars_are_kept_too() -> None:
    headers = httpx.Headers({"Content-Type": "text/calendar; charset=utf-8"})
    fetched = read_document(200, headers, b"BEGIN:VCALENDAR\r\n", httpx.URL("http://office/a.ics"))
    assert (fetched.name, fetched.media_type) == ("a.ics", "text/calendar")
