"""Runs one program of a trial in a process group of its own, and ends it with all its children when told to."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from contracts.models import ROOT

NICENESS = 10
"""Citizens who are being served go before a training."""
LOOK_SECONDS = 1.0
"""Pause between two looks at a running program."""
GRACE = 5.0
"""Seconds a program has to stop by itself."""
_PR_SET_PDEATHSIG = 1
_LIBC = ctypes.CDLL(None)
_LAST = 4000
"""Characters of what a program said that are kept."""


class ProgramError(RuntimeError):
    """The program ended with a problem; the message says what it said."""


class StoppedError(RuntimeError):
    """The program was told to stop by somebody else: the platform is being stopped."""


@dataclass(frozen=True)
class Program:
    """A program to be run: its arguments without a shell, what it reads, what its environment has beside ours."""

    argv: Sequence[str]
    given: bytes = b""
    variables: Mapping[str, str] | None = None


def run_program(program: Program, look: Callable[[float], None], seconds: float) -> str:
    """Run a program to its end and return its output; none of its children lives longer than it.

    ``look`` is called again and again with the seconds since the beginning; whatever it raises stops the program.

    Raises:
        ProgramError: the program failed, was killed, or took longer than ``seconds``.
        StoppedError: somebody told the program to stop.
    """
    environment = {**os.environ, **(program.variables or {})}
    began = time.monotonic()
    # Files, not pipes: nobody has to read while the program writes.
    with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
        given.write(program.given)
        given.seek(0)
        process = subprocess.Popen(  # noqa: S603 - our own programs
            list(program.argv),
            cwd=ROOT,
            env=environment,
            stdin=given,
            stdout=output,
            stderr=errors,
            # Its children have the models in memory: they must be found, and no others, when it is to end.
            start_new_session=True,
            preexec_fn=_stop_with_worker,  # noqa: PLW1509 - it starts no thread and takes no lock
        )
        os.setpriority(os.PRIO_PROCESS, process.pid, NICENESS)
        try:
            code = _wait(process, look, began, seconds)
        finally:
            _stop(process)
        output.seek(0)
        errors.seek(0)
        said = output.read().decode("utf-8", "replace")
        problem = errors.read().decode("utf-8", "replace").strip()
    if code == -signal.SIGTERM:
        raise StoppedError(program.argv[-1])
    if code == -signal.SIGKILL:
        raise ProgramError("the program was killed, perhaps because the machine has too little memory")
    if code:
        raise ProgramError(problem[-_LAST:] or f"the program ended with code {code} and said nothing")
    return said


def _wait(process: subprocess.Popen[bytes], look: Callable[[float], None], began: float, seconds: float) -> int:
    while not _ended(process):
        passed = time.monotonic() - began
        if passed > seconds:
            raise ProgramError(f"it took longer than {seconds:g} s and was stopped")
        look(passed)
    return int(process.returncode)


def _ended(process: subprocess.Popen[bytes]) -> bool:
    """Wait a moment for the end."""
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(LOOK_SECONDS)
    return process.returncode is not None


def _stop(process: subprocess.Popen[bytes]) -> None:
    """End the program, and whatever of its children is left; they may be left by one that ended by itself, too."""
    if process.poll() is None:
        _signal_group(process, signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(GRACE)
    _signal_group(process, signal.SIGKILL)
    process.wait()


def _signal_group(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, number)


def _stop_with_worker() -> None:
    """Ask the kernel to stop the program when the worker dies (Linux): no signal to the worker's group reaches it."""
    _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
