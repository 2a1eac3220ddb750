"""``./moien test``: every check and test of the project, in both environments, browser included."""

from __future__ import annotations

import os
import shutil
import time
import xml.etree.ElementTree as ET
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from launcher import setup
from launcher.commands import run_logged, run_shown
from launcher.problem import Problem
from launcher.progress import say, step
from launcher.settings import Settings

BOT_ROOMS = ("tests/bot", "tests/nlu/components")
"""Folders of which every test runs in the bot environment; elsewhere ``test_*_bot.py`` do (see tests/conftest.py)."""
NOTHING_SELECTED = 5
"""Exit code of a pytest that was left with no test."""


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

    def add(self, report: Path, code: int) -> None:
        """Add the counts of a JUnit report; a pytest that failed without a failed test counts as one."""
        failed = 0
        if report.exists():
            for suite in ET.parse(report).getroot().iter("testsuite"):
                total, skipped = int(suite.get("tests", 0)), int(suite.get("skipped", 0))
                failed += int(suite.get("failures", 0)) + int(suite.get("errors", 0))
                self.passed += total - int(suite.get("failures", 0)) - int(suite.get("errors", 0)) - skipped
                self.skipped += skipped
        self.failed += failed or (1 if code else 0)

    def __str__(self) -> str:
        """The closing line of the suite."""
        return f"{self.passed} passed, {self.failed} failed, {self.skipped} skipped"


def run_suite(settings: Settings, *, fast: bool, selection: Sequence[str]) -> int:
    """Set up what is missing, run all checks, print the counts; gives the exit code.

    ``selection`` goes to pytest as it is, and then only pytest runs.

    Raises:
        Problem: something that the suite needs is missing and cannot be installed.
    """
    say("Moien: setting up for tests")
    if not fast:
        ensure_chromium(settings)
    setup.install(settings, tests=True)
    counts = Counts()
    checks = list_checks(settings, fast=fast, selection=selection)
    failed = [check.name for check in checks if not _holds(settings, check, counts, selected=bool(selection))]
    say(f"\nFailed: {', '.join(failed)}" if failed else "\nEverything holds.")
    say(str(counts))
    return 1 if failed else 0


def list_checks(settings: Settings, *, fast: bool, selection: Sequence[str]) -> list[Check]:
    """Everything that the suite runs, in its order: what fails soonest comes first."""
    platform = settings.python("platform")
    tools = platform.parent
    pytests = _list_pytests(settings, fast=fast, selection=selection)
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


def _list_pytests(settings: Settings, *, fast: bool, selection: Sequence[str]) -> list[Check]:
    whole = "(stack or browser)"
    runs = [
        # Tests of one room mostly wait for processes of their own, so two run side by side.
        ("rooms", "platform", f"not bot and not {whole}", ("-n", "2", "--dist", "loadgroup")),
        ("rooms-bot", "bot", "bot", ()),
    ]
    if not fast:
        runs.append(("whole", "platform", f"not bot and {whole}", ()))
    checks = []
    for name, environment, marker, options in runs:
        left_out = {word for word in selection if not runs_in(settings.root, environment, word)}
        if left_out and not any(_names_path(settings.root, word) for word in selection if word not in left_out):
            continue
        fitting = [word for word in selection if word not in left_out]
        report = settings.run_dir / f"junit-{name}.xml"
        chosen = f"{marker} and not slow" if fast else marker
        argv = (str(settings.python(environment)), "-m", "pytest", "-m", chosen, f"--junitxml={report}")
        title = f"tests: {name} ({environment} environment)"
        checks.append(Check(title, (*argv, *options, *fitting), report=report))
    return checks


def runs_in(root: Path, environment: str, word: str) -> bool:
    """Whether a word for pytest means anything in an environment: a path of the other's tests does not."""
    if not _names_path(root, word):
        return True
    path = root / word.partition("::")[0]
    inside = path.resolve().relative_to(root.resolve()).as_posix()
    of_bot = path.name.endswith("_bot.py") or any(f"{inside}/".startswith(f"{room}/") for room in BOT_ROOMS)
    if environment != "bot":
        return not of_bot
    around = path.is_dir() and (any(path.rglob("test_*_bot.py")) or any(room.startswith(inside) for room in BOT_ROOMS))
    return of_bot or around


def _names_path(root: Path, word: str) -> bool:
    return not word.startswith("-") and (root / word.partition("::")[0]).exists()


def _holds(settings: Settings, check: Check, counts: Counts, *, selected: bool) -> bool:
    say(f"\n── {check.name}")
    began = time.monotonic()
    if check.report:
        check.report.parent.mkdir(parents=True, exist_ok=True)
        check.report.unlink(missing_ok=True)
    code = run_shown(check.argv, cwd=settings.root / check.folder, variables=_variables(settings))
    if check.report and selected and code == NOTHING_SELECTED:
        code = 0
    elif check.report:
        counts.add(check.report, code)
    say(f"── {check.name}: {'failed' if code else 'ok'} ({time.monotonic() - began:.0f} s)")
    return code == 0


def ensure_chromium(settings: Settings) -> None:
    """Look for Chromium; install Debian's package where that is possible.

    Raises:
        Problem: it is missing and cannot be installed.
    """
    if shutil.which("chromium", path=settings.variables.get("PATH")):
        return
    hint = "Browser tests need Chromium: apt-get install chromium, or run ./moien test --fast without them."
    if shutil.which("apt-get", path=settings.variables.get("PATH")) is None:
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
        "MOIEN_SETTINGS_FILE": os.devnull,
        "MOIEN_ENV_DIR": str(settings.env_dir),
        "MOIEN_MODEL_DIR": str(settings.model_dir),
    }
