"""Keeps the processes running: starts them, waits for their health, restarts a crashed one with back-off, stops all."""

from __future__ import annotations

import asyncio
import contextlib
import ctypes
import os
import signal
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from launcher.commands import TAIL, read_tail
from launcher.problem import Problem
from launcher.processes import Process
from launcher.rotation import RotatingLog, read_longest_age
from launcher.state import PlatformState, ProcessState, birth_of, write_state

FIRST_PAUSE = 0.5
LONGEST_PAUSE = 30.0
"""Seconds between a crash and the next start: doubled with each crash, from the first to the longest."""
STEADY_AFTER = 10.0
"""Seconds a process must have been ready for its earlier crashes to be forgotten."""
GRACE = 15.0
"""Seconds a process has to stop by itself."""
POLL = 0.25
"""Seconds between two looks at the health of a process that is not ready yet."""
WATCH = 5.0
"""Seconds between two looks at a process that is ready."""
FIRST_TRIES = 3
"""Starts after which a process that has never been ready is a problem for a person, not for another start."""
EXIT_BAD_SETTINGS = 2
"""Exit code with which our processes refuse to start: another start would end the same way."""

_PR_SET_PDEATHSIG = 1
_LIBC = ctypes.CDLL(None)


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
        """``say`` gets a line for the person at the terminal. From now on the state file says that we run."""
        pid = os.getpid()
        self.state = PlatformState(pid=pid, born=birth_of(pid) or "", addresses=dict(addresses))
        self._variables, self._cwd, self._logs_dir, self._say = dict(variables), cwd, logs_dir, say
        self._longest_age = read_longest_age(self._variables)
        self._state_file = state_file
        self._stopping = asyncio.Event()
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._running: dict[str, asyncio.subprocess.Process] = {}
        self._first_ready: dict[str, asyncio.Future[None]] = {}
        self._ready_since: dict[str, float] = {}
        self._write_state()

    def start(self, process: Process) -> None:
        """Start a process; it is kept running until ``stop``."""
        self.state.processes[process.name] = ProcessState(port=process.port)
        self._first_ready[process.name] = asyncio.get_running_loop().create_future()
        self._tasks[process.name] = asyncio.create_task(self._keep_running(process), name=process.name)

    async def wait_ready(self, name: str, patience: float) -> None:
        """Wait until a started process is ready for the first time, at most ``patience`` seconds.

        Raises:
            Problem: it refuses to start, keeps ending, or is not ready in time; the message holds the end of its log.
        """
        try:
            async with asyncio.timeout(patience):
                await asyncio.shield(self._first_ready[name])
        except TimeoutError:
            raise self._not_ready(name, f"{name} is not ready after {patience:g} s") from None

    async def stop(self) -> None:
        """Stop all processes in the reverse order of starting."""
        self._stopping.set()
        for name in reversed(list(self._tasks)):
            await self._end(name)
            await self._tasks[name]
        self._state_file.unlink(missing_ok=True)

    def kill(self) -> None:
        """End at once what ``stop`` is waiting for."""
        for running in self._running.values():
            _signal_group(running.pid, signal.SIGKILL)

    async def _keep_running(self, process: Process) -> None:
        pause = FIRST_PAUSE
        while not self._stopping.is_set():
            code = await self._run_once(process)
            if self._stopping.is_set():
                break
            pause = FIRST_PAUSE if self._was_steady(process.name) else pause
            self._note(process, "crashed", restarts=self.state.processes[process.name].restarts + 1)
            said = f"{process.name} ended with code {code}; it starts again in {pause:g} s"
            self._log(process, said)
            self._say(f"  ! {said} (./moien logs {process.name})")
            self._give_up_waiting(process.name, code)
            await self._pause(pause)
            pause = min(pause * 2, LONGEST_PAUSE)
        self._note(process, "stopped")

    def _was_steady(self, name: str) -> bool:
        ready = self._ready_since.pop(name, None)
        return ready is not None and time.monotonic() - ready > STEADY_AFTER

    async def _run_once(self, process: Process) -> int:
        if process.heartbeat:
            process.heartbeat.unlink(missing_ok=True)
        self._log(process, f"starting {process.name}")
        try:
            running = await asyncio.create_subprocess_exec(
                *process.argv,
                cwd=self._cwd,
                env={**self._variables, **process.variables},
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=_die_with_parent,
            )
        except OSError as error:
            self._log(process, f"{process.argv[0]}: {error.strerror}")
            return 127
        self._running[process.name] = running
        self._note(process, "starting", pid=running.pid, since=time.time())
        watch = asyncio.create_task(self._watch(process))
        copying = asyncio.create_task(self._copy(process, running.stdout))
        try:
            return await running.wait()
        finally:
            watch.cancel()
            self._running.pop(process.name, None)
            # Children of its own, such as the worker's pool, must not outlive it, nor hold its output open.
            _signal_group(running.pid, signal.SIGKILL)
            await asyncio.wait({copying}, timeout=GRACE)
            copying.cancel()

    async def _watch(self, process: Process) -> None:
        while True:
            ready = await asyncio.to_thread(process.health)
            noted, first = self.state.processes[process.name], self._first_ready[process.name]
            if ready and noted.state != "ready":
                self._note(process, "ready")
                self._ready_since.setdefault(process.name, time.monotonic())
                if not first.done():
                    first.set_result(None)
                    if not process.is_awaited:
                        self._say(f"  ✓ {process.name} is ready")
                elif noted.restarts:
                    self._say(f"  ✓ {process.name} is ready again")
            elif not ready and noted.state == "ready":
                self._note(process, "not ready")
            await asyncio.sleep(WATCH if ready else POLL)

    async def _end(self, name: str) -> None:
        running = self._running.get(name)
        if running is None:
            return
        # To the process alone: it ends its children itself, when they have finished what they do.
        with contextlib.suppress(ProcessLookupError):
            running.terminate()
        try:
            await asyncio.wait_for(running.wait(), GRACE)
        except TimeoutError:
            self._say(f"  ! {name} did not stop within {GRACE:g} s and is killed")
            _signal_group(running.pid, signal.SIGKILL)

    def _give_up_waiting(self, name: str, code: int) -> None:
        first, ends = self._first_ready[name], self.state.processes[name].restarts
        if first.done():
            return
        if code == EXIT_BAD_SETTINGS:
            first.set_exception(self._not_ready(name, f"{name} refuses to start"))
        elif ends >= FIRST_TRIES:
            first.set_exception(self._not_ready(name, f"{name} has ended {ends} times before it was ready"))
        if first.done():
            first.exception()  # seen, even when nobody waits any more

    def _not_ready(self, name: str, what: str) -> Problem:
        log = self._logs_dir / f"{name}.log"
        tail = "\n".join(f"    {line}" for line in read_tail(log, TAIL))
        return Problem(f"{what}. The end of {log}:\n{tail}", "Mend what it says there, then start again.")

    async def _pause(self, seconds: float) -> None:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._stopping.wait(), seconds)

    async def _copy(self, process: Process, output: asyncio.StreamReader | None) -> None:
        if output is None:
            return
        with contextlib.closing(self._open_log(process)) as log:
            while said := await output.read(65536):
                # A full disk must not stop the reading: a process whose output nobody reads hangs.
                with contextlib.suppress(OSError):
                    log.write(said)

    def _log(self, process: Process, text: str) -> None:
        with contextlib.suppress(OSError), contextlib.closing(self._open_log(process)) as log:
            log.write(f"--- {time.strftime('%Y-%m-%d %H:%M:%S')} {text}\n".encode())

    def _open_log(self, process: Process) -> RotatingLog:
        return RotatingLog(self._logs_dir / f"{process.name}.log", max_age=self._longest_age)

    def _note(self, process: Process, state: str, **changes: float | None) -> None:
        noted = self.state.processes[process.name]
        noted.state = state
        for name, value in changes.items():
            setattr(noted, name, value)
        if state in ("crashed", "stopped"):
            noted.pid = None
        self._write_state()

    def _write_state(self) -> None:
        try:
            write_state(self._state_file, self.state)
        except OSError as error:
            # The processes go on; only status and down know less.
            self._say(f"  ! {self._state_file} cannot be written: {error.strerror}")


def _die_with_parent() -> None:
    """Ask the kernel to stop the process when the supervisor dies, however it dies (Linux)."""
    _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def _signal_group(pid: int, number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, number)
