"""Accounts of the staff: the first ones of a new platform, and what ``./moien staff`` does."""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from launcher.commands import run_captured
from launcher.problem import Problem
from launcher.progress import say
from launcher.settings import Settings

FIRST_ACCOUNTS = "first-accounts.txt"
NOT_INTACT = 1
"""Exit code where the audit log was changed."""


def ensure_first(settings: Settings) -> Path | None:
    """Make the first accounts, one a role, where nobody has an account.

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


def add(settings: Settings, chosen: argparse.Namespace) -> None:
    """Add an account and say how its owner gets in.

    Raises:
        Problem: the name is taken or cannot be one, or something else does not fit.
    """
    wanted = [chosen.name, "--display-name", chosen.display_name]
    for name in ("role", "language", "service", "administration"):
        wanted += [f"--{name}={value}" for value in getattr(chosen, name)]
    wanted += [f"--capacity={chosen.capacity}"] if chosen.capacity is not None else []
    wanted += ["--invite"] if chosen.invite else []
    for account in _run(settings, ["add", *wanted], doing="Adding the account"):
        if chosen.invite:
            say(f"{account['name']} was added as {account['role']}.")
            _say_link(account)
        else:
            say(f"{account['name']} may sign in as {account['role']}. Password, shown this once: {account['password']}")


def reset(settings: Settings, chosen: argparse.Namespace) -> None:
    """Take a password away and print the link by which its owner chooses another.

    Raises:
        Problem: nobody has this name, or they have no password here.
    """
    more = [f"--{name}" for name in ("second-factor", "activate") if getattr(chosen, name.replace("-", "_"))]
    for account in _run(settings, ["reset", chosen.name, *more], doing="Resetting the account"):
        say(f"The password of {account['name']} no longer works.")
        _say_link(account)


def show(settings: Settings) -> None:
    """Print all accounts as a table.

    Raises:
        Problem: they could not be read.
    """
    rows = [("NAME", "SEEN AS", "ROLES", "LANGUAGES", "REMARKS")]
    rows += [_row(account) for account in _run(settings, ["list"], doing="Listing the accounts")]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        say("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


def audit(settings: Settings, lines: int) -> int:
    """Check the audit log and print its newest entries; gives the exit code.

    Raises:
        Problem: it could not be read.
    """
    *entries, whole = _run(
        settings, ["audit", f"--lines={lines}"], doing="Reading the audit log", accepted=(0, NOT_INTACT)
    )
    for entry in entries:
        detail = json.dumps(entry["detail"], ensure_ascii=False) if entry["detail"] else ""
        who = entry["actor"] or "somebody not signed in"
        say(f"{entry['number']:>6}  {entry['at']}  {who}  {entry['action']}  {entry['target']}  {detail}".rstrip())
    say(f"{whole['entries']} entries. Digest of the newest: {whole['digest'] or 'none'}")
    if whole["intact"]:
        say("Every entry is as it was written.")
        return 0
    say(f"Entry {whole['broken_at']} is missing or was changed after it had been written. Who has had access?")
    return NOT_INTACT


def _row(account: dict[str, Any]) -> tuple[str, str, str, str, str]:
    remarks = [
        *(["shut out"] if not account["active"] else []),
        *(["single sign-on"] if not account["local"] else []),
        *(["second factor"] if account["second_factor"] else []),
        *([f"link open until {account['invited_until']}"] if account["invited_until"] else []),
    ]
    languages = [f"{language} {level}" for language, level in account["languages"].items()]
    return (
        account["name"],
        account["display_name"],
        ", ".join(account["roles"]),
        ", ".join(languages),
        ", ".join(remarks),
    )


def _say_link(account: dict[str, Any]) -> None:
    say(f"Link, shown this once, to choose a password with until {account['expires_at']}:")
    say(f"  {account['invitation']}")


def _run(
    settings: Settings, arguments: Sequence[str], *, doing: str, accepted: Sequence[int] = (0,)
) -> list[dict[str, Any]]:
    ended = run_captured(
        [settings.python("platform"), "-m", "channels.accounts", *arguments],
        cwd=settings.root,
        variables=settings.process_variables(),
    )
    # An accepted failure has something to say all the same; one that says nothing is none.
    if ended.code and (ended.code not in accepted or not ended.output.strip()):
        tail = "\n".join(ended.errors.strip().splitlines()[-10:])
        raise Problem(f"{doing} failed (exit code {ended.code}):\n{tail}", "Mend what is named, then try again.")
    return [json.loads(line) for line in ended.output.splitlines() if line.strip()]
