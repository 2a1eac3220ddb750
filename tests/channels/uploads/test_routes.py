"""Uploads and downloads against a real gateway with a virus scanner."""

from __future__ import annotations

import asyncio
import socket
import sqlite3
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
import pytest

from contracts.files import MAX_FILE_BYTES
from tests.channels.auth.conftest import LoginGateway
from tests.channels.client import citizen, new_message_id, sign_in
from tests.channels.servers import LOCAL, BotServer, RedisServer, running
from tests.channels.uploads.clamd import Clamd
from tests.channels.uploads.samples import EICAR, HTML, JPEG, PDF, PNG, SVG, zipped

EMBEDDING = "https://www.example.lu"
NAME = "Geheime Dokument vum Här Muster.pdf"


@pytest.fixture(scope="module")
def clamd() -> Iterator[Clamd]:
    server = Clamd()
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="module")
def door(
    clamd: Clamd,
    redis_server: RedisServer,
    bot: BotServer,
    sqlite_template: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[LoginGateway]:
    settings = {"MOIEN_CLAMAV_ADDRESS": clamd.address, "MOIEN_ORIGINS": EMBEDDING, "MOIEN_FILES_PER_CONVERSATION": "3"}
    gateway = LoginGateway(tmp_path_factory.mktemp("uploads"), redis_server, bot, sqlite_template, **settings)
    with running(gateway):
        yield gateway


class Talk:
    """One conversation that sends files."""

    def __init__(self, api: httpx.AsyncClient, begun: dict[str, str]) -> None:
        self.api = api
        self.id, self.token = begun["conversation"], begun["token"]
        self.headers = {"Authorization": f"Bearer {begun['token']}"}
        self.files = f"/api/conversations/{self.id}/files"

    async def upload(self, content: bytes, name: str = NAME, **headers: str) -> httpx.Response:
        return await self.api.post(self.files, files={"file": (name, content)}, headers={**self.headers, **headers})

    async def download(self, file: str) -> httpx.Response:
        return await self.api.get(f"{self.files}/{file}", headers=self.headers)


@pytest.fixture
async def api(door: LoginGateway) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=door.origin, timeout=30) as client:
        yield client


@pytest.fixture
async def talk(api: httpx.AsyncClient) -> Talk:
    return Talk(api, (await api.post("/api/conversations", json={"language": "lb", "site": "demo"})).json())


def kept(door: LoginGateway) -> list[str]:
    folder = door.log_path.parent / "files"
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


@pytest.mark.parametrize(
    ("content", "name", "shown", "kind"),
    [
        (PDF, NAME, NAME, "application/pdf"),
        (PNG, "a.png", "a.png", "image/png"),
        (JPEG, "../b.html", "b.html.jpg", "image/jpeg"),
    ],
)
async def test_up_and_down_again(
    door: LoginGateway, talk: Talk, content: bytes, name: str, shown: str, kind: str
) -> None:
    answer = await talk.upload(content, name)
    assert answer.status_code == 201
    document = answer.json()
    assert document == {"id": document["id"], "name": shown, "media_type": kind, "size": len(content)}
    assert document["id"] in kept(door)
    back = await talk.download(document["id"])
    assert (back.content, back.headers["content-type"]) == (content, kind)
    assert back.headers["content-disposition"].startswith("attachment; ")
    assert back.headers["x-content-type-options"] == "nosniff"
    assert back.headers["cache-control"] == "no-store"
    assert back.headers["content-security-policy"] == "default-src 'none'; sandbox"


async def test_a_file_of_the_largest_size(talk: Talk) -> None:
    content = PDF + b"\n%" + b"x" * (MAX_FILE_BYTES - len(PDF) - 8) + b"%%EOF\n"
    assert len(content) == MAX_FILE_BYTES
    assert (await talk.upload(content)).status_code == 201


async def test_a_larger_one(door: LoginGateway, talk: Talk) -> None:
    before = kept(door)
    answer = await talk.upload(PDF + b"x" * MAX_FILE_BYTES)
    assert (answer.status_code, answer.json()["code"]) == (413, "file_too_large")
    assert kept(door) == before


def send_raw(door: LoginGateway, talk: Talk, head: str, parts: Iterator[bytes]) -> tuple[bytes, int]:
    """Send by hand until the gateway answers; returns the answer and how much was sent."""
    sent = 0
    with socket.create_connection((LOCAL, door.port), timeout=20) as line:
        request = f"POST {talk.files} HTTP/1.1\r\nHost: {LOCAL}:{door.port}\r\nAuthorization: Bearer {talk.token}\r\n"
        line.sendall(f"{request}Content-Type: multipart/form-data; boundary=b\r\n{head}\r\n\r\n".encode())
        line.settimeout(0.2)
        try:
            for part in parts:
                try:
                    if answer := line.recv(100):
                        return answer, sent
                except TimeoutError:
                    pass
                line.settimeout(20)
                line.sendall(part)
                sent += len(part)
                line.settimeout(0.001)
        except (ConnectionError, TimeoutError):
            return b"", sent
    return b"", sent


