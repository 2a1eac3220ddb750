"""Runs the commands of the set-up, and leaves none of them behind when the launcher is told to stop."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from launcher.problem import Problem
from launcher.rotation import RotatingLog

TAIL = 30
"""Lines of a failed command's log that are shown."""

_running: set[subprocess.Popen[bytes]] = set()
_changing = threading.Lock()
_ending = threading.Event()


class Terminated(KeyboardInterrupt):
    """SIGTERM or SIGHUP came: unlike Ctrl-C, it has reached this process only and not its children."""


@dataclass(frozen=True)
class Outcome:
    """How a command ended and what it said."""

    code: int
    output: str
    errors: str


@dataclass(frozen=True)
class Ended:
    """With which exit code a command ended, and after how many seconds."""

    code: int
    seconds: float


def heed_signals() -> None:
    """Let SIGTERM and SIGHUP end the launcher as Ctrl-C does; a SIGHUP that ``nohup`` turned off stays off."""

    def interrupt(_number: int, _frame: FrameType | None) -> None:
        raise Terminated

    signal.signal(signal.SIGTERM, interrupt)
    if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:
        signal.signal(signal.SIGHUP, interrupt)


def run_logged(
    argv: Sequence[str | Path], *, log: Path, cwd: Path, variables: Mapping[str, str], doing: str, hint: str
) -> str:
    """Run a command with its output in ``log``; give the output.

    Raises:
        Problem: the command failed; the message holds the end of what it said.
    """
    written = RotatingLog(log)
    try:
        written.write(f"$ {' '.join(map(str, argv))}\n".encode())
        began = written.size
        code = _run(argv, cwd=cwd, variables=variables, stdout=written.fileno(), stderr=subprocess.STDOUT).code
    except FileNotFoundError as error:
        raise Problem(f"{doing}: {argv[0]} is not on this machine.", hint) from error
    finally:
        written.close()
    if code:
        tail = "\n".join(f"    {line}" for line in read_tail(log, TAIL, after=began))
        raise Problem(f"{doing} failed (exit code {code}). The end of {log}:\n{tail}", hint)
    with log.open("rb") as file:
        file.seek(began)
        return file.read().decode("utf-8", "replace")


def run_captured(
    argv: Sequence[str | Path], *, variables: Mapping[str, str], cwd: Path | None = None, timeout: float | None = None
) -> Outcome:
    """Run a command whose output is nobody else's business, such as a password.

    Raises:
        OSError: the command cannot be run.
        subprocess.TimeoutExpired: it took longer than ``timeout`` seconds and has been stopped.
    """
    return _run(argv, cwd=cwd, variables=variables, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=timeout)


def run_shown(argv: Sequence[str | Path], *, cwd: Path, variables: Mapping[str, str]) -> int:
    """Run a command at this terminal; give its exit code. When the launcher is stopped, the command ends first."""
    with subprocess.Popen(list(map(str, argv)), cwd=cwd, env=dict(variables)) as process:
        try:
            return process.wait()
        except Terminated:
            process.send_signal(signal.SIGINT)
            raise
        finally:
            process.wait()


@contextmanager
def run_beside(
    argv: Sequence[str | Path], *, cwd: Path, variables: Mapping[str, str], output: Path
) -> Iterator[Future[Ended]]:
    """Run a command while something else is done, with what it says in a file; gives what will tell how it ended.

    It has ended when the block ends; when the block fails or the launcher is stopped, it is interrupted.
    """
    began = time.monotonic()
    with (
        output.open("wb") as written,
        subprocess.Popen(
            list(map(str, argv)), cwd=cwd, env=dict(variables), stdout=written, stderr=subprocess.STDOUT
        ) as process,
        ThreadPoolExecutor(max_workers=1) as waiting,
    ):
        try:
            yield waiting.submit(lambda: Ended(process.wait(), time.monotonic() - began))
        except BaseException as error:
            # Ctrl-C itself has reached the command too.
            if type(error) is not KeyboardInterrupt:
                process.send_signal(signal.SIGINT)
            raise


def stop_commands() -> None:
    """Stop every command of ``run_logged`` and ``run_captured``, with its children; none starts from now on."""
    _ending.set()
    with _changing:
        for process in _running:
            _signal_group(process, signal.SIGTERM)


def read_tail(path: Path, lines: int, *, after: int = 0) -> list[str]:
    """The last lines of a file behind a byte position, without reading all of a large one."""
    with path.open("rb") as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(max(after, size - 400 * lines))
        return file.read().decode("utf-8", "replace").splitlines()[-lines:] if lines > 0 else []


def _run(
    argv: Sequence[str | Path],
    *,
    cwd: Path | None,
    variables: Mapping[str, str],
    stdout: int,
    stderr: int,
    timeout: float | None = None,
) -> Outcome:
    with _changing:
        if _ending.is_set():
            raise Terminated
        # In a group of its own, so that pip's or npm's children can be stopped with it.
        process = subprocess.Popen(
            list(map(str, argv)), cwd=cwd, env=dict(variables), stdout=stdout, stderr=stderr, start_new_session=True
        )
        _running.add(process)
    try:
        with process:
            try:
                output, errors = process.communicate(timeout=timeout)
            except BaseException:
                _signal_group(process, signal.SIGKILL)
                raise
    finally:
        with _changing:
            _running.discard(process)
    return Outcome(process.returncode, _as_text(output), _as_text(errors))


def _as_text(output: bytes | None) -> str:
    return (output or b"").decode("utf-8", "replace")


def _signal_group(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
    try:
        os.killpg(process.pid, number)
    except (ProcessLookupError, PermissionError):
        return
