"""Transports for HTTP clients that connect only where `contracts.outbound` lets them; not for the bot's Python."""

from __future__ import annotations

import ssl
from collections.abc import Iterable
from typing import Any, TypedDict

import anyio.to_thread
import httpcore
import httpx
import structlog

from contracts.outbound import Destinations, ForbiddenAddressError, Resolve, resolve_name

log = structlog.get_logger()

Options = Iterable[Any] | None


class _Gate:
    """Looks an address up and refuses what is not allowed, as a connection that failed."""

    def __init__(self, allowed: Destinations, resolve: Resolve) -> None:
        self._allowed = allowed
        self._resolve = resolve

    def pick(self, host: str, port: int) -> list[str]:
        try:
            return self._allowed.pick(host, port, self._resolve)
        except ForbiddenAddressError as error:
            log.warning("outbound.refused", host=host, reason=str(error))
            raise httpcore.ConnectError(str(error)) from error
        except OSError as error:
            raise httpcore.ConnectError(f"{host!r} has no address") from error


class GuardedBackend(httpcore.NetworkBackend):
    """Connects to the very address that was looked at."""

    def __init__(self, allowed: Destinations, resolve: Resolve) -> None:
        """``resolve`` gives the addresses of names."""
        self._gate = _Gate(allowed, resolve)
        self._plain = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Options = None,
    ) -> httpcore.NetworkStream:
        """Connect to the first address that answers; raises ``httpcore.ConnectError``, ``httpcore.ConnectTimeout``."""
        *others, last = self._gate.pick(host, port)
        for address in others:
            try:
                return self._plain.connect_tcp(address, port, timeout, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):  # noqa: PERF203 - the next address is tried
                continue
        return self._plain.connect_tcp(last, port, timeout, local_address, socket_options)

    def connect_unix_socket(
        self,
        path: str,
        timeout: float | None = None,  # noqa: ARG002 - as httpcore calls it
        socket_options: Options = None,  # noqa: ARG002
    ) -> httpcore.NetworkStream:
        """Refuse: nothing outside is reached by a file."""
        raise httpcore.ConnectError(f"no call goes to {path}")


class AsyncGuardedBackend(httpcore.AsyncNetworkBackend):
    """The same for asynchronous clients."""

    def __init__(self, allowed: Destinations, resolve: Resolve) -> None:
        """``resolve`` gives the addresses of names; it is called in a thread."""
        self._gate = _Gate(allowed, resolve)
        self._plain = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - as httpcore calls it
        local_address: str | None = None,
        socket_options: Options = None,
    ) -> httpcore.AsyncNetworkStream:
        """Connect to the first address that answers; raises ``httpcore.ConnectError``, ``httpcore.ConnectTimeout``."""
        *others, last = await anyio.to_thread.run_sync(self._gate.pick, host, port)
        for address in others:
            try:
                return await self._plain.connect_tcp(address, port, timeout, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):  # noqa: PERF203 - the next address is tried
                continue
        return await self._plain.connect_tcp(last, port, timeout, local_address, socket_options)

    async def connect_unix_socket(
        self,
        path: str,
        timeout: float | None = None,  # noqa: ARG002, ASYNC109 - as httpcore calls it
        socket_options: Options = None,  # noqa: ARG002
    ) -> httpcore.AsyncNetworkStream:
        """Refuse: nothing outside is reached by a file."""
        raise httpcore.ConnectError(f"no call goes to {path}")

    async def sleep(self, seconds: float) -> None:
        """Wait between two attempts."""
        await self._plain.sleep(seconds)


class GuardedTransport(httpx.HTTPTransport):
    """Carries the calls of a client, through no proxy."""

    def __init__(
        self,
        allowed: Destinations,
        *,
        verify: ssl.SSLContext | bool = True,
        limits: httpx.Limits | None = None,
        resolve: Resolve = resolve_name,
    ) -> None:
        """``verify`` and ``limits`` as of httpx."""
        limits = limits or httpx.Limits()
        context = _open_context(verify)
        super().__init__(verify=context, trust_env=False, limits=limits)
        self._pool.close()
        # httpx lets nobody choose how connections are made; the pool below it does.
        self._pool = httpcore.ConnectionPool(
            ssl_context=context,
            **_bounds_of(limits),
            network_backend=GuardedBackend(allowed, resolve),
        )


class AsyncGuardedTransport(httpx.AsyncHTTPTransport):
    """The same for asynchronous clients."""

    def __init__(
        self,
        allowed: Destinations,
        *,
        verify: ssl.SSLContext | bool = True,
        limits: httpx.Limits | None = None,
        resolve: Resolve = resolve_name,
    ) -> None:
        """``verify`` and ``limits`` as of httpx."""
        limits = limits or httpx.Limits()
        context = _open_context(verify)
        super().__init__(verify=context, trust_env=False, limits=limits)
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=context,
            **_bounds_of(limits),
            network_backend=AsyncGuardedBackend(allowed, resolve),
        )


class _Bounds(TypedDict):
    max_connections: int | None
    max_keepalive_connections: int | None
    keepalive_expiry: float | None


def _bounds_of(limits: httpx.Limits) -> _Bounds:
    """Return httpx's limits as httpcore's pools take them."""
    return {
        "max_connections": limits.max_connections,
        "max_keepalive_connections": limits.max_keepalive_connections,
        "keepalive_expiry": limits.keepalive_expiry,
    }


def _open_context(verify: ssl.SSLContext | bool) -> ssl.SSLContext:
    return verify if isinstance(verify, ssl.SSLContext) else httpx.create_ssl_context(verify, trust_env=False)
