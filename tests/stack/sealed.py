"""Runs the platform in a network namespace of its own: ``python -m tests.stack.sealed FOLDER``.

Started by ``unshare`` with a network and a mount namespace. First loopback is all there is, and the kernel counts
whoever wants further. Then every other destination is routed to a tun device that this process reads: what anybody
*tries* to reach is recorded, whether it would have answered or not. Names are included in both: the resolver is
outside too. Each time the platform starts and holds a full conversation. Prints one JSON object.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.stack.full_conversation import hold_conversation
from tests.stack.platform import Platform, make_platform
from tests.stack.tunnel import Tunnel, count_stranded, list_routes, raise_loopback

RESOLVER = "192.0.2.53"
STRANGER = "198.51.100.7"
STRANGER_V6 = "2001:db8::7"


def move_resolver_outside(folder: Path) -> None:
    """Have names asked for at an address outside."""
    resolver = folder / "resolv.conf"
    resolver.write_text(f"nameserver {RESOLVER}\noptions timeout:1 attempts:1\n", encoding="utf-8")
    subprocess.run(["mount", "--bind", str(resolver), str(Path("/etc/resolv.conf").resolve())], check=True)


def spring_trap() -> None:
    """Try to get out in three ways, to prove that trying is seen."""
    for address, family in ((STRANGER, socket.AF_INET), (STRANGER_V6, socket.AF_INET6)):
        with socket.socket(family) as probe, contextlib.suppress(OSError):
            probe.settimeout(0.3)
            probe.connect((address, 80))
    with contextlib.suppress(OSError):
        socket.getaddrinfo("moien.example", 443)


def serve(folder: Path) -> dict[str, Any]:
    """Start the platform, hold a full conversation, and stop it."""
    platform = make_platform(folder, MOIEN_SANDBOX_DELAY="0", MOIEN_MESSAGES_PER_WINDOW="200")
    try:
        platform.start()
        facts = asyncio.run(hold_conversation(platform))
        telemetry = telemetry_of(platform)
    finally:
        platform.stop()
    return {"facts": facts, "telemetry": telemetry}


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


def serve_without_route(folder: Path) -> dict[str, Any]:
    """Serve with loopback alone."""
    raise_loopback()
    before = count_stranded()
    spring_trap()
    sprung = count_stranded()
    served = serve(folder)
    return {"trap": sprung - before, **served, "stranded": count_stranded() - sprung, "routes": list_routes()}


def serve_with_recorder(folder: Path) -> dict[str, Any]:
    """Serve with a way out that leads to the recorder."""
    tunnel = Tunnel()
    tunnel.start()
    spring_trap()
    trap = tunnel.take()
    return {"trap": trap, **serve(folder), "packets": tunnel.take()}


def main(folder: Path) -> None:
    move_resolver_outside(folder)
    seen = {"alone": serve_without_route(folder / "alone"), "recorded": serve_with_recorder(folder / "recorded")}
    sys.stdout.write(json.dumps(seen) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
