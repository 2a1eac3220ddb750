"""Sets up whatever is missing: environments, web parts, the trained model, tables, first accounts."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from launcher import environments, web_build
from launcher.problem import Problem
from launcher.progress import run_logged, say, step, warn
from launcher.settings import Settings

FIRST_ACCOUNTS = "first-accounts.txt"


def ensure_installed(settings: Settings, *, tests: bool = False) -> None:
    """Make the environments and build the web parts, side by side where they do not need each other.

    Raises:
        Problem: a step failed.
    """
    if not (settings.root / "web" / "package-lock.json").exists():
        raise Problem(f"{settings.root / 'web'} holds no package-lock.json.", "Check the clone out again.")

    def python_parts() -> None:
        environments.ensure_platform(settings, tests=tests)
        environments.ensure_bot(settings, tests=tests)
        if settings.llm_model:
            environments.ensure_llm(settings)

    def web_parts() -> None:
        web_build.ensure_build(settings)
        if tests:
            web_build.ensure_packages(settings)

    _side_by_side(python_parts, web_parts)


def ensure_model(settings: Settings, *, force: bool = False) -> None:
    """Train the Rasa model when the catalogue (or anything else it is made from) changed.

    Raises:
        Problem: the catalogue has mistakes, which have been printed, or training failed.
    """
    command = [str(settings.python("bot")), "-m", "bot.train", *(["--force"] if force else [])]
    with step("bot: checking the catalogue, training when it changed", quiet_below=2.0):
        run = subprocess.run(
            command,
            cwd=settings.root,
            env=settings.process_variables(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
    log = settings.logs_dir / "train.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    log.write_text(run.stdout, encoding="utf-8")
    if run.returncode:
        lines = "\n".join(f"    {line}" for line in run.stdout.strip().splitlines()[-40:])
        raise Problem(
            f"The bot could not be trained (log: {log}):\n{lines}",
            "Mend the files named above (./moien check lists all problems), then start again. "
            "The last good model is kept.",
        )
    for line in run.stdout.strip().splitlines()[-1:]:
        say(f"  ✓ bot: {line}")


def migrate(settings: Settings) -> None:
    """Bring the database to the newest tables.

    Raises:
        Problem: the database cannot be reached or migrated.
    """
    (settings.state_dir / "data").mkdir(parents=True, exist_ok=True)
    run_logged(
        [settings.python("platform"), "-m", "channels.migrate"],
        log=settings.logs_dir / "migrate.log",
        cwd=settings.root,
        variables=settings.process_variables(),
        doing="Bringing the database to the newest tables",
        hint="Look whether MOIEN_DATABASE_URL is right and its server runs.",
    )


def ensure_accounts(settings: Settings) -> Path | None:
    """Make the first agent and the first owner where nobody has an account; give the file with their passwords.

    Raises:
        Problem: the accounts could not be made.
    """
    file = settings.run_dir / FIRST_ACCOUNTS
    run = subprocess.run(
        [str(settings.python("platform")), "-m", "channels.accounts", "ensure-first"],
        cwd=settings.root,
        env=settings.process_variables(),
        capture_output=True,
        text=True,
        check=False,
    )
    if run.returncode:
        raise Problem(f"The first accounts could not be made:\n{run.stderr.strip()}", "Mend what is named, then again.")
    accounts = [json.loads(line) for line in run.stdout.splitlines() if line.strip()]
    if accounts:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch(mode=0o600)
        lines = (f"{account['role']}: {account['name']} / {account['password']}" for account in accounts)
        file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return file if file.exists() else None


def _side_by_side(*works: Callable[[], None]) -> None:
    with ThreadPoolExecutor(len(works)) as pool:
        futures = [pool.submit(work) for work in works]
    problems = [error for future in futures if (error := future.exception())]
    for later in problems[1:]:
        warn(str(later))
    if problems:
        raise problems[0]
