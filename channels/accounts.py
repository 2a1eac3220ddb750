"""Accounts of the staff, on the command line: ``python -m channels.accounts add|ensure-first``."""

from __future__ import annotations

import argparse
import asyncio
import json
import re
import sys
from datetime import timedelta
from typing import get_args

from pydantic import ValidationError

from channels.passwords import hash_password, make_password
from channels.settings import DatabaseSettings, describe_problems
from channels.store.database import Database
from channels.store.staff import NameTakenError, Role, Staff

ROLES: tuple[Role, ...] = get_args(Role)
FIRST: tuple[tuple[str, str, Role], ...] = (("agent", "Alex Muster", "agent"), ("owner", "Sam Muster", "owner"))
"""Name, display name and role of the accounts that a new platform begins with."""

_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")


def check_name(name: str) -> str:
    """Return a name that somebody signs in with; raises ValueError where it cannot be one."""
    if not _NAME.fullmatch(name):
        raise ValueError(
            f"{name!r} is no name: use 1 to 64 of a-z, 0-9, dot, hyphen, underscore, beginning with a-z0-9"
        )
    return name


async def add(staff: Staff, name: str, display_name: str, role: Role, password: str) -> None:
    """Add one person; raises ValueError and `NameTakenError`."""
    if not display_name.strip() or len(display_name) > 128:
        raise ValueError("the display name has 1 to 128 characters: citizens see it beside what the agent writes")
    await staff.add(check_name(name), display_name.strip(), (role,), hash_password(password))


async def ensure_first(staff: Staff) -> list[dict[str, str]]:
    """Add the first accounts when nobody has one; returns names, roles and the passwords made for them."""
    if not await staff.is_empty():
        return []
    made = []
    for name, display_name, role in FIRST:
        password = make_password()
        await add(staff, name, display_name, role, password)
        made.append({"name": name, "role": role, "password": password})
    return made


def read_arguments(arguments: list[str]) -> argparse.Namespace:
    """Parse the command line."""
    parser = argparse.ArgumentParser(prog="python -m channels.accounts", description="Accounts of the staff.")
    commands = parser.add_subparsers(dest="command", required=True)
    adding = commands.add_parser("add", help="add a person; prints the password that was made for them")
    adding.add_argument("name", help="what they sign in with")
    adding.add_argument("--display-name", required=True, help="what citizens and colleagues see")
    adding.add_argument("--role", required=True, choices=ROLES)
    adding.add_argument("--password-stdin", action="store_true", help="read the password from the first line of input")
    commands.add_parser("ensure-first", help="add an agent and a service owner when nobody has an account")
    return parser.parse_args(arguments)


async def run(wanted: argparse.Namespace, database_url: str) -> list[dict[str, str]]:
    """Carry the command out; returns the accounts made, with passwords only where they were made here."""
    database = Database(database_url)
    staff = Staff(database, timedelta())
    try:
        if wanted.command == "ensure-first":
            return await ensure_first(staff)
        given = sys.stdin.readline().rstrip("\r\n") if wanted.password_stdin else None
        password = make_password() if given is None else given
        await add(staff, wanted.name, wanted.display_name, wanted.role, password)
        return [{"name": wanted.name, "role": wanted.role} | ({} if wanted.password_stdin else {"password": password})]
    finally:
        await database.close()


def main(arguments: list[str]) -> int:
    """Run one command; prints one JSON object per account."""
    wanted = read_arguments(arguments)
    try:
        made = asyncio.run(run(wanted, DatabaseSettings().database_url))
    except ValidationError as error:
        sys.stderr.write(f"{describe_problems(error)}\n")
        return 2
    except NameTakenError as error:
        sys.stderr.write(f"{str(error)!r} has an account already: choose another name\n")
        return 1
    except ValueError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    for account in made:
        sys.stdout.write(json.dumps(account) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