async def test_a_declared_size_is_refused_before_anything_comes(door: LoginGateway, talk: Talk) -> None:
    head = f"Content-Length: {MAX_FILE_BYTES * 50}"
    answer, sent = await asyncio.to_thread(send_raw, door, talk, head, iter([b"x"] * 50))
    assert answer.startswith(b"HTTP/1.1 413")
    assert sent < 50


async def test_an_endless_upload_is_cut(door: LoginGateway, talk: Talk) -> None:
    begin = b'--b\r\nContent-Disposition: form-data; name="file"; filename="x.pdf"\r\n\r\n'

    def endless() -> Iterator[bytes]:
        yield b"%x\r\n%s\r\n" % (len(begin), begin)
        for _ in range(400):
            yield b"%x\r\n%s\r\n" % (100_000, b"x" * 100_000)

    answer, sent = await asyncio.to_thread(send_raw, door, talk, "Transfer-Encoding: chunked", endless())
    assert answer.startswith(b"HTTP/1.1 413") or not answer
    assert sent < 3 * MAX_FILE_BYTES


@pytest.mark.parametrize(
    "content",
    [b"", EICAR, SVG, HTML, zipped(), PDF + zipped(), PNG + HTML, b"\x7fELF" + b"\0" * 100],
    ids=["empty", "eicar", "svg", "html", "zip", "pdf+zip", "png+html", "program"],
)
async def test_other_contents_are_refused_whatever_they_are_called(
    door: LoginGateway, talk: Talk, content: bytes
) -> None:
    before = kept(door)
    answer = await talk.upload(content, "passport.pdf")
    assert (answer.status_code, answer.json()["code"]) == (415, "file_kind")
    assert kept(door) == before


async def test_a_virus_is_refused(door: LoginGateway, talk: Talk) -> None:
    before = kept(door)
    answer = await talk.upload(PDF[:20] + EICAR + PDF[20:])
    assert (answer.status_code, answer.json()["code"]) == (422, "file_unsafe")
    assert kept(door) == before


async def test_without_its_scanner_the_gateway_takes_nothing(
    redis_server: RedisServer, bot: BotServer, sqlite_template: Path, tmp_path: Path
) -> None:
    settings = {"MOIEN_CLAMAV_ADDRESS": "unix:/nowhere/clamd"}
    gateway = LoginGateway(tmp_path, redis_server, bot, sqlite_template, **settings)
    with running(gateway):
        async with httpx.AsyncClient(base_url=gateway.origin, timeout=30) as api:
            talk = Talk(api, (await api.post("/api/conversations", json={"language": "lb", "site": "demo"})).json())
            answer = await talk.upload(PDF)
            assert (answer.status_code, answer.json()["code"]) == (503, "scanner_away")
            assert kept(gateway) == []
            assert (await api.get("/api/status")).json()["parts"]["scanner"] == "down"


@pytest.mark.parametrize(
    "form",
    [
        {"content": b"x", "headers": {"Content-Type": "application/pdf"}},
        {"content": b"x", "headers": {"Content-Type": "multipart/form-data"}},
        {"content": b"nonsense", "headers": {"Content-Type": "multipart/form-data; boundary=b"}},
        {"content": b"", "headers": {"Content-Type": "multipart/form-data; boundary=b"}},
        {"files": {"other": ("a.pdf", PDF)}},
        {"files": [("file", ("a.pdf", PDF)), ("file", ("b.pdf", PDF))]},
        {"files": {"file": ("a.pdf", PDF)}, "data": {"more": "x"}},
    ],
)
async def test_a_form_that_is_none(talk: Talk, form: dict) -> None:
    headers = {**talk.headers, **form.pop("headers", {})}
    answer = await talk.api.post(talk.files, headers=headers, **form)
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_frame")


async def test_only_the_conversation_itself(door: LoginGateway, talk: Talk, api: httpx.AsyncClient) -> None:
    document = (await talk.upload(PDF)).json()
    other = Talk(api, (await api.post("/api/conversations", json={"language": "lb", "site": "demo"})).json())
    assert (await other.download(document["id"])).status_code == 404
    stranger = await api.get(f"{talk.files}/{document['id']}", headers=other.headers)
    assert stranger.status_code == 404
    assert (await api.get(f"{talk.files}/{document['id']}")).status_code == 401
    assert (await api.post(talk.files, files={"file": ("a.pdf", PDF)})).status_code == 404
    for made_up in ("0" * 32, "x", "..%2f..%2fmoien.db"):
        assert (await talk.download(made_up)).status_code == 404


