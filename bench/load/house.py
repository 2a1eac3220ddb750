"""Starts the processes that take part in a scenario as ``./moien up`` does, with state and ports of their own."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path

from channels.migrate import migrate
from launcher.health import http_answers
from launcher.processes import Process, describe_process
from launcher.settings import DEFAULT_PORTS, Settings, read_settings
from launcher.setup import ensure_model
from tests.ports import free_ports
from tests.stack.platform import ROOT, SHARED

PATIENCE = 240.0
"""Seconds in which a process must be ready on a busy machine."""
LIMITS_OFF = dict.fromkeys(
    (
        "MOIEN_MESSAGES_PER_WINDOW",
        "MOIEN_MESSAGES_PER_ADDRESS",
        "MOIEN_CONVERSATIONS_PER_ADDRESS",
        "MOIEN_CONNECTIONS_PER_ADDRESS",
    ),
    "1000000000",
)
"""All load comes from one address and faster than people write."""


class House:
    """Processes of one platform, as far as a scenario needs them."""

    def __init__(self, folder: Path, database_url: str | None = None, **variables: str) -> None:
        """``folder`` keeps state and logs; ``database_url`` is SQLite in it when not given."""
        ports = dict(zip(DEFAULT_PORTS, free_ports(len(DEFAULT_PORTS)), strict=True))
        own = {DEFAULT_PORTS[name][0]: str(port) for name, port in ports.items()}
        kept = {name: value for name, value in os.environ.items() if not name.startswith("MOIEN_") or name in SHARED}
        given = {**kept, **own, **LIMITS_OFF, "MOIEN_STATE_DIR": str(folder), "MOIEN_SETTINGS_FILE": os.devnull}
        if database_url is not None:
            given["MOIEN_DATABASE_URL"] = database_url
        # The folder of models is one for all, or training would take its minute each time.
        given.setdefault("MOIEN_MODEL_DIR", str(ROOT / ".moien" / "models"))
        self.settings: Settings = read_settings(ROOT, {**given, **variables})
        self._children: dict[str, subprocess.Popen[bytes]] = {}

    @property
    def port(self) -> int:
        """Port of the gateway."""
        return self.settings.ports["gateway"]

    def pid(self, name: str) -> int:
        """Return the id of a process that runs."""
        return self._children[name].pid

    @property
    def pids(self) -> dict[str, int]:
        """Return the ids of all that runs, by name."""
        return {name: child.pid for name, child in self._children.items()}

    @contextmanager
    def running(self, *names: str) -> Iterator[House]:
        """Run processes until the block ends; each is ready when it begins. Trains first where Rasa needs it."""
        if "rasa" in names:
            ensure_model(self.settings)
        if "gateway" in names:
            migrate(self.settings.database_url)
        with ExitStack() as stack:
            started = [self._start(stack, self._describe(name, alone="rasa" not in names)) for name in names]
            for process in started:
                self._wait_ready(process)
            yield self

    def _describe(self, name: str, *, alone: bool) -> Process:
        process = describe_process(self.settings, name)
        if name != "gateway" or not alone:
            return process
        # Without a bot it never says that it is ready; it serves all the same.
        return replace(process, health=http_answers(self.settings.reached_at, self.port, "/healthz"))

    def _start(self, stack: ExitStack, process: Process) -> Process:
        log = self.settings.logs_dir / f"{process.name}.log"
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("wb") as output:
            child = self._children[process.name] = subprocess.Popen(
                process.argv,
                cwd=ROOT,
                env={**self.settings.process_variables(), **process.variables},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
            )
        stack.callback(self._stop, process.name, child)
        return process

    def _stop(self, name: str, child: subprocess.Popen[bytes]) -> None:
        del self._children[name]
        child.terminate()
        try:
            child.wait(15)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()

    def _wait_ready(self, process: Process) -> None:
        until = time.monotonic() + PATIENCE
        while not process.health():
            log = self.settings.logs_dir / f"{process.name}.log"
            if self._children[process.name].poll() is not None or time.monotonic() > until:
                tail = log.read_text(encoding="utf-8", errors="replace")[-2000:]
                sys.exit(f"{process.name} did not become ready within {PATIENCE:.0f} s. The end of {log}:\n{tail}")
            time.sleep(0.1)


def describe_machine() -> Mapping[str, object]:
    """Say what the figures were measured on: cores, and how busy they are."""
    return {"cores": os.cpu_count(), "load": round(os.getloadavg()[0], 1)}
