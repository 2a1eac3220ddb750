"""Who asks: nobody in particular, a key, a token, a certificate; and what happens when it is not accepted."""

import base64
import json
import ssl
import subprocess
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs

import httpx
import pytest

from services.connectors.client import make_context
from services.connectors.connector import Connector
from services.connectors.credentials import ClientCredentials
from services.connectors.outcome import Outcome, RetryableError, Succeeded
from services.connectors.sending import prepare
from services.connectors.settings import ConnectorSettings
from tests.services.connectors.office import DOCUMENT, make_connector
from tests.services.people import KEY
from tests.services.scripted_server import Scripted, ScriptedServer

FILE = DOCUMENT.operation("file")
JSON = {"Content-Type": "application/json"}
FILED = Scripted(201, b'{"reference": "A-1"}', JSON)


def token(value: str, **more: object) -> Scripted:
    return Scripted(200, json.dumps({"access_token": value, "token_type": "Bearer", **more}).encode(), JSON)


@pytest.fixture
def server() -> Iterator[ScriptedServer]:
    running = ScriptedServer()
    yield running
    running.close()


@pytest.fixture
def connector(server: ScriptedServer) -> Iterator[Connector]:
    made = make_connector(
        f"{server.url}/api",
        token_url=f"{server.url}/oauth/token",
        client_id="moien:1",
        client_secret="s/e c",
        scope="file read",
    )
    yield made
    made.close()


def call(connector: Connector) -> Outcome:
    return connector.call(FILE, prepare(FILE, {"name": "x"}, KEY))


def call_once(url: str, **settings: str) -> Outcome:
    connector = make_connector(url, **settings)
    try:
        return call(connector)
    finally:
        connector.close()


def test_nothing_is_shown_where_nothing_is_asked_for(server: ScriptedServer) -> None:
    server.answers = [FILED]
    assert call_once(server.url) == Succeeded("A-1")
    assert not {"authorization", "x-api-key"} & {name.lower() for name in server.seen[0].headers}


def test_a_key_stands_in_its_header(server: ScriptedServer) -> None:
    server.answers = [FILED]
    call_once(server.url, api_key="secret", api_key_header="X-Key")
    assert server.seen[0].headers["X-Key"] == "secret"


def test_a_key_that_is_not_accepted_is_a_matter_of_time(server: ScriptedServer) -> None:
    server.answers = [Scripted(401)]
    with pytest.raises(RetryableError, match="status 401") as caught:
        call_once(server.url, api_key="secret")
    assert not caught.value.reached
    assert len(server.seen) == 1


def test_a_token_is_asked_for_once(server: ScriptedServer, connector: Connector) -> None:
    server.answers = [token("t1", expires_in=3600), FILED]
    call(connector)
    call(connector)
    asked, *filed = server.seen
    assert (asked.method, asked.path) == ("POST", "/oauth/token")
    assert parse_qs(asked.body.decode()) == {"grant_type": ["client_credentials"], "scope": ["file read"]}
    basic = base64.b64decode(asked.headers["Authorization"].removeprefix("Basic ")).decode()
    assert basic == "moien%3A1:s%2Fe%20c", "RFC 6749, section 2.3.1"
    assert [seen.headers["Authorization"] for seen in filed] == ["Bearer t1", "Bearer t1"]
    assert filed[0].path == "/api/applications"


def test_a_token_that_is_refused_is_replaced_once(server: ScriptedServer, connector: Connector) -> None:
    server.answers = [token("t1"), Scripted(401), token("t2"), FILED]
    assert call(connector) == Succeeded("A-1")
    assert server.seen[3].headers["Authorization"] == "Bearer t2"
    assert server.seen[3].headers["Idempotency-Key"] == KEY


