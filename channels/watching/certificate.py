"""Looks when the certificate of the public address expires, as browsers see it; only where that address is set."""

from __future__ import annotations

import asyncio
import ssl
from datetime import datetime
from urllib.parse import urlsplit

from cryptography import x509

ANSWER_SECONDS = 10.0


class NoCertificateError(Exception):
    """The address shows no certificate at the moment; the message says why."""


async def read_expiry(url: str) -> datetime:
    """Return when the certificate of an ``https`` address expires, whether it is valid or not; aware, in UTC.

    Raises:
        NoCertificateError: nobody answers there, or without a certificate.
    """
    parts = urlsplit(url)
    context = ssl.create_default_context()
    # An expired certificate, or one of the administration's own authority, expires as well.
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    try:
        async with asyncio.timeout(ANSWER_SECONDS):
            _, writer = await asyncio.open_connection(parts.hostname, parts.port or 443, ssl=context)
            shown = writer.get_extra_info("ssl_object").getpeercert(binary_form=True)
            writer.close()
    except (OSError, TimeoutError) as error:
        raise NoCertificateError(type(error).__name__) from error
    if shown is None:
        raise NoCertificateError("no certificate")
    try:
        return x509.load_der_x509_certificate(shown).not_valid_after_utc
    except ValueError as error:
        raise NoCertificateError("no certificate that can be read") from error
