"""Says which network address calls: that of the connection, or what a proxy that the settings name says of it."""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

import structlog
from starlette.requests import HTTPConnection

log = structlog.get_logger()

FORWARDED = "x-forwarded-for"
MOST_HOPS = 16
"""Entries that are looked at from the end; no honest chain of proxies is longer."""
HOUSEHOLD = 64
"""Bits of an IPv6 address that its owner was given; the rest they choose themselves, a new one for each call."""

Network = IPv4Network | IPv6Network
Address = IPv4Address | IPv6Address


def read_proxies(written: str) -> tuple[Network, ...]:
    """Read networks or single addresses, separated by commas; raises ValueError."""
    return tuple(_read_network(part.strip()) for part in written.split(",") if part.strip())


def _read_network(part: str) -> Network:
    try:
        return ip_network(part)
    except ValueError as error:
        raise ValueError(
            f"{part!r} is no network of proxies; write addresses such as 10.0.0.5 or networks such as 10.0.0.0/24"
        ) from error


class Addresses:
    """The addresses of clients, with proxies in between or without."""

    def __init__(self, proxies: Iterable[Network]) -> None:
        """``proxies``: whose word on where a call comes from is believed."""
        self._proxies = tuple(proxies)
        self._has_told = False

    def of(self, connection: HTTPConnection) -> str:
        """Return the address that calls, in its shortest form; empty where the connection has none."""
        found = read_address(connection.client.host) if connection.client is not None else None
        if found is None:
            return ""
        written = connection.headers.getlist(FORWARDED)
        if written and found.is_private and not self._is_proxy(found):
            self._tell_once(found)
        entries = ",".join(written).split(",")
        for entry in list(reversed(entries))[:MOST_HOPS]:
            # Each proxy appends who called it. What stands before the first that is not ours, anybody may have written.
            earlier = read_address(entry) if self._is_proxy(found) else None
            if earlier is None:
                break
            found = earlier
        return str(found)

    def counted(self, connection: HTTPConnection) -> str:
        """Return under which name the calls of an address are counted together: IPv6 by network, not by address."""
        return count_as(self.of(connection))

    def _tell_once(self, peer: Address) -> None:
        if not self._has_told:
            log.warning("proxy.not_named", peer=str(peer), action="name it in MOIEN_PROXIES if it is yours")
        self._has_told = True

    def _is_proxy(self, address: Address) -> bool:
        return any(address in network for network in self._proxies)


def count_as(address: str) -> str:
    """Return what stands for an address where calls are counted: of IPv6 the network that one household has."""
    found = read_address(address)
    if not isinstance(found, IPv6Address):
        return address
    return str(IPv6Network((found, HOUSEHOLD), strict=False))


def read_address(written: str) -> Address | None:
    """Read an address, with or without port and brackets; IPv4 in IPv6 is IPv4. None where it is none."""
    text = written.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        found = ip_address(text.partition("%")[0])
    except ValueError:
        return None
    return found.ipv4_mapped or found if isinstance(found, IPv6Address) else found
