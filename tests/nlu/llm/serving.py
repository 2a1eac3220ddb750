"""Runs the processes of a local model as ``./moien up`` describes them."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from launcher.processes import describe_process
from launcher.settings import Settings, read_settings
from tests.ports import free_port

ROOT = Path(__file__).parents[3]
PATIENCE = 120.0
"""Seconds a model may take to load on a busy machine."""


def read_llm_settings(state_dir: Path, **given: str) -> Settings:
    """Settings of a platform that serves a model on free ports."""
    env_dir = os.environ.get("MOIEN_ENV_DIR") or str(ROOT / ".moien" / "env")
    own = {
        "PATH": os.environ["PATH"],
        "MOIEN_ENV_DIR": env_dir,
        "MOIEN_STATE_DIR": str(state_dir),
        "MOIEN_LLM_DEVICE": "cpu",
        "MOIEN_LLM_THREADS": "1",
        "MOIEN_LLM_PORT": str(free_port()),
        "MOIEN_EMBEDDING_PORT": str(free_port()),
        "MOIEN_SETTINGS_FILE": os.devnull,
    }
    return read_settings(ROOT, own | given)


@contextmanager
def running(settings: Settings, name: str) -> Iterator[subprocess.Popen[bytes]]:
    """Run a process and wait until it is ready."""
    process = describe_process(settings, name)
    log = settings.logs_dir / f"{name}.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as written:
        child = subprocess.Popen(
            ["setpriv", "--pdeathsig", "TERM", *process.argv],
            cwd=ROOT,
            env={**settings.process_variables(), **process.variables},
            stdout=written,
            stderr=subprocess.STDOUT,
        )
    try:
        until = time.monotonic() + PATIENCE
        while not process.health():
            said = log.read_text(encoding="utf-8")
            assert child.poll() is None, f"{name} ended with {child.returncode}:\n{said}"
            assert time.monotonic() < until, f"{name} is not ready after {PATIENCE:g} s:\n{said}"
            time.sleep(0.1)
        yield child
    finally:
        child.terminate()
        child.wait(30)


@contextmanager
def served(settings: Settings, name: str) -> Iterator[str]:
    """Run a process until it is ready; gives its address."""
    with running(settings, name):
        yield settings.url(name)


def processor_seconds(pid: int) -> float:
    """How long all threads of a process have been at work so far."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
