"""Accounts of the staff: the first ones of a new platform, and those that ``./moien staff add`` makes."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from pathlib import Path

from launcher.commands import run_captured
from launcher.problem import Problem
from launcher.settings import Settings

FIRST_ACCOUNTS = "first-accounts.txt"


def ensure_first(settings: Settings) -> Path | None:
    """Make the first agent and the first owner where nobody has an account.

    Gives the file with their passwords when it was written now; only its owner may read it.

    Raises:
        Problem: the accounts could not be made.
    """
    made = _run(settings, ["ensure-first"], doing="Making the first accounts")
    if not made:
        return None
    file = settings.run_dir / FIRST_ACCOUNTS
    file.parent.mkdir(parents=True, exist_ok=True)
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as secret:
        os.fchmod(secret.fileno(), 0o600)
        secret.writelines(f"{account['role']}: {account['name']} / {account['password']}\n" for account in made)
    return file


def add(settings: Settings, arguments: Sequence[str]) -> list[dict[str, str]]:
    """Add an account; gives name, role and, where one was made for it, the password.

    Raises:
        Problem: the name is taken or cannot be one.
    """
    return _run(settings, ["add", *arguments], doing="Adding the account")


def _run(settings: Settings, arguments: Sequence[str], *, doing: str) -> list[dict[str, str]]:
    ended = run_captured(
        [settings.python("platform"), "-m", "channels.accounts", *arguments],
        cwd=settings.root,
        variables=settings.process_variables(),
    )
    if ended.code:
        tail = "\n".join(ended.errors.strip().splitlines()[-10:])
        raise Problem(f"{doing} failed (exit code {ended.code}):\n{tail}", "Mend what is named, then try again.")
    return [json.loads(line) for line in ended.output.splitlines() if line.strip()]
