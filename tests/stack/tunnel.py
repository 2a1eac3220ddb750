"""A network namespace: loopback alone, where the kernel counts who wants further, or a tun device as the only way out.

Speaks rtnetlink itself (rtnetlink(7)), so that the tests need no tool for it.
"""

from __future__ import annotations

import fcntl
import ipaddress
import os
import socket
import struct
import threading
import time
from pathlib import Path

DEVICE = "out"
ADDRESSES = ("192.0.2.1/24", "2001:db8:1::1/64")
"""Of the device, from the ranges for documentation: a process that wants out needs an address to come from."""

_TUNSETIFF = 0x400454CA
_IFF_TUN_WITHOUT_HEADER = 0x0001 | 0x1000
_IFF_UP = 0x1

_NEW_LINK, _NEW_ADDRESS, _NEW_ROUTE, _ERROR = 16, 20, 24, 2
_REQUEST, _ACKNOWLEDGE, _EXCLUSIVE, _CREATE = 0x1, 0x4, 0x200, 0x400
_IFA_ADDRESS, _IFA_LOCAL, _RTA_DEVICE = 1, 2, 4
_IFA_NO_DUPLICATE_DETECTION = 0x02
_MAIN_TABLE, _STATIC, _SCOPE_LINK, _UNICAST = 254, 4, 253, 1

_ICMPV6 = 58
_HOP_BY_HOP = 0


def raise_loopback() -> None:
    """Bring up loopback and nothing else: no route leads anywhere.

    Raises:
        OSError: this process may not change its network.
    """
    with _netlink() as netlink:
        _ask(netlink, _NEW_LINK, _link_up(socket.if_nametoindex("lo")))


def count_stranded() -> int:
    """How often anybody in this namespace wanted to go where no route leads, were it without sending anything."""
    names, values = (
        line.split() for line in Path("/proc/self/net/snmp").read_text("ascii").splitlines() if line.startswith("Ip:")
    )
    of_v6 = dict(line.split() for line in Path("/proc/self/net/snmp6").read_text("ascii").splitlines())
    return int(dict(zip(names, values, strict=True))["OutNoRoutes"]) + int(of_v6["Ip6OutNoRoutes"])


def list_routes() -> list[str]:
    """The devices that routes of this namespace lead to, but for loopback."""
    of_v4 = Path("/proc/self/net/route").read_text("ascii").splitlines()[1:]
    of_v6 = Path("/proc/self/net/ipv6_route").read_text("ascii").splitlines()
    devices = [line.split()[0] for line in of_v4] + [line.split()[-1] for line in of_v6]
    return [device for device in devices if device != "lo"]


class Tunnel(threading.Thread):
    """Reads the tun device and keeps the destination of every packet."""

    def __init__(self) -> None:
        """Bring loopback and the device up in the namespace of this process.

        Raises:
            OSError: this process may not change its network.
        """
        super().__init__(daemon=True)
        self.destinations: list[str] = []
        self._device = os.open("/dev/net/tun", os.O_RDWR)
        fcntl.ioctl(self._device, _TUNSETIFF, struct.pack("16sH", DEVICE.encode(), _IFF_TUN_WITHOUT_HEADER))
        with _netlink() as netlink:
            for device in ("lo", DEVICE):
                _ask(netlink, _NEW_LINK, _link_up(socket.if_nametoindex(device)))
            index = socket.if_nametoindex(DEVICE)
            for address in map(ipaddress.ip_interface, ADDRESSES):
                _ask(netlink, _NEW_ADDRESS, _address_on(index, address))
                _ask(netlink, _NEW_ROUTE, _default_route(index, address.version))

    def run(self) -> None:
        while True:
            packet = os.read(self._device, 65536)
            if packet[0] >> 4 == 4:
                self.destinations.append(str(ipaddress.ip_address(packet[16:20])))
            elif packet[6] not in (_ICMPV6, _HOP_BY_HOP):
                # The kernel's own neighbour and router discovery is no process's wish to reach anything.
                self.destinations.append(str(ipaddress.ip_address(packet[24:40])))

    def take(self) -> list[str]:
        """What was recorded since the last call, with a moment for packets under way."""
        time.sleep(0.5)
        taken, self.destinations = self.destinations, []
        return taken


def _netlink() -> socket.socket:
    return socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, socket.NETLINK_ROUTE)


def _link_up(index: int) -> bytes:
    return struct.pack("=BxHiII", socket.AF_UNSPEC, 0, index, _IFF_UP, _IFF_UP)


def _address_on(index: int, address: ipaddress.IPv4Interface | ipaddress.IPv6Interface) -> bytes:
    family = _family(address.version)
    header = struct.pack("=BBBBI", family, address.network.prefixlen, _IFA_NO_DUPLICATE_DETECTION, 0, index)
    return header + _attribute(_IFA_LOCAL, address.packed) + _attribute(_IFA_ADDRESS, address.packed)


def _default_route(index: int, version: int) -> bytes:
    header = struct.pack("=BBBBBBBBI", _family(version), 0, 0, 0, _MAIN_TABLE, _STATIC, _SCOPE_LINK, _UNICAST, 0)
    return header + _attribute(_RTA_DEVICE, struct.pack("=I", index))


def _family(version: int) -> int:
    return socket.AF_INET if version == 4 else socket.AF_INET6


def _attribute(kind: int, value: bytes) -> bytes:
    return struct.pack("=HH", 4 + len(value), kind) + value + bytes(-len(value) % 4)


def _ask(netlink: socket.socket, kind: int, body: bytes) -> None:
    create = _CREATE | _EXCLUSIVE if kind != _NEW_LINK else 0
    netlink.send(struct.pack("=IHHII", 16 + len(body), kind, _REQUEST | _ACKNOWLEDGE | create, 1, 0) + body)
    _, answered, _, _, _, error = struct.unpack_from("=IHHIIi", netlink.recv(4096))
    if answered != _ERROR or error:
        raise OSError(-error, f"the kernel refuses request {kind}: {os.strerror(-error)}")
