"""What the identity provider publishes about itself: its addresses and keys, asked for when needed and kept a while."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Any, cast

import msgspec
import structlog
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, KeySetSerialization

from channels.auth.errors import LoginError
from channels.auth.web import Web

log = structlog.get_logger()

KEEP_SECONDS = 3600.0
"""How long addresses and keys are believed before they are asked for again."""
KEY_PAUSE = 30.0
"""At most this often an unknown key makes us ask: whoever sends made-up tokens must not make us flood the provider."""
WELL_KNOWN = "/.well-known/openid-configuration"


class Metadata(msgspec.Struct, frozen=True, kw_only=True):
    """The provider's addresses, named as in OpenID Connect Discovery."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    userinfo_endpoint: str | None = None
    token_endpoint_auth_methods_supported: tuple[str, ...] = ("client_secret_basic",)
    authorization_response_iss_parameter_supported: bool = False


class _Keys(msgspec.Struct, frozen=True, kw_only=True):
    keys: list[dict[str, Any]]


class Published:
    """The addresses and keys of one issuer."""

    def __init__(self, issuer: str, web: Web, *, clock: Callable[[], float] = time.monotonic) -> None:
        """``clock`` gives seconds from any start."""
        self._issuer = issuer
        self._web = web
        self._clock = clock
        self._metadata: Metadata | None = None
        self._metadata_at = 0.0
        self._keys: KeySet | None = None
        self._keys_at = 0.0
        self._lock = asyncio.Lock()

    async def metadata(self) -> Metadata:
        """Return the addresses; old ones while the provider does not answer; raises `LoginError`."""
        async with self._lock:
            return await self._fresh_metadata()

    async def keys(self) -> KeySet:
        """Return the keys that signatures are checked with; raises `LoginError`."""
        async with self._lock:
            if self._keys is None or self._clock() - self._keys_at > KEEP_SECONDS:
                await self._read_keys()
            return self._known_keys()

    async def newer_keys(self) -> KeySet:
        """Return the keys after one was missing: the provider may have changed them; raises `LoginError`."""
        async with self._lock:
            if self._clock() - self._keys_at > KEY_PAUSE:
                await self._read_keys()
            return self._known_keys()

    async def _fresh_metadata(self) -> Metadata:
        known = self._metadata
        if known is not None and self._clock() - self._metadata_at <= KEEP_SECONDS:
            return known
        try:
            self._metadata = await self._read_metadata()
        except LoginError as error:
            if known is None or error.problem != "provider_away":
                raise
            log.warning("login.old_addresses", reason=error.reason)
            return known
        self._metadata_at = self._clock()
        return self._metadata

    async def _read_metadata(self) -> Metadata:
        told = await self._web.get(f"{self._issuer.rstrip('/')}{WELL_KNOWN}", Metadata, "discovery")
        if told.issuer != self._issuer:
            raise LoginError("failed", "discovery: the provider calls itself another issuer than the settings do")
        for name in ("authorization_endpoint", "token_endpoint", "jwks_uri", "userinfo_endpoint"):
            address = getattr(told, name)
            if address is not None:
                self._web.check_address(address, name)
        return told

    async def _read_keys(self) -> None:
        metadata = await self._fresh_metadata()
        told = await self._web.get(metadata.jwks_uri, _Keys, "keys")
        try:
            self._keys = KeySet.import_key_set(cast("KeySetSerialization", {"keys": told.keys}))
        except (JoseError, ValueError, KeyError, TypeError) as error:
            raise LoginError("failed", f"keys: not usable ({type(error).__name__})") from error
        self._keys_at = self._clock()

    def _known_keys(self) -> KeySet:
        if self._keys is None:
            raise LoginError("provider_away", "keys: none are known")
        return self._keys
