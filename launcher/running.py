"""``./moien down``, ``status`` and ``logs``: looks at the platform that runs."""

from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path

from launcher.administrations import describe_down
from launcher.commands import read_tail
from launcher.environments import what_stands
from launcher.free_text import describe_free_text
from launcher.problem import Problem
from launcher.processes import list_names, log_file
from launcher.progress import say
from launcher.settings import Settings
from launcher.state import ProcessState, birth_of, read_state
from launcher.up import STATE_FILE, print_addresses

PATIENCE = 120.0
"""Seconds ``down`` waits for the platform to stop: each process has some of its own."""


def down(settings: Settings) -> int:
    """Stop the platform and wait until it has stopped; gives the exit code.

    Raises:
        Problem: it does not stop.
    """
    state = read_state(settings.run_dir / STATE_FILE)
    if state is None:
        say("Moien does not run.")
        return 0
    say(f"Stopping Moien (process {state.pid}) …")
    try:
        os.kill(state.pid, signal.SIGTERM)
    except PermissionError:
        raise Problem(
            f"Process {state.pid}, which runs Moien, belongs to another user.", "Stop it as that user."
        ) from None
    deadline = time.monotonic() + PATIENCE
    while birth_of(state.pid) == state.born:
        if time.monotonic() > deadline:
            raise Problem(
                f"Process {state.pid} has not stopped after {PATIENCE:g} s.",
                f"Look at {settings.logs_dir}; kill -9 {state.pid} ends it at once.",
            )
        time.sleep(0.1)
    say("Moien has stopped.")
    return 0


def status(settings: Settings) -> int:
    """Print how everything stands; gives 0 only when every process is ready."""
    for name in ("platform", "bot", "llm"):
        stands = what_stands(settings, name)
        if name == "llm" and stands == "missing" and not (settings.llm_model or settings.embedding_model):
            stands = "not needed (neither MOIEN_LLM_MODEL nor MOIEN_EMBEDDING_MODEL is set)"
        say(f"environment {name:<9} {stands}")
    say(f"model                {_model(settings.model_dir)}")
    state = read_state(settings.run_dir / STATE_FILE)
    if state is None:
        say("Moien does not run. Start it with ./moien up")
        return 1
    say(f"\n{'process':<10} {'state':<9} {'pid':>7} {'port':>6} {'up':>9} {'restarts':>9}")
    processes = [(name, state.processes.get(name, ProcessState())) for name in list_names(settings)]
    for name, process in processes:
        age = _age(time.time() - process.since) if process.pid else "-"
        say(
            f"{name:<10} {process.state:<9} {process.pid or '-':>7} {process.port or '-':>6} "
            f"{age:>9} {process.restarts:>9}"
        )
    answers = state.processes.get("answers", ProcessState())
    if answers.state == "ready" and answers.port:
        say(f"free text: {describe_free_text(settings.reached_at, answers.port)}")
    gateway = state.processes.get("gateway", ProcessState())
    if gateway.state == "ready" and gateway.port:
        for line in describe_down(settings.reached_at, gateway.port):
            say(line)
    say(f"supervisor: process {state.pid}, logs in {settings.logs_dir}\n")
    print_addresses(state)
    return 0 if all(process.state == "ready" for _, process in processes) else 1


def logs(settings: Settings, name: str, *, lines: int, follow: bool) -> int:
    """Print the end of a log, and go on printing it with ``follow``; gives the exit code.

    Raises:
        Problem: there is no log of that name.
    """
    there = sorted(file.stem for file in settings.logs_dir.glob("*.log"))
    if name not in there:
        raise Problem(f"No log is called {name!r}.", f"There are: {', '.join(there) or 'none yet'}")
    path = log_file(settings, name)
    try:
        shown = read_tail(path, lines)
        sys.stdout.write("".join(f"{line}\n" for line in shown))
        sys.stdout.flush()
        if follow:
            _follow(path)
    except BrokenPipeError:
        # `./moien logs rasa | head` has read enough. Nothing more may be written, not even at the end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except KeyboardInterrupt:
        return 0
    return 0


def _follow(path: Path) -> None:
    file = path.open("rb")
    file.seek(0, os.SEEK_END)
    try:
        while True:
            fresh = file.read()
            if fresh:
                sys.stdout.buffer.write(fresh)
                sys.stdout.buffer.flush()
            elif path.exists() and path.stat().st_ino != os.fstat(file.fileno()).st_ino:
                file.close()
                file = path.open("rb")
            else:
                time.sleep(0.3)
    finally:
        file.close()


def _model(folder: Path) -> str:
    """The model that is served, as contracts.models has it: a file ``current`` with the fingerprint of one."""
    try:
        current = (folder / "current").read_text(encoding="utf-8").strip()
    except OSError:
        return f"none yet in {folder}"
    return f"{current[:12]} in {folder}"


def _age(seconds: float) -> str:
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}"
