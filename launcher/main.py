"""The commands of ``./moien``."""

from __future__ import annotations

import argparse
import contextlib
import sys
from collections.abc import Sequence
from pathlib import Path

from launcher import accounts, environments, language_model, setup
from launcher.command_line import read_command_line
from launcher.commands import heed_signals, run_shown
from launcher.lock import lock
from launcher.problem import Problem
from launcher.progress import warn
from launcher.running import down, logs, status
from launcher.settings import Settings, read_settings
from launcher.state import read_state
from launcher.suite import run_suite
from launcher.up import STATE_FILE, up

ROOT = Path(__file__).resolve().parents[1]
INTERRUPTED = 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; gives the exit code."""
    chosen = read_command_line(sys.argv[1:] if arguments is None else arguments)
    heed_signals()
    try:
        return _run(chosen, read_settings(ROOT))
    except Problem as problem:
        warn(f"\n{problem.what}\n→ {problem.do}")
        return problem.exit_code
    except KeyboardInterrupt:
        warn("\nInterrupted.")
        return INTERRUPTED


def _run(chosen: argparse.Namespace, settings: Settings) -> int:
    match chosen.command:
        case "up":
            return up(settings)
        case "down":
            return down(settings)
        case "status":
            return status(settings)
        case "logs":
            return logs(settings, chosen.name, lines=chosen.lines, follow=chosen.follow)
        case "test":
            return run_suite(settings, fast=chosen.fast, selection=chosen.selection)
        case "train":
            _train(settings, force=chosen.force)
            return 0
        case "eval":
            return _evaluate(settings, chosen)
        case "check":
            return _run_module(settings, "contracts.catalogue", ["bot"])
        case "jobs":
            return _look_at_jobs(settings, chosen)
        case "staff":
            return _look_after_staff(settings, chosen)
        case "llm" if chosen.what == "check":
            return language_model.check(settings)
        case "llm":
            return language_model.convert(settings, chosen.source, chosen.target)
        case "backup":
            return _run_module(settings, "channels.backup", ["save", str(Path(chosen.folder).resolve())])
        case "restore":
            return _restore(settings, Path(chosen.folder).resolve())
        case "openapi":
            return _run_module(settings, "channels.openapi", [])
        case "audit":
            return _audit(settings, "audit", [])
        case "sbom":
            return _audit(settings, "audit.sbom", [str(Path(chosen.folder).resolve())])
        case "lock":
            return lock(settings)
        case _:
            return _run_bench(settings, chosen.name, chosen.arguments)


def _train(settings: Settings, *, force: bool = False) -> None:
    environments.ensure_platform(settings, tests=False)
    environments.ensure_bot(settings, tests=False)
    setup.ensure_model(settings, force=force)


def _evaluate(settings: Settings, chosen: argparse.Namespace) -> int:
    environments.ensure_platform(settings, tests=False)
    arguments = [f"--{name}" for name in ("json", "errors", "robustness") if getattr(chosen, name)]
    arguments += [f"--fail-under={floor}" for floor in chosen.fail_under]
    # The module runs in the project's folder; a FILE is meant from where the command was written.
    arguments += [str(Path(file).resolve()) for file in chosen.files]
    if chosen.answers:
        return _run_module(settings, "nlu.evaluation.answers", arguments)
    arguments = ["--bot-python", str(settings.python("bot")), *arguments]
    # What cannot be used is said before minutes go into training.
    unusable = _run_module(settings, "nlu.evaluation", ["--only-read", *arguments])
    if unusable:
        return unusable
    # What a machine reads from standard output is to hold the figures and nothing else.
    with contextlib.redirect_stdout(sys.stderr):
        _train(settings)
    return _run_module(settings, "nlu.evaluation", arguments)


def _look_after_staff(settings: Settings, chosen: argparse.Namespace) -> int:
    environments.ensure_platform(settings, tests=False)
    setup.migrate(settings)
    match chosen.what:
        case "add":
            accounts.add(settings, chosen)
        case "reset":
            accounts.reset(settings, chosen)
        case "list":
            accounts.show(settings)
        case _:
            return accounts.audit(settings, chosen.lines)
    return 0


def _restore(settings: Settings, backup: Path) -> int:
    running = read_state(settings.run_dir / STATE_FILE)
    if running:
        raise Problem(
            f"Moien runs (process {running.pid}); what it writes meanwhile would be mixed with the backup.",
            "Stop it with ./moien down, then restore.",
        )
    return _run_module(settings, "channels.backup", ["restore", str(backup)])


def _audit(settings: Settings, module: str, arguments: Sequence[str]) -> int:
    """Run a check of what we depend on, with the tools of the tests."""
    environments.ensure_platform(settings, tests=True)
    return _run_module(settings, module, arguments)


def _look_at_jobs(settings: Settings, chosen: argparse.Namespace) -> int:
    wanted = [f"--{name}={value}" for name in ("state", "service", "after") if (value := getattr(chosen, name))]
    if chosen.what:
        wanted += [chosen.what, chosen.job]
    return _run_module(settings, "channels.jobs_cli", wanted)


def _run_bench(settings: Settings, name: str, arguments: Sequence[str]) -> int:
    folder = settings.root / "bench"
    programs = {file.stem: file for file in folder.glob("*.py") if "__main__" in file.read_text(encoding="utf-8")}
    programs |= {file.parent.name: file for file in folder.glob("*/__main__.py")}
    if name not in programs:
        raise Problem(f"No benchmark is called {name!r}.", f"There are: {', '.join(sorted(programs))}", exit_code=2)
    text = programs[name].read_text(encoding="utf-8")
    environment = "bot" if 'ENVIRONMENT = "bot"' in text else "platform"
    return _run_module(settings, f"bench.{name}", arguments, environment)


def _run_module(settings: Settings, module: str, arguments: Sequence[str], environment: str = "platform") -> int:
    """Run a module at this terminal."""
    environments.ensure_platform(settings, tests=False)
    if environment == "bot":
        environments.ensure_bot(settings, tests=False)
    command: list[str | Path] = [settings.python(environment), "-m", module, *arguments]
    return run_shown(command, cwd=settings.root, variables=settings.process_variables())