def test_two_tokens_that_are_refused_are_no_endless_loop(server: ScriptedServer, connector: Connector) -> None:
    server.answers = [token("t1"), Scripted(401), token("t2"), Scripted(401)]
    with pytest.raises(RetryableError, match="status 401"):
        call(connector)
    assert len(server.seen) == 4


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (Scripted(400), "no access token (status 400)"),
        (Scripted(503), "no access token (status 503)"),
        (Scripted(200, b"{}", JSON), "no access token (malformed answer)"),
        (Scripted(200, b"\xff", JSON), "no access token (malformed answer)"),
        (Scripted(200, b'{"access_token": "t", "token_type": "mac"}', JSON), "it is no bearer token"),
        (Scripted(200, b"", JSON, pause=2), "no access token (ReadTimeout)"),
    ],
    ids=lambda value: getattr(value, "status", None),
)
def test_without_a_token_nothing_is_sent(
    server: ScriptedServer, connector: Connector, answer: Scripted, said: str
) -> None:
    server.answers = [answer]
    with pytest.raises(RetryableError) as caught:
        call(connector)
    assert said in caught.value.detail
    assert not caught.value.reached
    assert {seen.path for seen in server.seen} == {"/oauth/token"}


@pytest.mark.parametrize(
    ("expires_in", "age", "asked"),
    [(3600, 3569, 1), (3600, 3571, 2), (10, 4, 1), (10, 6, 2), (None, 269, 1), (None, 271, 2)],
)
def test_a_token_is_renewed_before_its_end(
    server: ScriptedServer, expires_in: float | None, age: float, asked: int
) -> None:
    server.answers = [token("t1", expires_in=expires_in)]
    clock = 100.0
    with httpx.Client(trust_env=False) as client:
        credentials = ClientCredentials(client, server.url, "moien", "secret", "", lambda: clock)
        credentials.headers()
        clock += age
        credentials.headers()
    assert len(server.seen) == asked


# Mutual TLS ------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An authority of the tests, and a certificate of it for each side."""
    folder = tmp_path_factory.mktemp("certificates")

    def openssl(*arguments: str) -> None:
        subprocess.run(["openssl", *arguments], cwd=folder, check=True, capture_output=True)

    curve = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")
    openssl("req", "-x509", *curve, "-keyout", "ca.key", "-out", "ca.pem", "-subj", "/CN=Test authority", "-days", "2")
    (folder / "names").write_text("subjectAltName=IP:127.0.0.1\n")
    for name in ("server", "client"):
        openssl("req", *curve, "-keyout", f"{name}.key", "-out", f"{name}.csr", "-subj", f"/CN={name}")
        signed = ("-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-days", "2", "-extfile", "names")
        openssl("x509", "-req", "-in", f"{name}.csr", "-out", f"{name}.pem", *signed)
    return folder


@pytest.fixture
def secure_url(certificates: Path, server: ScriptedServer) -> str:
    """The server, which now wants to see a certificate of the authority."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificates / "server.pem", certificates / "server.key")
    context.load_verify_locations(certificates / "ca.pem")
    context.verify_mode = ssl.CERT_REQUIRED
    # Renegotiated at the first read, as TLS 1.3 does, in the thread of the request and not of the listener.
    listener = server.listener
    listener.socket = context.wrap_socket(listener.socket, server_side=True, do_handshake_on_connect=False)
    server.answers = [FILED]
    return server.url.replace("http:", "https:")


def test_a_certificate_is_shown_and_the_other_side_is_checked(secure_url: str, certificates: Path) -> None:
    ca = str(certificates / "ca.pem")
    shown = {"cert": str(certificates / "client.pem"), "key": str(certificates / "client.key")}
    assert call_once(secure_url, ca=ca, **shown) == Succeeded("A-1")
    with pytest.raises(RetryableError, match="ConnectError"):
        call_once(secure_url, **shown)
    with pytest.raises(RetryableError, match=r"connection failed \((Connect|Read|RemoteProtocol)Error\)"):
        call_once(secure_url, ca=ca)


@pytest.mark.parametrize("files", [{"ca": "nowhere.pem"}, {"cert": "nowhere.pem"}])
def test_certificates_that_are_not_there_are_noticed_at_once(files: dict[str, str]) -> None:
    with pytest.raises(FileNotFoundError):
        make_context(ConnectorSettings(url="https://office.example", timeout=1, **files))
