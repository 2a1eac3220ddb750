"""Runs the platform in a network namespace whose only way out is a recorder: ``python -m tests.stack.sealed FOLDER``.

Started by ``unshare`` with a network and a mount namespace of its own. Loopback works; every other destination is
routed to a tun device that this process reads. What anybody *tries* to reach is recorded, whether it would have
answered or not, names included: the resolver is outside too. Prints one JSON object.
"""

from __future__ import annotations

import contextlib
import fcntl
import ipaddress
import json
import os
import socket
import struct
import subprocess
import sys
import threading
import time
import uuid
from pathlib import Path

import httpx

from tests.stack.platform import Platform, make_platform

TUNSETIFF = 0x400454CA
IFF_TUN_WITHOUT_HEADER = 0x0001 | 0x1000
RESOLVER = "192.0.2.53"
STRANGER = "198.51.100.7"
STRANGER_V6 = "2001:db8::7"
ICMPV6 = 58
HOP_BY_HOP = 0


class Recorder(threading.Thread):
    """Reads the tun device and keeps the destination of every packet."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.destinations: list[str] = []
        self._device = os.open("/dev/net/tun", os.O_RDWR)
        fcntl.ioctl(self._device, TUNSETIFF, struct.pack("16sH", b"out", IFF_TUN_WITHOUT_HEADER))

    def run(self) -> None:
        while True:
            packet = os.read(self._device, 65536)
            if packet[0] >> 4 == 4:
                self.destinations.append(str(ipaddress.ip_address(packet[16:20])))
            elif packet[6] not in (ICMPV6, HOP_BY_HOP):
                # The kernel's own neighbour and router discovery is no process's wish to reach anything.
                self.destinations.append(str(ipaddress.ip_address(packet[24:40])))

    def take(self) -> list[str]:
        """What was recorded since the last call, with a moment for packets under way."""
        time.sleep(0.5)
        taken, self.destinations = self.destinations, []
        return taken


def seal() -> Recorder:
    """Route everything but loopback to a recorder."""
    recorder = Recorder()
    for command in (
        "ip link set lo up",
        "ip link set out up",
        "ip address add 192.0.2.1/24 dev out",
        "ip route add default dev out",
        "ip -6 address add 2001:db8:1::1/64 dev out nodad",
        "ip -6 route add default dev out",
    ):
        subprocess.run(command.split(), check=True)
    resolver = Path("/run/moien-test-resolv.conf") if os.access("/run", os.W_OK) else Path("/tmp/moien-resolv.conf")
    resolver.write_text(f"nameserver {RESOLVER}\noptions timeout:1 attempts:1\n", encoding="utf-8")
    subprocess.run(["mount", "--bind", str(resolver), str(Path("/etc/resolv.conf").resolve())], check=True)
    recorder.start()
    return recorder


def spring_trap(recorder: Recorder) -> list[str]:
    """Try to get out in three ways, to prove that trying is recorded."""
    for address, family in ((STRANGER, socket.AF_INET), (STRANGER_V6, socket.AF_INET6)):
        with socket.socket(family) as probe, contextlib.suppress(OSError):
            probe.settimeout(0.3)
            probe.connect((address, 80))
    with contextlib.suppress(OSError):
        socket.getaddrinfo("moien.example", 443)
    return recorder.take()


def converse(platform: Platform) -> list[str]:
    """Ask a question, hear the answer, ask for a person: what every process takes part in."""
    with httpx.Client(base_url=platform.url, timeout=60) as client:
        opened = client.post("/api/conversations", json={"language": "fr", "site": "demo"}).raise_for_status().json()
        client.headers["Authorization"] = f"Bearer {opened['token']}"
        room = f"/api/conversations/{opened['conversation']}"
        said: list[str] = []
        texts = [
            "Combien coûte un passeport ?",
            "je veux demander un certificat de résidence maintenant",
            "1985041212393",
            "Mamer",
            "1",
            "oui",
        ]
        seen = 0
        for text in texts:
            message = {"message_id": uuid.uuid4().hex, "text": text}
            client.post(f"{room}/messages", json=message).raise_for_status()
            answered = False
            while not answered:
                page = client.get(f"{room}/events", params={"after": seen, "wait": 20}).raise_for_status().json()
                assert page["events"], f"no answer to {text!r} within 20 s"
                seen = page["events"][-1]["seq"]
                answers = [event["data"] for event in page["events"] if event["data"].get("author") == "bot"]
                said += [answer["text"] for answer in answers]
                answered = bool(answers)
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            page = client.get(f"{room}/events", params={"after": 0}).raise_for_status().json()
            jobs = [event["data"] for event in page["events"] if event["data"]["kind"] == "job"]
            if any(job["state"] == "succeeded" for job in jobs):
                return said
            time.sleep(0.5)
        raise AssertionError(f"the application was not filed: {jobs}")


def telemetry_of(platform: Platform) -> dict[str, str]:
    """RASA_TELEMETRY_ENABLED of every running process of ours."""
    found = {}
    for name, process in platform.state().processes.items():
        if name == "redis":
            # It writes its title over its environment, and knows nothing of Rasa.
            continue
        environ = Path(f"/proc/{process.pid}/environ").read_bytes().decode().split("\0")
        found[name] = next((line.partition("=")[2] for line in environ if line.startswith("RASA_TELEMETRY")), "unset")
    return found


def main(folder: Path) -> None:
    recorder = seal()
    trap = spring_trap(recorder)
    platform = make_platform(folder, MOIEN_SANDBOX_DELAY="0")
    try:
        platform.start()
        said = converse(platform)
        telemetry = telemetry_of(platform)
    finally:
        platform.stop()
    sys.stdout.write(
        json.dumps({"trap": trap, "packets": recorder.take(), "said": said, "telemetry": telemetry}) + "\n"
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
