"""Starts the real platform for tests: ``./moien up`` on free ports with a state folder of its own."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from launcher.settings import DEFAULT_PORTS
from launcher.state import PlatformState, read_state, runs
from tests.ports import free_ports

ROOT = Path(__file__).parents[2]
PATIENCE = 240.0
"""Seconds the platform may take on a busy machine."""
SHARED = ("MOIEN_ENV_DIR", "MOIEN_MODEL_DIR")
"""Settings that say where what was set up before the tests stands."""

DOORS = {"gateway": "gateway metrics"}
"""By process, where the port of its metrics is called otherwise."""


@dataclass
class Platform:
    """A running platform."""

    state_dir: Path
    ports: dict[str, int]
    variables: dict[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.ports['gateway']}"

    def address(self, process: str, path: str) -> str:
        """Where a process shows its metrics and says how it is."""
        return f"http://127.0.0.1:{self.ports[DOORS.get(process, process)]}{path}"

    @property
    def sandbox_url(self) -> str:
        return f"http://127.0.0.1:{self.ports['sandbox']}"

    @property
    def output(self) -> str:
        """What ``./moien up`` has said so far."""
        return (self.state_dir / "up.out").read_text(encoding="utf-8")

    def start(self) -> None:
        """Start everything and wait until it is ready."""
        self.launch()
        self.wait_until(lambda: "Moien is ready" in self.output, "the platform is ready")

    def launch(self) -> None:
        """Start everything and do not wait."""
        self.state_dir.mkdir(parents=True, exist_ok=True)
        with (self.state_dir / "up.out").open("wb") as output:
            self.process = subprocess.Popen(
                # However the tests end, the platform ends with them.
                ["setpriv", "--pdeathsig", "TERM", sys.executable, str(ROOT / "moien"), "up"],
                cwd=ROOT,
                env=self.environ(),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
            )

    def stop(self) -> None:
        """Stop everything as a person would."""
        if self.process and self.process.poll() is None:
            done = self.moien("down")
            assert done.returncode == 0, done.stdout + done.stderr
            self.process.wait(timeout=60)

    def moien(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run another ``./moien`` command against this platform."""
        return subprocess.run(
            [sys.executable, str(ROOT / "moien"), *arguments],
            cwd=ROOT,
            env=self.environ(),
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )

    def state(self) -> PlatformState:
        state = read_state(self.state_dir / "run" / "state.json")
        assert state is not None, f"the platform does not run:\n{self.output}"
        return state

    def pid(self, name: str) -> int:
        pid = self.state().processes[name].pid
        assert pid, f"{name} does not run"
        return pid

    def kill(self, name: str) -> int:
        """Kill a process as a crash would; its successor is started by the supervisor."""
        pid = self.pid(name)
        os.kill(pid, signal.SIGKILL)
        self.wait_until(lambda: not runs(pid), f"{name} is gone")
        return pid

    def wait_ready(self, name: str, *, after: int | None = None) -> None:
        """Wait until a process (another one than ``after``) is ready."""

        def ready() -> bool:
            process = self.state().processes[name]
            return process.state == "ready" and process.pid not in (None, after)

        self.wait_until(ready, f"{name} is ready")

    def wait_until(self, holds: Callable[[], bool], what: str, patience: float = PATIENCE) -> None:
        deadline = time.monotonic() + patience
        while not holds():
            ended = self.process is not None and self.process.poll() is not None
            assert not ended, f"./moien up ended before {what}:\n{self.output}"
            assert time.monotonic() < deadline, f"not within {patience:g} s: {what}\n{self.output}"
            time.sleep(0.1)

    def password(self, role: str) -> tuple[str, str]:
        """Name and password of the first account of a role."""
        accounts = (self.state_dir / "run" / "first-accounts.txt").read_text(encoding="utf-8")
        found = re.search(rf"^{role}: (\S+) / (\S+)$", accounts, flags=re.MULTILINE)
        assert found, accounts
        return found[1], found[2]

    def applications(self, national_id: str) -> list[dict[str, object]]:
        """What the sandbox administration has on file for a person."""
        answer = httpx.get(f"{self.sandbox_url}/sandbox/applications", params={"national_id": national_id}, timeout=10)
        answer.raise_for_status()
        return list(answer.json()["applications"])

    def environ(self) -> dict[str, str]:
        """Settings of this platform and of no other: a test must not reach the database of the one beside it."""
        shared = {name: value for name, value in os.environ.items() if name in SHARED or not name.startswith("MOIEN_")}
        own = {DEFAULT_PORTS[name][0]: str(port) for name, port in self.ports.items()}
        own |= {"MOIEN_STATE_DIR": str(self.state_dir), "MOIEN_SETTINGS_FILE": os.devnull}
        return {"MOIEN_MODEL_DIR": str(ROOT / ".moien" / "models"), **shared, **own, **self.variables}


def make_platform(state_dir: Path, **variables: str) -> Platform:
    """A platform on free ports that has not been started."""
    return Platform(state_dir, dict(zip(DEFAULT_PORTS, free_ports(len(DEFAULT_PORTS)), strict=True)), variables)
