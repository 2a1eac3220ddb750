"""Asks the services that know vulnerabilities, by pip-audit and npm audit: in development, never at run time."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from audit.reports import Broken, NoReportError, Outcome, Unreachable, read_npm_audit, read_pip_audit

ROOT = Path(__file__).parents[1]
LOCKS = ("platform", "bot", "bot_dev", "llm", "dev")
WEB = "web"
SECONDS = 300.0
"""How long one of the tools may ask."""


def ask(lock: str) -> Outcome:
    """Return what is known of the packages of a lock."""
    try:
        return _ask_npm() if lock == WEB else _ask_pip(lock)
    except FileNotFoundError as error:
        return Broken(why=f"{error.filename} is not there")
    except subprocess.TimeoutExpired:
        return Unreachable(why=f"no answer within {SECONDS:.0f} s")


def _ask_pip(lock: str) -> Outcome:
    file = f"requirements/{lock}.txt"
    options = ["--require-hashes", "--disable-pip", "--format", "json", "--progress-spinner", "off"]
    command = [sys.executable, "-m", "pip_audit", "--requirement", file, *options]
    done = _run(command, ROOT)
    try:
        return read_pip_audit(done.stdout)
    except NoReportError as error:
        # It ends alike whatever is wrong. A dry run does all but ask the service.
        tried = _run([*command, "--dry-run"], ROOT)
        if tried.returncode:
            return Broken(why=_last_line(tried.stderr) or str(error))
        return Unreachable(why=_last_line(done.stderr) or str(error))


def _ask_npm() -> Outcome:
    done = _run(["npm", "audit", "--json", "--package-lock-only"], ROOT / "web")
    try:
        return read_npm_audit(done.stdout)
    except NoReportError as error:
        return Broken(why=_last_line(done.stderr) or str(error))


def _run(command: list[str], folder: Path) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(command, cwd=folder, capture_output=True, timeout=SECONDS, check=False)


def _last_line(written: bytes) -> str:
    return (written.decode(errors="replace").strip().splitlines() or [""])[-1].strip()
