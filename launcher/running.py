"""``./moien down``, ``status`` and ``logs``: looks at the platform that runs."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

from launcher.environments import what_stands
from launcher.problem import Problem
from launcher.processes import NAMES, log_file
from launcher.progress import read_tail, say
from launcher.settings import Settings
from launcher.state import read_state, runs
from launcher.up import STATE_FILE, print_addresses

PATIENCE = 60.0
"""Seconds ``down`` waits for the platform to stop."""


def down(settings: Settings) -> int:
    """Stop the platform and wait until it has stopped; gives the exit code.

    Raises:
        Problem: it does not stop.
    """
    state = read_state(settings.run_dir / STATE_FILE)
    if state is None:
        say("Moien does not run.")
        return 0
    os.kill(state.pid, signal.SIGTERM)
    deadline = time.monotonic() + PATIENCE
    while runs(state.pid):
        if time.monotonic() > deadline:
            raise Problem(
                f"Process {state.pid} has not stopped after {PATIENCE:g} s.",
                f"Look at {settings.logs_dir}; kill {state.pid} ends it at once.",
            )
        time.sleep(0.1)
    say("Moien has stopped.")
    return 0


def status(settings: Settings) -> int:
    """Print how everything stands; gives 0 only when every process is ready."""
    for name in ("platform", "bot", "llm"):
        stands = what_stands(settings, name)
        if name == "llm" and stands == "missing" and not settings.llm_model:
            stands = "not needed (MOIEN_LLM_MODEL is not set)"
        say(f"environment {name:<9} {stands}")
    models = sorted(settings.model_dir.glob("*.tar.gz")) if settings.model_dir.is_dir() else []
    say(f"models               {len(models)} in {settings.model_dir}")
    state = read_state(settings.run_dir / STATE_FILE)
    if state is None:
        say("Moien does not run. Start it with ./moien up")
        return 1
    say(f"\n{'process':<9} {'state':<9} {'pid':>7} {'port':>6} {'up':>9} {'restarts':>9}")
    for name, process in state.processes.items():
        age = _age(time.time() - process.since) if process.pid else "-"
        say(
            f"{name:<9} {process.state:<9} {process.pid or '-':>7} {process.port or '-':>6} "
            f"{age:>9} {process.restarts:>9}"
        )
    print_addresses(state)
    complete = set(state.processes) == set(NAMES)
    return 0 if complete and all(process.state == "ready" for process in state.processes.values()) else 1


def logs(settings: Settings, name: str, *, lines: int, follow: bool) -> int:
    """Print the end of a log, and go on printing it with ``follow``; gives the exit code.

    Raises:
        Problem: there is no log of that name.
    """
    path = log_file(settings, name)
    if not path.exists():
        there = sorted(file.stem for file in settings.logs_dir.glob("*.log")) or ["none yet"]
        raise Problem(f"No log is called {name!r}.", f"There are: {', '.join(there)}")
    say("\n".join(read_tail(path, lines)))
    if follow:
        _follow(path)
    return 0


def _follow(path: Path) -> None:
    file = path.open("rb")
    file.seek(0, os.SEEK_END)
    try:
        while True:
            fresh = file.read()
            if fresh:
                say(fresh.decode("utf-8", "replace").rstrip("\n"))
            elif path.exists() and path.stat().st_ino != os.fstat(file.fileno()).st_ino:
                file.close()
                file = path.open("rb")
            else:
                time.sleep(0.3)
    except KeyboardInterrupt:
        return
    finally:
        file.close()


def _age(seconds: float) -> str:
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}"
