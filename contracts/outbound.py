"""Says to which network addresses the platform's own calls may go: none inside, but those that the settings name.

Whoever answers a call, or answers for a name, could otherwise lead us to a neighbour that trusts us. An address is
looked at when a connection is made, each time, and it is the one that is connected to: a name that meant something
else a moment ago does not matter.
"""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network
from urllib.parse import urlsplit

import idna

Address = IPv4Address | IPv6Address
Resolve = Callable[[str, int], list[str]]
"""Gives the addresses of a name, as text, the preferred first; raises OSError."""

INNER_ENDINGS = (".localhost", ".local", ".internal", ".home.arpa", ".svc", ".cluster.local")
"""Names that mean nothing outside of a network (RFC 6761, RFC 6762, RFC 8375; Kubernetes)."""
NEVER = tuple(
    map(
        ip_network,
        (
            *("169.254.0.0/16", "fe80::/10", "fec0::/10", "64:ff9b:1::/48"),
            *("fd00:ec2::/32", "100.100.100.200/32", "168.63.129.16/32", "240.0.0.0/4"),
        ),
    )
)
"""Link-local, site-local, locally translated and reserved addresses, and those where clouds tell machines secrets:
no administration is there."""
NAT64 = IPv6Network("64:ff9b::/96")


class ForbiddenAddressError(OSError):
    """A call would go to an address where it must not."""


@dataclass(frozen=True)
class Destinations:
    """Where the calls of one client may go."""

    hosts: frozenset[str] | None
    """Names and addresses that may be called, in small letters; None: any that is not inside."""
    inner: frozenset[str]
    """Those of them that may be inside."""

    def pick(self, host: str, port: int, resolve: Resolve) -> list[str]:
        """Return the addresses of ``host`` that may be connected to; raises `ForbiddenAddressError`, OSError."""
        name = _name(host)
        if self.hosts is not None and name not in self.hosts:
            raise ForbiddenAddressError(f"{host!r} is not the host that the settings name")
        found = [host] if _read(host) is not None else resolve(host, port)
        allowed = [address for address in found if self._may_be(name, address)]
        if not allowed:
            raise ForbiddenAddressError(
                f"{host!r} is at an address inside; if that is meant, name it in MOIEN_INNER_HOSTS"
            )
        return allowed

    def _may_be(self, name: str, written: str) -> bool:
        address = _read(written)
        if address is None or address.is_multicast or address.is_unspecified:
            return False
        if name in self.inner:
            return name == written.lower() or not any(address in network for network in NEVER)
        return address.is_global and not any(address in network for network in NEVER)


def destinations(urls: Iterable[str], inner_hosts: Iterable[str] = (), *, only: bool = True) -> Destinations:
    """Return where a client may call whose settings name these addresses.

    An address written as such, or a name that only means something inside, says by itself that it is inside; any other
    name must stand in ``inner_hosts``. ``only``: nothing but these hosts may be called.
    """
    named = frozenset(host for url in urls if (host := _name(urlsplit(url).hostname or "")))
    listed = frozenset(_name(host) for host in inner_hosts)
    inner = frozenset(host for host in named if _is_inner_name(host)) | (listed & named if only else listed)
    return Destinations(hosts=named if only else None, inner=inner)


def read_inner_hosts(written: str) -> tuple[str, ...]:
    """Read names or addresses, separated by commas; raises ValueError."""
    hosts = tuple(part.strip().lower() for part in written.split(",") if part.strip())
    for host in hosts:
        if urlsplit(f"//{host}").hostname != host.strip("[]") or "/" in host or "*" in host:
            raise ValueError(f"{host!r} is no name of a host; write names such as taxes.etat.lu, separated by commas")
    return tuple(host.strip("[]") for host in hosts)


def resolve_name(host: str, port: int) -> list[str]:
    """Return the addresses of a name; raises OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def _name(host: str) -> str:
    """Return a host as clients write it when they connect: small letters, those beyond ASCII encoded."""
    name = host.lower().rstrip(".")
    if name.isascii():
        return name
    try:
        return idna.encode(name).decode()
    except idna.IDNAError:
        return name


def _is_inner_name(host: str) -> bool:
    return _read(host) is not None or "." not in host or host.endswith(INNER_ENDINGS)


def _read(written: str) -> Address | None:
    """Read an address; the IPv4 address within an IPv6 one is what is reached. None where it is none."""
    try:
        found = ip_address(written.partition("%")[0])
    except ValueError:
        return None
    if not isinstance(found, IPv6Address):
        return found
    if found in NAT64:
        return IPv4Address(int(found) & 0xFFFFFFFF)
    return found.ipv4_mapped or found.sixtofour or found
