"""Who may call the sandbox, where that is limited: an API key, or a token for client credentials (RFC 6749, 4.4)."""

from __future__ import annotations

import hashlib
import hmac
from base64 import b64decode
from collections.abc import Callable
from datetime import datetime
from urllib.parse import unquote_plus

from services.sandbox.settings import SandboxSettings


class Access:
    """Checks keys and tokens. Tokens are signed, not stored: they outlive the process."""

    def __init__(self, settings: SandboxSettings, now: Callable[[], datetime]) -> None:
        """Take the key and the client from the settings; with neither, everybody may call."""
        self._key = settings.sandbox_api_key.get_secret_value() if settings.sandbox_api_key else ""
        self._client = settings.sandbox_client_id
        self._secret = settings.sandbox_client_secret.get_secret_value() if settings.sandbox_client_secret else ""
        self._now = now
        self.token_seconds = settings.sandbox_token_seconds

    def allows(self, api_key: str | None, token: str | None) -> bool:
        """Say whether a request with this key or this token may come in."""
        if not self._key and not self._client:
            return True
        if self._key and api_key and _same(api_key, self._key):
            return True
        return bool(self._client) and token is not None and self._is_good(token)

    def knows(self, client_id: str, client_secret: str) -> bool:
        """Say whether these are the client's credentials."""
        # Both are always compared, so that the time taken tells nothing.
        right = (_same(client_id, self._client), _same(client_secret, self._secret))
        return bool(self._client) and all(right)

    def new_token(self) -> str:
        """Return a token for the client."""
        return self._signed(str(int(self._now().timestamp()) + self.token_seconds))

    def _is_good(self, token: str) -> bool:
        expires = token.partition(".")[0]
        if not expires.isdecimal() or not _same(token, self._signed(expires)):
            return False
        return self._now().timestamp() < int(expires)

    def _signed(self, expires: str) -> str:
        text = f"{self._client}:{expires}".encode()
        return f"{expires}.{hmac.new(self._secret.encode(), text, hashlib.sha256).hexdigest()}"


def read_basic(authorization: str) -> tuple[str, str] | None:
    """Read the client's id and secret from HTTP Basic (RFC 6749, 2.3.1); None where the header holds none."""
    scheme, _, encoded = authorization.partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        client, colon, secret = b64decode(encoded.strip(), validate=True).decode().partition(":")
    except ValueError:
        return None
    return (unquote_plus(client), unquote_plus(secret)) if colon else None


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode(), other.encode())
