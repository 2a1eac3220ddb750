"""Opens the HTTP client for one administration, with the certificates that its settings name."""

from __future__ import annotations

import ssl
import time

import httpx

from contracts.outbound import destinations
from contracts.outbound_http import GuardedTransport
from services.connectors.credentials import ApiKey, ClientCredentials, Credentials, NoCredentials
from services.connectors.settings import ConnectorSettings

CONNECT_SECONDS = 5.0
KEEP_SECONDS = 4.0
"""Shorter than the five seconds after which uvicorn closes an idle connection, so that a call rarely meets one that is
closing."""


def open_client(settings: ConnectorSettings) -> httpx.Client:
    """Return a client that keeps its connections, follows no redirect, asks no proxy and nobody but the administration.

    Raises OSError (``ssl.SSLError`` is one) for certificates that cannot be used.
    """
    return httpx.Client(
        base_url=settings.url,
        timeout=httpx.Timeout(settings.timeout, connect=min(CONNECT_SECONDS, settings.timeout)),
        transport=GuardedTransport(
            destinations(filter(None, (settings.url, settings.token_url)), settings.inner_hosts),
            verify=make_context(settings),
            limits=httpx.Limits(keepalive_expiry=KEEP_SECONDS),
        ),
        follow_redirects=False,
        trust_env=False,
        headers={"Accept": "application/json, application/problem+json", "Accept-Encoding": "identity"},
    )


def make_context(settings: ConnectorSettings) -> ssl.SSLContext:
    """Return how the other side is checked, and what it is shown; raises OSError."""
    context = ssl.create_default_context(cafile=settings.ca)
    if settings.cert:
        context.load_cert_chain(settings.cert, settings.key)
    return context


def make_credentials(settings: ConnectorSettings, client: httpx.Client) -> Credentials:
    """Return what goes along with each request; asks nobody yet."""
    if settings.api_key:
        return ApiKey(settings.api_key_header, settings.api_key.get_secret_value())
    if settings.token_url and settings.client_id and settings.client_secret:
        secret = settings.client_secret.get_secret_value()
        return ClientCredentials(client, settings.token_url, settings.client_id, secret, settings.scope, time.monotonic)
    return NoCredentials()
