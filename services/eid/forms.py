"""Reads what clients and browsers send to the sandbox identity provider: forms, and who a client says it is."""

from __future__ import annotations

import base64
import binascii
import secrets
from collections.abc import Mapping
from urllib.parse import parse_qsl, unquote_plus

from fastapi import HTTPException, Request

LARGEST_FORM = 32 * 1024
"""Bytes; a request for a login has some hundreds."""
MOST_FIELDS = 40


async def read_form(request: Request) -> list[tuple[str, str]]:
    """Return names and values of a form; raises HTTPException for what is none or too large."""
    if request.headers.get("content-type", "").partition(";")[0].strip() != "application/x-www-form-urlencoded":
        raise HTTPException(415, "send application/x-www-form-urlencoded")
    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > LARGEST_FORM:
            raise HTTPException(413, f"a form has at most {LARGEST_FORM} bytes")
    try:
        return parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except ValueError:
        raise HTTPException(400, "the form cannot be read") from None


def is_client(headers: Mapping[str, str], form: Mapping[str, str], client_id: str, secret: str) -> bool:
    """Tell whether the client has proved who it is, in one of two ways: client_secret_basic, client_secret_post."""
    basic = _read_basic(headers.get("authorization", ""))
    if basic is not None and "client_secret" in form:
        return False
    name, given = basic or (form.get("client_id", ""), form.get("client_secret", ""))
    if form.get("client_id", name) != name:
        return False
    # Both are compared, so that the time says nothing about either.
    right = secrets.compare_digest(name.encode(), client_id.encode())
    return secrets.compare_digest(given.encode(), secret.encode()) and right


def read_bearer(headers: Mapping[str, str]) -> str | None:
    """Return the access token of the header ``Authorization``, None where there is none."""
    scheme, _, token = headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" and token.strip() else None


def _read_basic(header: str) -> tuple[str, str] | None:
    scheme, _, encoded = header.partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        name, _, secret = base64.b64decode(encoded, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return "", ""
    # RFC 6749, 2.3.1: both are encoded as in a form first.
    return unquote_plus(name), unquote_plus(secret)