async def test_a_file_whose_content_is_gone(door: LoginGateway, talk: Talk) -> None:
    document = (await talk.upload(PDF)).json()
    (door.log_path.parent / "files" / document["id"]).unlink()
    answer = await talk.download(document["id"])
    assert (answer.status_code, answer.json()["code"]) == (404, "unknown_file")


async def test_a_file_after_its_time(door: LoginGateway, talk: Talk) -> None:
    document = (await talk.upload(PDF)).json()
    with sqlite3.connect(door.database_path) as database:
        database.execute("UPDATE file SET expires_at = '2020-01-01 00:00:00' WHERE id = ?", (document["id"],))
    assert (await talk.download(document["id"])).status_code == 404


async def test_a_conversation_takes_some_files_only(talk: Talk) -> None:
    answers = [await talk.upload(PDF) for _ in range(4)]
    assert [answer.status_code for answer in answers] == [201, 201, 201, 409]
    assert answers[-1].json()["code"] == "too_many_files"


async def test_many_in_a_short_time_are_slowed_down(talk: Talk) -> None:
    statuses = [(await talk.upload(b"nonsense")).status_code for _ in range(11)]
    assert statuses == [415] * 10 + [429]


async def test_the_chat_gets_the_file(door: LoginGateway, api: httpx.AsyncClient) -> None:
    async with citizen(door.origin, "lb") as me:
        talk = Talk(api, {"conversation": me.conversation, "token": me.token})
        document = (await talk.upload(PDF)).json()
        await me.send(type="attach", message_id="attach-0001", file=document["id"])
        ack = await me.next_of("ack", message_id="attach-0001")
        shown = await me.event("message", author="citizen")
        assert (shown["seq"], shown["data"]["document"]) == (ack["seq"], document)
        await me.hears(f"lb: {NAME}")
        await me.send(type="attach", message_id="attach-0001", file=document["id"])
        assert (await me.next_of("ack", message_id="attach-0001"))["seq"] == ack["seq"], "twice is once"
        await me.send(type="attach", message_id="attach-0002", file="0" * 32)
        assert (await me.next_of("error"))["code"] == "unknown_file"
        over_rest = await api.post(
            f"/api/conversations/{me.conversation}/attach",
            json={"message_id": new_message_id(), "file": document["id"]},
            headers=talk.headers,
        )
        assert over_rest.status_code == 200


async def test_an_agent_gets_files_of_what_was_handed_over(door: LoginGateway, api: httpx.AsyncClient) -> None:
    door.hire("alex", "agent")
    staff = {"Cookie": sign_in(door.origin, "alex", "a long password")}
    async with citizen(door.origin) as me:
        talk = Talk(api, {"conversation": me.conversation, "token": me.token})
        document = (await talk.upload(PDF)).json()
        url = f"{talk.files}/{document['id']}"
        assert (await api.get(url, headers=staff)).status_code == 404, "not handed over"
        await me.say("person please")
        await me.event("owner", owner="queue")
        assert (await api.get(url, headers=staff)).content == PDF
        assert (await api.get(url, headers={**staff, "Origin": EMBEDDING})).status_code == 403
        assert (await api.get(url, headers={"Cookie": "moien_staff=made-up"})).status_code == 401


async def test_pages_that_embed_the_widget_may_send_files(talk: Talk, api: httpx.AsyncClient) -> None:
    asked = {"Origin": EMBEDDING, "Access-Control-Request-Method": "POST"}
    wanted = {"Access-Control-Request-Headers": "authorization,content-type"}
    allowed = await api.options(talk.files, headers={**asked, **wanted})
    assert allowed.status_code == 200
    assert allowed.headers["access-control-allow-origin"] == EMBEDDING
    assert "access-control-allow-credentials" not in allowed.headers
    taken = await talk.upload(PDF, Origin=EMBEDDING)
    assert (taken.status_code, taken.headers["access-control-allow-origin"]) == (201, EMBEDDING)
    refused = await talk.upload(HTML, Origin=EMBEDDING)
    assert (refused.status_code, refused.headers["access-control-allow-origin"]) == (415, EMBEDDING)
    foreign = await api.options(talk.files, headers={**asked, **wanted, "Origin": "https://evil.test"})
    assert "access-control-allow-origin" not in foreign.headers
    assert (await talk.upload(PDF, Origin="https://evil.test")).status_code == 403
    staff = await api.options("/api/staff/session", headers={**asked, **wanted})
    assert "access-control-allow-origin" not in staff.headers


async def test_no_name_and_no_content_is_logged(door: LoginGateway, talk: Talk) -> None:
    secret = PDF.replace(b"Catalog", b"Catalog/Geheimnes")
    assert (await talk.upload(secret)).status_code == 201
    assert (await talk.upload(b"Geheimnes", "Geheime Numm.pdf")).status_code == 415
    assert "upload.taken" in door.log
    for value in ("Geheim", "Muster", talk.token):
        assert value not in door.log
