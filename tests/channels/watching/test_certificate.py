"""When a certificate expires, as a real TLS server shows it."""

from __future__ import annotations

import asyncio
import datetime as dt
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from channels.watching.certificate import NoCertificateError, read_expiry
from tests.ports import free_port


@asynccontextmanager
async def tls_server(folder: Path, expires: dt.datetime) -> AsyncIterator[str]:
    """A server whose certificate is its own authority."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "chat.example.lu")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(dt.datetime(2020, 1, 1, tzinfo=dt.UTC))
        .not_valid_after(expires)
        .sign(key, hashes.SHA256())
    )
    file = folder / "certificate.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file.write_bytes(made.public_bytes(serialization.Encoding.PEM) + private)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)

    async def answer(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0, ssl=context)
    async with server:
        yield f"https://127.0.0.1:{server.sockets[0].getsockname()[1]}"


@pytest.mark.parametrize("year", [2021, 2040])
async def test_a_certificate_expires_whether_it_is_valid_or_not(tmp_path: Path, year: int) -> None:
    expires = dt.datetime(year, 2, 3, 4, 5, 6, tzinfo=dt.UTC)
    async with tls_server(tmp_path, expires) as url:
        assert await read_expiry(url) == expires


async def test_where_nobody_answers_there_is_none() -> None:
    with pytest.raises(NoCertificateError):
        await read_expiry(f"https://127.0.0.1:{free_port()}")


async def test_where_no_tls_is_spoken_there_is_none() -> None:
    async def answer(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    async with server:
        with pytest.raises(NoCertificateError):
            await read_expiry(f"https://127.0.0.1:{server.sockets[0].getsockname()[1]}")
