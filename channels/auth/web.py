"""Calls to the identity provider: short, bounded, to addresses that the provider itself published, nowhere else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import TypeVar
from urllib.parse import urlsplit
from urllib.request import getproxies

import httpx
import msgspec

from channels.auth.errors import LoginError
from channels.issuer import HERE
from contracts.outbound import destinations
from contracts.outbound_http import AsyncGuardedTransport

TIMEOUT = httpx.Timeout(10.0, connect=4.0)
"""Seconds; a citizen looks at an empty window meanwhile."""
LONGEST_ANSWER = 1_000_000
"""Bytes; no honest answer comes near."""

Told = TypeVar("Told")


class Web:
    """The way to one provider."""

    def __init__(self, issuer: str, inner_hosts: Iterable[str] = ()) -> None:
        """Connects when first used. ``inner_hosts``: names that may be at an address inside our network."""
        parts = urlsplit(issuer)
        self._scheme = parts.scheme
        # What the provider publishes may lie elsewhere, but not inside. A proxy that the environment names for the
        # world outside looks addresses up itself; a provider on this machine is never behind it.
        proxied = parts.hostname not in HERE and bool(getproxies())
        allowed = destinations([issuer], inner_hosts, only=False)
        self._client = httpx.AsyncClient(
            timeout=TIMEOUT,
            follow_redirects=False,
            transport=None if proxied else AsyncGuardedTransport(allowed),
            trust_env=proxied,
            headers={"Accept": "application/json"},
        )

    def check_address(self, url: str, what: str) -> str:
        """Return an address that the provider published, if it is as well protected as the issuer; `LoginError`."""
        parts = urlsplit(url)
        if parts.scheme not in ("https", self._scheme) or not parts.hostname or parts.username or parts.fragment:
            raise LoginError("failed", f"the provider publishes an unsafe address for {what}")
        return url

    async def get(self, url: str, kind: type[Told], what: str, headers: Mapping[str, str] | None = None) -> Told:
        """Return the JSON that stands there; raises `LoginError`."""
        return await self._ask("GET", url, kind, what, headers=headers)

    async def post(self, url: str, body: str, headers: Mapping[str, str], kind: type[Told], what: str) -> Told:
        """Return the JSON that answers a form; raises `LoginError`."""
        return await self._ask("POST", url, kind, what, headers=headers, content=body)

    async def close(self) -> None:
        """Close all connections."""
        await self._client.aclose()

    async def _ask(
        self,
        method: str,
        url: str,
        kind: type[Told],
        what: str,
        *,
        headers: Mapping[str, str] | None = None,
        content: str | None = None,
    ) -> Told:
        answer = bytearray()
        try:
            async with self._client.stream(method, url, headers=headers, content=content) as response:
                async for chunk in response.aiter_bytes():
                    answer += chunk
                    if len(answer) > LONGEST_ANSWER:
                        raise LoginError("failed", f"{what}: an answer of more than {LONGEST_ANSWER} bytes")
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise LoginError("provider_away", f"{what}: {type(error).__name__}") from error
        if response.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
            raise LoginError("provider_away", f"{what}: status {response.status_code}")
        if response.status_code != HTTPStatus.OK:
            raise LoginError("failed", f"{what}: status {response.status_code}")
        try:
            return msgspec.json.decode(bytes(answer), type=kind)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            # Its text might repeat a value.
            raise LoginError("failed", f"{what}: the answer is not as OpenID Connect demands") from error
