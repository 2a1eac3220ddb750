"""``./moien test``: every check and test of the project, in both environments, browser included."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
import xml.etree.ElementTree as ET
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from launcher import setup
from launcher.problem import Problem
from launcher.progress import run_logged, say, step
from launcher.settings import Settings

_NOT_FAST = "not slow and not stack and not browser"


@dataclass(frozen=True)
class Check:
    """One command of the suite."""

    name: str
    argv: tuple[str, ...]
    folder: str = "."
    report: Path | None = None
    """Where pytest writes its counts."""


@dataclass
class Counts:
    """Tests by outcome."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0

    def add(self, report: Path) -> None:
        """Add the counts of a JUnit report; a run that left none counts as one failure."""
        if not report.exists():
            self.failed += 1
            return
        for suite in ET.parse(report).getroot().iter("testsuite"):
            total, skipped = int(suite.get("tests", 0)), int(suite.get("skipped", 0))
            failed = int(suite.get("failures", 0)) + int(suite.get("errors", 0))
            self.passed += total - failed - skipped
            self.failed += failed
            self.skipped += skipped


def run_suite(settings: Settings, *, fast: bool, selection: Sequence[str]) -> int:
    """Set up what is missing, run all checks, print the counts; gives the exit code.

    ``selection`` goes to pytest as it is, and then only pytest runs.

    Raises:
        Problem: something that the suite needs is missing and cannot be installed.
    """
    say("Moien: setting up for tests")
    if not fast:
        ensure_chromium(settings)
    setup.ensure_installed(settings, tests=True)
    setup.ensure_model(settings)
    failed, counts = [], Counts()
    for check in list_checks(settings, fast=fast, selection=selection):
        say(f"\n── {check.name}")
        started = time.monotonic()
        if check.report:
            check.report.unlink(missing_ok=True)
        code = subprocess.run(
            check.argv, cwd=settings.root / check.folder, env=_variables(settings), check=False
        ).returncode
        none_selected = bool(selection) and check.report is not None and code == 5
        if check.report and not none_selected:
            counts.add(check.report)
        say(f"── {check.name}: {'failed' if code and not none_selected else 'ok'} ({time.monotonic() - started:.0f} s)")
        if code and not none_selected:
            failed.append(check.name)
    say(f"\nFailed: {', '.join(failed)}" if failed else "\nEverything holds.")
    say(f"{counts.passed} passed, {counts.failed} failed, {counts.skipped} skipped")
    return 1 if failed else 0


def list_checks(settings: Settings, *, fast: bool, selection: Sequence[str]) -> list[Check]:
    """Everything that the suite runs, in its order: what fails soonest comes first."""
    platform, bot = settings.python("platform"), settings.python("bot")
    tools = platform.parent
    pytests = [
        _pytest("tests in the platform environment", platform, "not bot", fast, selection, settings),
        _pytest("tests in the bot environment", bot, "bot", fast, selection, settings),
    ]
    if selection:
        return pytests
    return [
        Check("ruff", (str(tools / "ruff"), "check", ".")),
        Check("ruff format", (str(tools / "ruff"), "format", "--check", ".")),
        Check("imports go down", (str(tools / "lint-imports"), "--no-cache")),
        Check("mypy", (str(tools / "mypy"),)),
        Check("catalogue", (str(platform), "-m", "contracts.catalogue", "bot")),
        Check("web: lint and types", ("npm", "run", "--silent", "check"), folder="web"),
        Check("web: unit tests", ("npm", "test", "--silent"), folder="web"),
        *pytests,
    ]


def _pytest(name: str, python: Path, marker: str, fast: bool, selection: Sequence[str], settings: Settings) -> Check:
    report = settings.run_dir / f"junit-{python.parents[1].name}.xml"
    expression = f"{marker} and {_NOT_FAST}" if fast else marker
    argv = (str(python), "-m", "pytest", "-m", expression, f"--junitxml={report}", *selection)
    return Check(name, argv, report=report)


def ensure_chromium(settings: Settings) -> None:
    """Look for Chromium; install Debian's package where that is possible.

    Raises:
        Problem: it is missing and cannot be installed.
    """
    if shutil.which("chromium", path=settings.variables.get("PATH")):
        return
    hint = "Browser tests need Chromium: apt-get install chromium, or run ./moien test --fast without them."
    if shutil.which("apt-get") is None:
        raise Problem("Chromium is not on this machine, and there is no apt-get to install it with.", hint)
    prefix = [] if os.geteuid() == 0 else ["sudo", "-n"]
    with step("installing Chromium from Debian's packages"):
        for arguments in (["update"], ["install", "-y", "--no-install-recommends", "chromium", "fonts-dejavu-core"]):
            run_logged(
                [*prefix, "apt-get", *arguments],
                log=settings.logs_dir / "setup-chromium.log",
                cwd=settings.root,
                variables={**settings.variables, "DEBIAN_FRONTEND": "noninteractive"},
                doing="Installing Chromium",
                hint=hint,
            )


def _variables(settings: Settings) -> dict[str, str]:
    """Tests choose their own ports, databases and state folders; only what all share is handed on."""
    own = {name: value for name, value in settings.variables.items() if not name.startswith("MOIEN_")}
    return {
        **own,
        "PYTHONPATH": str(settings.root),
        "RASA_TELEMETRY_ENABLED": "false",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "OMP_NUM_THREADS": "1",
        "MOIEN_ENV_DIR": str(settings.env_dir),
        "MOIEN_MODEL_DIR": str(settings.model_dir),
    }
