"""Asks the services that know vulnerabilities, by pip-audit and npm audit: in development, never at run time."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from audit.reports import Outcome, Unreachable, read_npm_audit, read_pip_audit

ROOT = Path(__file__).parents[1]
LOCKS = ("platform", "bot", "bot_dev", "llm", "dev")
WEB = "web"
SECONDS = 300.0
"""How long one of the tools may ask."""


def ask(lock: str) -> Outcome:
    """Return what is known of the packages of a lock."""
    if lock == WEB:
        return _run(["npm", "audit", "--json", "--package-lock-only"], ROOT / "web", read_npm_audit)
    file = f"requirements/{lock}.txt"
    options = ["--require-hashes", "--disable-pip", "--format", "json", "--progress-spinner", "off"]
    return _run([sys.executable, "-m", "pip_audit", "--requirement", file, *options], ROOT, read_pip_audit)


def _run(command: list[str], folder: Path, read: Callable[[bytes], Outcome]) -> Outcome:
    try:
        done = subprocess.run(command, cwd=folder, capture_output=True, timeout=SECONDS, check=False)
    except FileNotFoundError as error:
        return Unreachable(why=f"{error.filename} is not installed")
    except subprocess.TimeoutExpired:
        return Unreachable(why=f"no answer within {SECONDS:.0f} s")
    return read(done.stdout)
