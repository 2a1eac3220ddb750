"""``./moien test``: every check and test of the project, in both environments, browser included."""

from __future__ import annotations

import os
import re
import time
import xml.etree.ElementTree as ET
from collections.abc import Sequence
from concurrent.futures import Future
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from launcher import setup
from launcher.commands import Ended, run_beside, run_shown
from launcher.debian import ensure_programs
from launcher.progress import say
from launcher.settings import Settings

BOT_ROOMS = ("tests/bot", "tests/nlu/components")
"""Folders of which every test runs in the bot environment; elsewhere ``test_*_bot.py`` do (see tests/conftest.py)."""
WORKERS = ("-n", "2", "--dist", "loadscope", "--no-loadscope-reorder")
"""Options for tests that wait for processes of their own: two files at once (see tests/distribution.py)."""
NOTHING_SELECTED = 5
"""Exit code of a pytest that was left with no test."""

Place = Literal["beside", "in turn", "last"]
"""When a check runs: one after the other with what it says shown at once, beside these, or when they are done."""


@dataclass(frozen=True)
class Check:
    """One command of the suite."""

    name: str
    argv: tuple[str, ...]
    folder: str = "."
    report: Path | None = None
    """Where pytest writes its counts."""
    place: Place = "in turn"


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
        ensure_programs(settings)
    setup.install(settings, tests=True)
    counts = Counts()
    checks = list_checks(settings, fast=fast, selection=selection)
    codes = _run_all(settings, checks, counts, selected=bool(selection))
    failed = [check.name for check in checks if codes[check]]
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
        # Minutes, mostly of reading and of waiting for services.
        Check("audit", (str(platform), "-m", "audit"), place="beside"),
        Check("catalogue", (str(platform), "-m", "contracts.catalogue", "bot")),
        Check("web: lint and types", ("npm", "run", "--silent", "check"), folder="web"),
        Check("web: unit tests", ("npm", "test", "--silent"), folder="web"),
        *pytests,
    ]


def _list_pytests(settings: Settings, *, fast: bool, selection: Sequence[str]) -> list[Check]:
    whole = "(stack or browser)"
    runs: list[tuple[str, str, str, Place, tuple[str, ...]]] = [
        # Rooms of the bot are one process at work, so that the others fit beside it and the checks.
        ("rooms", "platform", f"not bot and not {whole}", "in turn" if selection else "beside", WORKERS),
        ("rooms-bot", "bot", "bot", "in turn", ()),
    ]
    if not fast:
        # A platform is some ten processes, and whether they answer in time is part of what is tested.
        runs.append(("whole", "platform", f"not bot and {whole}", "last", () if selection else WORKERS))
    checks = []
    for name, environment, marker, place, options in runs:
        left_out = {word for word in selection if not runs_in(settings.root, environment, word)}
        if left_out and not any(_names_path(settings.root, word) for word in selection if word not in left_out):
            continue
        fitting = [word for word in selection if word not in left_out]
        report = settings.run_dir / f"junit-{name}.xml"
        chosen = f"{marker} and not slow" if fast else marker
        argv = (str(settings.python(environment)), "-m", "pytest", "-m", chosen, f"--junitxml={report}")
        title = f"tests: {name} ({environment} environment)"
        checks.append(Check(title, (*argv, *options, *fitting), report=report, place=place))
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


def _run_all(settings: Settings, checks: Sequence[Check], counts: Counts, *, selected: bool) -> dict[Check, int]:
    """Run each check in its place; gives their exit codes."""
    placed = {place: [check for check in checks if check.place == place] for place in get_args(Place)}
    codes: dict[Check, int] = {}
    with ExitStack() as running:
        begun = {check: running.enter_context(_run_beside(settings, check)) for check in placed["beside"]}
        for check in placed["in turn"]:
            codes[check] = _conclude(check, _run(settings, check), counts, selected=selected)
        for check, ends in begun.items():
            ended = ends.result()
            say(f"\n── {check.name}\n{_output_of(settings, check).read_text(encoding='utf-8', errors='replace')}")
            codes[check] = _conclude(check, ended, counts, selected=selected)
    for check in placed["last"]:
        codes[check] = _conclude(check, _run(settings, check), counts, selected=selected)
    return codes


def _run(settings: Settings, check: Check) -> Ended:
    say(f"\n── {check.name}")
    _make_room(settings, check)
    began = time.monotonic()
    code = run_shown(check.argv, cwd=settings.root / check.folder, variables=_variables(settings))
    return Ended(code, time.monotonic() - began)


def _run_beside(settings: Settings, check: Check) -> AbstractContextManager[Future[Ended]]:
    say(f"\n── {check.name}: runs beside what follows, and what it says is shown when it is done")
    _make_room(settings, check)
    folder, variables = settings.root / check.folder, _variables(settings)
    return run_beside(check.argv, cwd=folder, variables=variables, output=_output_of(settings, check))


def _make_room(settings: Settings, check: Check) -> None:
    """Make the folder for what a check writes, without what it wrote last time."""
    settings.run_dir.mkdir(parents=True, exist_ok=True)
    if check.report:
        check.report.unlink(missing_ok=True)


def _output_of(settings: Settings, check: Check) -> Path:
    words = re.findall(r"[a-z]+", check.name)
    return settings.run_dir / f"{'-'.join(words)}.out"


def _conclude(check: Check, ended: Ended, counts: Counts, *, selected: bool) -> int:
    """Count the tests of a check and say how it ended; gives its exit code."""
    code = ended.code
    if check.report and selected and code == NOTHING_SELECTED:
        code = 0
    elif check.report:
        counts.add(check.report, code)
    say(f"── {check.name}: {'failed' if code else 'ok'} ({ended.seconds:.0f} s)")
    return code


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
