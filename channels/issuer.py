"""What every registration with an identity provider must be like, for citizens as for staff."""

from __future__ import annotations

from urllib.parse import urlsplit

HERE = frozenset({"localhost", "127.0.0.1", "::1"})
"""Hosts that stand for this machine."""


def check_issuer(value: str | None) -> str | None:
    """Return an issuer; raises ValueError where it is none, or one that nobody could trust."""
    parts = urlsplit(value or "https://unset")
    encrypted = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in HERE)
    if not encrypted or not parts.hostname or parts.query or parts.fragment or parts.username:
        raise ValueError(
            "this is no issuer; write https://… as the provider writes it, without name and password "
            "(http:// only on this machine)"
        )
    return value


def check_scope(value: str) -> str:
    """Return a scope; raises ValueError where it asks for no ID token."""
    if "openid" not in value.split():
        raise ValueError(f"{value!r} lacks 'openid', without which the provider does not say who logged in")
    return value
