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
import time
import uuid
from pathlib import Path

import httpx

from tests.stack.platform import Platform, make_platform
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
