"""The commands of ``./moien``."""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from launcher import environments, setup
from launcher.lock import lock
from launcher.problem import Problem
from launcher.progress import warn
from launcher.running import down, logs, status
from launcher.settings import Settings, read_settings
from launcher.suite import run_suite
from launcher.up import up

ROOT = Path(__file__).resolve().parents[1]
OLDEST_PYTHON = (3, 11)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; gives the exit code."""
    if sys.version_info < OLDEST_PYTHON:
        warn(f"Moien needs Python 3.11 or newer; this is {sys.version.split()[0]}.\nRun it as: python3.11 moien up")
        return 1
    chosen, rest = _make_parser().parse_known_args(arguments)
    if rest and chosen.command not in ("test", "bench", "staff"):
        _make_parser().error(f"{chosen.command} does not know {' '.join(rest)}")
    try:
        settings = read_settings(ROOT)
        return _run(chosen, rest, settings)
    except Problem as problem:
        warn(f"\n{problem.what}\n→ {problem.do}")
        return problem.exit_code
    except KeyboardInterrupt:
        warn("\nInterrupted.")
        return 130


def _run(chosen: argparse.Namespace, rest: list[str], settings: Settings) -> int:
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
            return run_suite(settings, fast=chosen.fast, selection=rest)
        case "train":
            environments.ensure_platform(settings, tests=False)
            environments.ensure_bot(settings, tests=False)
            setup.ensure_model(settings, force=chosen.force)
            return 0
        case "lock":
            return lock(settings)
        case "check":
            return _run_room(settings, "contracts.catalogue", ["bot"])
        case "staff":
            setup_tables_first(settings)
            return _run_room(settings, "channels.accounts", rest)
        case _:
            return _run_room(settings, f"bench.{chosen.name}", rest)


def setup_tables_first(settings: Settings) -> None:
    """Make sure that accounts have a table to stand in."""
    environments.ensure_platform(settings, tests=False)
    setup.migrate(settings)


def _run_room(settings: Settings, module: str, arguments: Sequence[str]) -> int:
    """Run a module of the platform environment at this terminal."""
    environments.ensure_platform(settings, tests=False)
    command = [str(settings.python("platform")), "-m", module, *arguments]
    return subprocess.run(command, cwd=settings.root, env=settings.process_variables(), check=False).returncode


def _make_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="./moien",
        description="Moien: a citizen-services chatbot on the administration's own machines.",
        epilog="Settings: docs/settings.md. What it is: README.md.",
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    commands.add_parser("up", help="set up what is missing, start everything, print the addresses; Ctrl-C stops")
    commands.add_parser("down", help="stop everything")
    commands.add_parser("status", help="show what is installed and what runs; exit code 0 when all is ready")
    shown = commands.add_parser("logs", help="show the log of a process or of a set-up step")
    shown.add_argument("name", help="redis, rasa, actions, sandbox, gateway, worker, train, setup-bot …")
    shown.add_argument("-n", "--lines", type=int, default=50, help="how many lines (50)")
    shown.add_argument("-f", "--follow", action="store_true", help="go on showing what is written; Ctrl-C ends")
    tested = commands.add_parser(
        "test", help="set up what is missing and run the whole suite; more arguments go to pytest (-k, a path …)"
    )
    tested.add_argument("--fast", action="store_true", help="leave out what starts the platform or a browser")
    trained = commands.add_parser("train", help="check the catalogue and train the bot when it changed")
    trained.add_argument("--force", action="store_true", help="train even when nothing changed")
    commands.add_parser("check", help="list every problem of the catalogue, one a line with file and line")
    commands.add_parser("staff", help="accounts: staff add NAME --display-name TEXT --role agent|owner", add_help=False)
    commands.add_parser("lock", help="pin requirements/*.in anew (developers)")
    measured = commands.add_parser("bench", help="run a benchmark of bench/ (developers)", add_help=False)
    measured.add_argument("name", help="start, turns, language …")
    return parser
