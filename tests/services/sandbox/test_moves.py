"""Declaring a move: the proof is looked at by its content, told apart by it, and not kept."""

from pathlib import Path

import httpx
import pytest
from fpdf import FPDF

from contracts.files import MAX_FILE_BYTES
from services.sandbox.proofs import describe_proof
from tests.services.people import BRUNO, KEY, MOVE

PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(40)
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(40)


def pdf() -> bytes:
    page = FPDF()
    page.add_page()
    return bytes(page.output())


async def declare(
    client: httpx.AsyncClient, proof: bytes, fields: dict[str, str] = MOVE, key: str = KEY, name: str = "proof.pdf"
) -> httpx.Response:
    files = {"proof": (name, proof, "application/pdf")}
    return await client.post("/changes-of-address", data=fields, files=files, headers={"Idempotency-Key": key})


@pytest.mark.parametrize("proof", [pdf(), PNG, JPEG])
async def test_what_can_be_read_is_filed(client: httpx.AsyncClient, proof: bytes) -> None:
    answer = await declare(client, proof, name="whatever.exe")
    assert (answer.status_code, answer.json()) == (201, {"reference": "CA-2026-000001", "status": "received"})


@pytest.mark.parametrize("proof", [b"", b"words", b"GIF89a" + bytes(40), b"PK\x03\x04" + bytes(40), b"<svg/>"])
async def test_what_cannot_be_read_is_refused_whatever_it_is_called(client: httpx.AsyncClient, proof: bytes) -> None:
    answer = await declare(client, proof)
    assert (answer.status_code, answer.json()["code"]) == (422, "unreadable_proof")


def test_a_file_that_is_too_long_is_not_read() -> None:
    assert describe_proof(pdf().ljust(MAX_FILE_BYTES, b"\0"))["proof_type"] == "application/pdf"
    assert describe_proof(pdf().ljust(MAX_FILE_BYTES + 1, b"\0"))["proof_type"] == ""


async def test_another_file_under_the_same_key_is_another_declaration(client: httpx.AsyncClient) -> None:
    first, again, other = [await declare(client, proof) for proof in (PNG, PNG, JPEG)]
    assert (first.status_code, again.headers["Idempotent-Replay"], other.status_code) == (201, "true", 409)
    assert again.json() == first.json()
    assert (await client.get("/sandbox/filed", params={"kind": "change_of_address"})).json()["count"] == 1


@pytest.mark.parametrize(
    ("fields", "where"),
    [
        ({**MOVE, "moved_on": "2026-02-30"}, "body.moved_on"),
        ({**MOVE, "postcode": "9265"}, "body.postcode"),
        ({**MOVE, "iban": "LU28"}, "body.iban"),
        ({name: value for name, value in MOVE.items() if name != "address"}, "body.address"),
    ],
)
async def test_a_field_that_does_not_fit(client: httpx.AsyncClient, fields: dict[str, str], where: str) -> None:
    answer = await declare(client, PNG, fields)
    assert answer.status_code == 400
    assert where in answer.json()["detail"]
    assert BRUNO not in answer.text


async def test_the_proof_is_required(client: httpx.AsyncClient) -> None:
    for sent in ({"data": MOVE}, {"data": {**MOVE, "proof": "words"}}, {"json": MOVE}):
        answer = await client.post("/changes-of-address", headers={"Idempotency-Key": KEY}, **sent)
        assert answer.status_code == 400
        assert "body.proof" in answer.json()["detail"]


def everything_in(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in folder.rglob("*") if file.is_file())


async def test_the_proof_is_not_kept(client: httpx.AsyncClient, tmp_path: Path) -> None:
    mark = b"the landlord's secret"
    assert (await declare(client, PNG + mark)).status_code == 201
    assert b"rue du Palais" in everything_in(tmp_path)
    assert mark not in everything_in(tmp_path)
