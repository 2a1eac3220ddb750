"""Where each field of a job travels, and what is never sent."""

from collections.abc import Iterator
from email.parser import BytesParser
from urllib.parse import unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.connectors.outcome import FinalError, Succeeded
from services.connectors.sending import Attachment, prepare
from tests.services.connectors.office import DOCUMENT, make_connector
from tests.services.people import KEY
from tests.services.scripted_server import Scripted, ScriptedServer, Seen

JSON = {"Content-Type": "application/json"}
FIND, SHOW, TAKE_BACK, DECLARE = (DOCUMENT.operation(name) for name in ("findSlots", "show", "takeBack", "declare"))
PROOF = Attachment("Rechnung é.pdf", "application/pdf", b"%PDF-1.7 \r\n--x")
DAY = {"commune": "wiltz", "day": "2026-11-24"}


@pytest.fixture
def server() -> Iterator[ScriptedServer]:
    running = ScriptedServer()
    yield running
    running.close()


def send(server: ScriptedServer, name: str, fields: dict[str, str], answer: Scripted) -> tuple[Seen, object]:
    server.answers = [answer]
    operation = DOCUMENT.operation(name)
    connector = make_connector(server.url)
    outcome = connector.call(operation, prepare(operation, fields, KEY, lambda _: PROOF))
    connector.close()
    (seen,) = server.seen
    return seen, outcome


def test_a_look_up_has_no_key_and_no_body(server: ScriptedServer) -> None:
    fields = {"commune": "Esch/Alzette ?", "day": "2026-11-24", "matter": "Pass & Id"}
    seen, _ = send(server, "findSlots", fields, Scripted(200, b'{"options": []}', JSON))
    assert (seen.method, seen.body) == ("GET", b"")
    assert seen.path == "/places/Esch%2FAlzette%20%3F/slots?day=2026-11-24&matter=Pass+%26+Id"
    assert "Idempotency-Key" not in seen.headers


def test_a_look_up_gets_only_what_it_asks_for() -> None:
    prepared = prepare(FIND, {**DAY, "email": "a@example.lu", "national_id": "1985041212393"}, KEY)
    assert (prepared.path, prepared.content) == ("/places/wiltz/slots", {"params": {"day": "2026-11-24"}})


def test_taking_back_has_a_key_and_an_answer_without_content(server: ScriptedServer) -> None:
    seen, outcome = send(server, "takeBack", {"reference": "A-1"}, Scripted(204, b""))
    assert (seen.method, seen.path, seen.headers["Idempotency-Key"]) == ("DELETE", "/applications/A-1", KEY)
    assert outcome == Succeeded()


def test_a_file_travels_with_its_name_and_type(server: ScriptedServer) -> None:
    fields = {"address": "12, rue de l'Église", "proof": "f" * 32}
    seen, outcome = send(server, "declare", fields, Scripted(201, b'{"reference": "M-1"}', JSON))
    assert outcome == Succeeded("M-1")
    head = f"Content-Type: {seen.headers['Content-Type']}\r\n\r\n".encode()
    parts = {
        part.get_param("name", header="content-disposition"): part
        for part in BytesParser().parsebytes(head + seen.body).walk()
        if not part.is_multipart()
    }
    assert set(parts) == {"address", "proof"}
    assert parts["address"].get_payload(decode=True).decode() == fields["address"]
    assert parts["proof"].get_content_type() == "application/pdf"
    assert parts["proof"].get_payload(decode=True) == PROOF.content
    assert "f" * 32 not in seen.body.decode(errors="replace"), "our own names of files are nobody's business"


def test_a_file_that_may_not_be_sent_is_final() -> None:
    with pytest.raises(FinalError, match="a file, and nothing to send with it"):
        prepare(DECLARE, {"address": "x", "proof": "f" * 32}, KEY)


@pytest.mark.parametrize(
    ("fields", "detail"),
    [
        ({"commune": "wiltz"}, "the whole lacks day"),
        ({**DAY, "day": ""}, "day breaks format"),
        ({**DAY, "day": "tomorrow"}, "day breaks format"),
        ({**DAY, "commune": ""}, "commune breaks minLength"),
        ({**DAY, "commune": "."}, "commune cannot stand in a path"),
        ({**DAY, "commune": ".."}, "commune cannot stand in a path"),
        ({**DAY, "matter": ""}, "matter breaks minLength"),
    ],
)
def test_what_does_not_fit_is_named_and_never_sent(fields: dict[str, str], detail: str) -> None:
    with pytest.raises(FinalError, match=f"fields do not fit the request of findSlots: {detail}"):
        prepare(FIND, fields, KEY)


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), min_size=1))
def test_a_value_stays_one_piece_of_the_path(value: str) -> None:
    try:
        path = prepare(FIND, {**DAY, "commune": value}, KEY).path
    except FinalError:
        assert value in (".", "..")
        return
    first, places, piece, last = urlsplit(path).path.split("/")
    assert (first, places, unquote(piece), last) == ("", "places", value, "slots")
