"""Runs the platform in a network namespace whose only way out is a recorder: ``python -m tests.stack.sealed FOLDER``.

Started by ``unshare`` with a network and a mount namespace of its own. Loopback works; every other destination is
routed to a tun device that this process reads. What anybody *tries* to reach is recorded, whether it would have
answered or not, names included: the resolver is outside too. Prints one JSON object.
"""

from __future__ import annotations

import contextlib
import json
import socket
import subprocess
import sys
from pathlib import Path

from tests.stack.platform import Platform, make_platform
from tests.stack.rest_citizen import RestCitizen
from tests.stack.tunnel import Tunnel

RESOLVER = "192.0.2.53"
STRANGER = "198.51.100.7"
STRANGER_V6 = "2001:db8::7"


def seal(folder: Path) -> Tunnel:
    """Route everything but loopback to a recorder, and names to a resolver outside."""
    tunnel = Tunnel()
    resolver = folder / "resolv.conf"
    resolver.write_text(f"nameserver {RESOLVER}\noptions timeout:1 attempts:1\n", encoding="utf-8")
    subprocess.run(["mount", "--bind", str(resolver), str(Path("/etc/resolv.conf").resolve())], check=True)
    tunnel.start()
    return tunnel


def spring_trap(tunnel: Tunnel) -> list[str]:
    """Try to get out in three ways, to prove that trying is recorded."""
    for address, family in ((STRANGER, socket.AF_INET), (STRANGER_V6, socket.AF_INET6)):
        with socket.socket(family) as probe, contextlib.suppress(OSError):
            probe.settimeout(0.3)
            probe.connect((address, 80))
    with contextlib.suppress(OSError):
        socket.getaddrinfo("moien.example", 443)
    return tunnel.take()


def converse(platform: Platform) -> list[str]:
    """Ask a question, then file an application: what every process takes part in."""
    with RestCitizen(platform.url, "fr") as citizen:
        said = [
            *citizen.ask("Combien coûte un passeport ?"),
            *citizen.ask("je veux demander un certificat de résidence maintenant"),
            *citizen.ask("1985041212393"),
            *citizen.ask("Mamer"),
            *citizen.ask("1"),
            *citizen.ask("oui"),
        ]
        citizen.wait_for_job("succeeded")
        return said


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
    tunnel = seal(folder)
    trap = spring_trap(tunnel)
    platform = make_platform(folder / "state", MOIEN_SANDBOX_DELAY="0")
    try:
        platform.start()
        said = converse(platform)
        telemetry = telemetry_of(platform)
    finally:
        platform.stop()
    sys.stdout.write(json.dumps({"trap": trap, "packets": tunnel.take(), "said": said, "telemetry": telemetry}) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
