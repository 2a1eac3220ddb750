"""Keeps the processes running: starts them, waits for their health, restarts a crashed one with back-off, stops all."""

from __future__ import annotations

import asyncio
import ctypes
import os
import signal
import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from launcher.processes import Process
from launcher.rotation import RotatingLog
from launcher.state import PlatformState, ProcessState, write_state

FIRST_PAUSE = 0.5
LONGEST_PAUSE = 30.0
"""Seconds between a crash and the next start: doubled with each crash, from the first to the longest."""
STEADY_AFTER = 60.0
"""Seconds a process must have run for its earlier crashes to be forgotten."""
GRACE = 15.0
"""Seconds a process has to stop by itself."""
POLL = 0.25
"""Seconds between two looks at the health of a process that is not ready yet."""
WATCH = 5.0
"""Seconds between two looks at a process that is ready."""

_PR_SET_PDEATHSIG = 1


class Supervisor:
    """Runs processes until told to stop. All methods belong to one event loop."""

    def __init__(
        self,
        *,
        variables: Mapping[str, str],
        cwd: Path,
        logs_dir: Path,
        state_file: Path,
        addresses: Mapping[str, str],
        say: Callable[[str], None],
    ) -> None:
        """``say`` gets a line for the person at the terminal."""
        self.state = PlatformState(pid=os.getpid(), started_at=time.time(), addresses=dict(addresses))
        self._variables, self._cwd, self._logs_dir, self._say = dict(variables), cwd, logs_dir, say
        self._state_file = state_file
        self._stopping = asyncio.Event()
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._running: dict[str, asyncio.subprocess.Process] = {}
        self._ready: dict[str, asyncio.Event] = {}

    def start(self, processes: Iterable[Process]) -> None:
        """Start processes; each is kept running until ``stop``."""
        for process in processes:
            self.state.processes[process.name] = ProcessState(port=process.port)
            self._ready[process.name] = asyncio.Event()
            self._tasks[process.name] = asyncio.create_task(self._keep_running(process), name=process.name)

    async def wait_ready(self, name: str) -> None:
        """Wait until a started process is ready for the first time."""
        await self._ready[name].wait()

    async def stop(self) -> None:
        """Stop all processes in the reverse order of starting."""
        self._stopping.set()
        for name in reversed(list(self._tasks)):
            await self._end(name)
            await self._tasks[name]
        self._state_file.unlink(missing_ok=True)

    async def _keep_running(self, process: Process) -> None:
        pause = FIRST_PAUSE
        while not self._stopping.is_set():
            started = time.monotonic()
            code = await self._run_once(process)
            if self._stopping.is_set():
                break
            pause = FIRST_PAUSE if time.monotonic() - started > STEADY_AFTER else pause
            self._note(process, "crashed", restarts=self.state.processes[process.name].restarts + 1)
            self._say(
                f"  ! {process.name} ended with code {code}; it starts again in {pause:g} s "
                f"(./moien logs {process.name})"
            )
            await self._pause(pause)
            pause = min(pause * 2, LONGEST_PAUSE)
        self._note(process, "stopped")

    async def _run_once(self, process: Process) -> int:
        log = RotatingLog(self._logs_dir / f"{process.name}.log")
        log.write(f"--- {time.strftime('%Y-%m-%d %H:%M:%S')} starting {process.name}\n".encode())
        try:
            running = await asyncio.create_subprocess_exec(
                *process.argv,
                cwd=self._cwd,
                env=self._variables,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=_die_with_parent,
            )
        except OSError as error:
            log.write(f"{process.argv[0]}: {error.strerror}\n".encode())
            log.close()
            return 127
        self._running[process.name] = running
        self._note(process, "starting", pid=running.pid, since=time.time())
        watch = asyncio.create_task(self._watch(process))
        copying = asyncio.create_task(_copy(running.stdout, log))
        try:
            return await running.wait()
        finally:
            watch.cancel()
            self._running.pop(process.name, None)
            # Children of its own, such as the worker's pool, must not outlive it, nor hold its output open.
            _signal_group(running.pid, signal.SIGKILL)
            await copying
            log.close()

    async def _watch(self, process: Process) -> None:
        while True:
            ready = await asyncio.to_thread(process.health)
            state = self.state.processes[process.name].state
            if ready and state != "ready":
                self._note(process, "ready")
                self._ready[process.name].set()
            elif not ready and state == "ready":
                self._note(process, "starting")
            await asyncio.sleep(WATCH if ready else POLL)

    async def _end(self, name: str) -> None:
        running = self._running.get(name)
        if running is None:
            return
        _signal_group(running.pid, signal.SIGTERM)
        try:
            await asyncio.wait_for(running.wait(), GRACE)
        except TimeoutError:
            self._say(f"  ! {name} did not stop within {GRACE:g} s and is killed")
            _signal_group(running.pid, signal.SIGKILL)

    async def _pause(self, seconds: float) -> None:
        try:
            await asyncio.wait_for(self._stopping.wait(), seconds)
        except TimeoutError:
            return

    def _note(self, process: Process, state: str, **changes: float | None) -> None:
        noted = self.state.processes[process.name]
        noted.state = state
        for name, value in changes.items():
            setattr(noted, name, value)
        if state in ("crashed", "stopped"):
            noted.pid = None
        write_state(self._state_file, self.state)


def _die_with_parent() -> None:
    """Ask the kernel to stop the process when the supervisor dies, however it dies (Linux)."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def _signal_group(pid: int, number: signal.Signals) -> None:
    try:
        os.killpg(pid, number)
    except (ProcessLookupError, PermissionError):
        return


async def _copy(stream: asyncio.StreamReader | None, log: RotatingLog) -> None:
    if stream is None:
        return
    while output := await stream.read(65536):
        log.write(output)
