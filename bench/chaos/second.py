"""A second gateway of a platform: citizens come back to the one that lives, as a proxy would send them."""

from __future__ import annotations

import contextlib
import subprocess
import threading
import time

from launcher.processes import describe_process
from launcher.settings import DEFAULT_PORTS, read_settings
from tests.ports import free_ports
from tests.stack.platform import ROOT, Platform

NAME = "gateway-2"
AGAIN_SECONDS = 0.5
"""After a death, as the supervisor waits."""
LOOK_SECONDS = 0.1
PATIENCE = 60.0


class SecondGateway:
    """Runs beside the platform's own, and comes back when it is killed."""

    def __init__(self, platform: Platform) -> None:
        """``platform`` runs already; nothing is started before `start`."""
        port, metrics = free_ports(2)
        own = {DEFAULT_PORTS["gateway"][0]: str(port), DEFAULT_PORTS["gateway metrics"][0]: str(metrics)}
        settings = read_settings(ROOT, {**platform.environ(), **own})
        self.port = port
        self._process = describe_process(settings, "gateway")
        self._environment = {**settings.process_variables(), **self._process.variables}
        self._log = settings.logs_dir / f"{NAME}.log"
        self._child: subprocess.Popen[bytes] | None = None
        self._stopping = threading.Event()
        self._keeper = threading.Thread(target=self._keep, daemon=True)

    def start(self) -> None:
        """Start it and wait until it is ready."""
        self._run()
        until = time.monotonic() + PATIENCE
        while not self._process.health():
            if time.monotonic() > until:
                raise TimeoutError(f"{NAME} was not ready within {PATIENCE:.0f} s, see {self._log}")
            time.sleep(LOOK_SECONDS)
        self._keeper.start()

    def kill(self) -> None:
        """Kill it as a crash would."""
        if self._child is not None:
            self._child.kill()

    def stop(self) -> None:
        """End it for good."""
        self._stopping.set()
        if self._keeper.is_alive():
            self._keeper.join()
        if self._child is not None:
            self._child.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._child.wait(15)
            self._child.kill()
            self._child.wait()

    def _run(self) -> None:
        with self._log.open("ab") as output:
            self._child = subprocess.Popen(
                ["setpriv", "--pdeathsig", "KILL", *self._process.argv],
                cwd=ROOT,
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
            )

    def _keep(self) -> None:
        while not self._stopping.wait(LOOK_SECONDS):
            if self._child is not None and self._child.poll() is not None and not self._stopping.wait(AGAIN_SECONDS):
                self._run()
