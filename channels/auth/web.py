"""Calls to the identity provider: short, bounded, to addresses that the provider itself published, nowhere else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import TypeVar
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import httpx
import msgspec

from channels.auth.errors import LoginError
from channels.issuer import HERE
from contracts.outbound import Destinations, destinations
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
        # What the provider publishes may lie elsewhere, but not inside.
        self._client = httpx.AsyncClient(
            timeout=TIMEOUT,
            follow_redirects=False,
            transport=_Ways(destinations([issuer], inner_hosts, only=False)),
            trust_env=False,
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


class _Ways(httpx.AsyncBaseTransport):
    """Goes by the proxy that the environment names for an address, else straight to where that is allowed.

    A proxy for the world outside looks addresses up itself; what is on this machine is never behind it.
    """

    def __init__(self, allowed: Destinations) -> None:
        """``allowed``: where calls go that no proxy carries."""
        self._straight = AsyncGuardedTransport(allowed)
        named = getproxies()
        self._by_proxy = {
            scheme: httpx.AsyncHTTPTransport(proxy=address if "://" in address else f"http://{address}")
            for scheme in ("http", "https")
            if (address := named.get(scheme) or named.get("all"))
        }

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Carry one call."""
        by_proxy = self._by_proxy.get(request.url.scheme)
        host = request.url.host
        if by_proxy is None or host in HERE or proxy_bypass(host):
            return await self._straight.handle_async_request(request)
        return await by_proxy.handle_async_request(request)

    async def aclose(self) -> None:
        """Close all connections."""
        for way in (self._straight, *self._by_proxy.values()):
            await way.aclose()
