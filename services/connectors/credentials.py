"""Shows an administration who asks: nothing, an API key, or an access token of OAuth 2.0 client credentials.

The certificate of mutual TLS belongs to the connection; see `services.connectors.client`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol
from urllib.parse import quote

import httpx
import msgspec

from services.connectors.fetching import read_limited
from services.connectors.outcome import RetryableError

EARLY_SECONDS = 30.0
"""A token is renewed this long before its end, so that it does not run out on its way."""
DEFAULT_LIFE = 300.0
"""Seconds that a token is used for when its giver does not say how long it lasts."""
MOST_BYTES = 100_000
"""Longest answer of a token endpoint."""


class Credentials(Protocol):
    """Whatever goes along with each request to one administration."""

    def headers(self) -> dict[str, str]:
        """Return the headers; raises `RetryableError` where they cannot be had at the moment."""

    def renew(self) -> bool:
        """Forget what the administration did not accept; False where nothing newer can be had."""


class NoCredentials:
    """Of an administration that asks for none."""

    def headers(self) -> dict[str, str]:
        """Return none."""
        return {}

    def renew(self) -> bool:
        """There is nothing newer."""
        return False


class ApiKey:
    """A fixed key in a header."""

    def __init__(self, header: str, key: str) -> None:
        """Keep both."""
        self._headers = {header: key}

    def headers(self) -> dict[str, str]:
        """Return the header."""
        return dict(self._headers)

    def renew(self) -> bool:
        """There is nothing newer."""
        return False


class TokenAnswer(msgspec.Struct, frozen=True):
    """What the token endpoint says (RFC 6749, section 5.1)."""

    access_token: str
    token_type: str
    expires_in: float | None = None


class ClientCredentials:
    """An access token that is asked for when needed and kept while it lasts (RFC 6749, section 4.4)."""

    def __init__(
        self,
        client: httpx.Client,
        token_url: str,
        client_id: str,
        client_secret: str,
        scope: str,
        clock: Callable[[], float],
    ) -> None:
        """``client`` asks for tokens; ``clock`` gives monotonic seconds. Nothing is sent yet."""
        self._client = client
        self._token_url = token_url
        # RFC 6749, section 2.3.1: both are form-encoded before they become Basic credentials.
        self._auth = httpx.BasicAuth(quote(client_id, safe=""), quote(client_secret, safe=""))
        self._form = {"grant_type": "client_credentials"} | ({"scope": scope} if scope else {})
        self._clock = clock
        self._token = ""
        self._until = 0.0

    def headers(self) -> dict[str, str]:
        """Return the token, a new one where the last has come near its end; raises `RetryableError`."""
        if not self._token or self._clock() >= self._until:
            self._ask()
        return {"Authorization": f"Bearer {self._token}"}

    def renew(self) -> bool:
        """Forget the token; False where there was none."""
        had_one, self._token = bool(self._token), ""
        return had_one

    def _ask(self) -> None:
        try:
            with self._client.stream("POST", self._token_url, data=self._form, auth=self._auth) as response:
                content = read_limited(response, MOST_BYTES, reached=False)
        except httpx.TransportError as error:
            raise RetryableError(f"no access token ({type(error).__name__})", reached=False) from error
        if response.status_code != 200:
            raise RetryableError(f"no access token (status {response.status_code})", reached=False)
        try:
            answer = msgspec.json.decode(content, type=TokenAnswer)
        except msgspec.MsgspecError as error:
            raise RetryableError("no access token (malformed answer)", reached=False) from error
        if answer.token_type.lower() != "bearer" or not answer.access_token:
            raise RetryableError("no access token (it is no bearer token)", reached=False)
        life = DEFAULT_LIFE if answer.expires_in is None else answer.expires_in
        self._token, self._until = answer.access_token, self._clock() + max(life - EARLY_SECONDS, life / 2)
